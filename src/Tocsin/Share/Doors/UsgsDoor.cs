using System.Globalization;
using Tocsin.Formats.Usgs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>USGS earthquakes to observations, the feed documentation's fields in its order. See docs/doors.md.</summary>
public static class UsgsDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "usgs";

    /// <summary>Maps one event. One that USGS deleted becomes the next telling of what is held: status deleted, Past and Unlikely.</summary>
    public static Mapped Map(Earthquake quake, DoorTerms terms)
    {
        if (terms.FutureFault(quake.Time) is { } fault) return Mapped.Refuse(fault);
        var level = FeedSeverity.Of(quake);
        return Mapped.To(new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = quake.Type,
                Category = Category.Geo,
                Event = quake.Type == "earthquake" ? "Earthquake" : quake.Type,
                Severity = level.Severity,
                Urgency = level.Urgency,
                Certainty = level.Certainty,
                At = quake.Time,
                Numbers = Numbers(quake),
                Codes = Codes(quake),
            },
            Where = new Where { Geometry = quake.Point, Name = quake.Place },
            Texts = [new TextBlock { Event = quake.Type, Headline = Headline(quake), Web = quake.Url }],
            Source = new Source
            {
                Key = new SourceKey(Scheme, "", quake.Ids, quake.Updated?.ToUnixTimeMilliseconds()),
                Publisher = "USGS",
                Web = quake.Url,
                Words = quake.Alert is { } alert ? new Dictionary<string, string> { ["pager"] = alert.ToString().ToLowerInvariant() } : null,
            },
        });
    }

    static Dictionary<string, double> Numbers(Earthquake quake)
    {
        var numbers = new Dictionary<string, double>(5);
        Add("magnitude", quake.Magnitude);
        Add("depthKm", quake.DepthKm);
        Add("felt", quake.Felt);
        Add("significance", quake.Significance);
        Add("tsunami", quake.TsunamiFlag ? 1 : 0);
        return numbers;

        void Add(string name, double? number)
        {
            if (number is { } value) numbers[name] = value;
        }
    }

    static Dictionary<string, string> Codes(Earthquake quake)
    {
        var codes = new Dictionary<string, string>(4) { ["eventType"] = quake.Type };
        if (quake.MagnitudeType is { } type) codes["magnitudeType"] = type;
        if (quake.Net is { } network) codes["network"] = network;
        if (quake.Status != EarthquakeStatus.NotSaid) codes["status"] = quake.Status.ToString().ToLowerInvariant();
        return codes;
    }

    static string Headline(Earthquake quake)
    {
        var magnitude = quake.Magnitude is { } m ? string.Create(CultureInfo.InvariantCulture, $"M {m:0.0}") : "Magnitude not yet known";
        var place = quake.Place is { } name ? $"{magnitude}, {name}" : magnitude;
        return quake.Status == EarthquakeStatus.Deleted ? $"Deleted by USGS: {place}" : place;
    }
}
