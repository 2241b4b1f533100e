using System.Globalization;
using NetTopologySuite.Geometries;
using Tocsin.Formats.Piracy;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>NGA's anti-shipping activity messages to observations. See docs/doors.md.</summary>
public static class AsamDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "asam";

    /// <summary>The type of the observation.</summary>
    public const string Type = "ship-attack";

    const int HeadlineCharsMax = 160;

    /// <summary>Maps one report. Its day begins where the day begins first, so that no clock east of Greenwich is wrong.</summary>
    public static Mapped Map(AsamReport report, DoorTerms terms)
    {
        if (terms.FutureFault(report.Date) is { } fault) return Mapped.Refuse(fault);
        var level = FeedSeverity.OfHostility(report.Hostility);
        return Mapped.To(new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = Type,
                Category = Category.Transport,
                Event = "Attack on a ship",
                Severity = level.Severity,
                Urgency = level.Urgency,
                Certainty = level.Certainty,
                At = report.Date.AtMidnight().InUtc().ToInstant(),
                Codes = Codes(report),
            },
            Where = new Where { Geometry = new Point(report.Longitude, report.Latitude) { SRID = 4326 }, Name = report.Subregion is { } region ? $"NGA subregion {region}" : null },
            Texts = [new TextBlock { Event = "Attack on a ship", Headline = Headline(report), Description = report.Description }],
            Source = new Source
            {
                Key = new SourceKey(Scheme, "", [string.Create(CultureInfo.InvariantCulture, $"{report.Reference},{report.Date:uuuu-MM-dd},{report.Position}")], null),
                Publisher = "NGA ASAM",
                Words = report.Hostility is { } hostility ? new Dictionary<string, string> { ["hostility"] = hostility } : null,
            },
        });
    }

    /// <summary>The first sentence of what happened; the sort of ship, where nobody wrote any.</summary>
    static string Headline(AsamReport report)
    {
        var text = report.Description ?? report.Victim ?? "Attack on a ship";
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        var first = end > 0 ? text[..end] : text;
        return first.Length <= HeadlineCharsMax ? first : first[..(char.IsHighSurrogate(first[HeadlineCharsMax - 2]) ? HeadlineCharsMax - 2 : HeadlineCharsMax - 1)] + "…";
    }

    static Dictionary<string, string> Codes(AsamReport report)
    {
        var codes = new Dictionary<string, string> { ["reference"] = report.Reference };
        if (report.Victim is { } victim) codes["victim"] = victim;
        if (report.Subregion is { } subregion) codes["subregion"] = subregion;
        if (report.NavArea is { } area) codes["navArea"] = area;
        return codes;
    }
}
