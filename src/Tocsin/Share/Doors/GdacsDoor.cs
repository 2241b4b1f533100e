using System.Globalization;
using Tocsin.Formats.Gdacs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>GDACS events to observations, one for each event; its episodes are tellings of it. See docs/doors.md.</summary>
public static class GdacsDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "gdacs";

    /// <summary>Maps one item. An event's end may lie ahead, for it can be a forecast; its beginning may not.</summary>
    public static Mapped Map(GdacsEvent item, DoorTerms terms)
    {
        if (terms.FutureFault(item.From) is { } fault) return Mapped.Refuse(fault);
        var level = FeedSeverity.Of(item);
        var (letters, type, name) = Names(item.Type);
        return Mapped.To(new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = type,
                Category = FeedSeverity.CategoryOf(item.Type),
                Event = item.Name is { } own ? $"{name} {own}" : name,
                Severity = level.Severity,
                Urgency = level.Urgency,
                Certainty = level.Certainty,
                At = item.From,
                Until = item.To > item.From ? item.To : null,
                Numbers = Numbers(item),
                Codes = Codes(item, letters),
            },
            Where = new Where
            {
                Geometry = item.Geometry,
                Name = item.Countries,
                Codes = item.Iso3.IsEmpty ? null : new Dictionary<string, string> { ["ISO3166-1-alpha-3"] = string.Join(' ', item.Iso3) },
            },
            Texts = [new TextBlock { Event = name, Headline = item.Title, Description = item.Description, Web = item.Link }],
            Source = new Source
            {
                Key = new SourceKey(Scheme, "", [string.Create(CultureInfo.InvariantCulture, $"{letters}{item.EventId}")], item.EpisodeId),
                Publisher = "GDACS",
                Web = item.Link,
                Words = Words(item),
            },
        });
    }

    static (string Letters, string Type, string Name) Names(GdacsType type) => type switch
    {
        GdacsType.Earthquake => ("EQ", "earthquake", "Earthquake"),
        GdacsType.TropicalCyclone => ("TC", "tropical-cyclone", "Tropical cyclone"),
        GdacsType.Flood => ("FL", "flood", "Flood"),
        GdacsType.Volcano => ("VO", "volcano", "Volcano"),
        GdacsType.Wildfire => ("WF", "wildfire", "Wildfire"),
        GdacsType.Drought => ("DR", "drought", "Drought"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static Dictionary<string, double>? Numbers(GdacsEvent item)
    {
        var numbers = new Dictionary<string, double>(3);
        if (item.SeverityValue is { } value && item.SeverityUnit is { } unit && QuantityOf(item.Type, unit) is { } quantity) numbers[quantity] = value;
        if (item.DepthKm is { } depth) numbers["depthKm"] = depth;
        if (item.Population is { } people) numbers["populationAffected"] = people;
        return numbers.Count > 0 ? numbers : null;
    }

    static string? QuantityOf(GdacsType type, string unit) => (type, unit) switch
    {
        (GdacsType.Earthquake, "M") => "magnitude",
        (_, "km/h") => "windKmPerHour",
        (_, "km2") => "areaKm2",
        (_, "ha") => "areaHectares",
        _ => null,
    };

    static Dictionary<string, string> Codes(GdacsEvent item, string letters)
    {
        var codes = new Dictionary<string, string>
        {
            ["eventType"] = letters,
            ["eventId"] = item.EventId.ToString(CultureInfo.InvariantCulture),
            ["episodeId"] = item.EpisodeId.ToString(CultureInfo.InvariantCulture),
            ["current"] = item.IsCurrent ? "true" : "false",
        };
        if (item.Glide is { } glide) codes["glide"] = glide;
        return codes;
    }

    static Dictionary<string, string> Words(GdacsEvent item)
    {
        var words = new Dictionary<string, string> { ["alertLevel"] = item.Alert.ToString() };
        if (item.EpisodeAlert is { } episode) words["episodeAlertLevel"] = episode.ToString();
        if (item.SeverityText is { } strength) words["severity"] = strength;
        if (item.PopulationUnit is { } counted) words["population"] = counted;
        return words;
    }
}
