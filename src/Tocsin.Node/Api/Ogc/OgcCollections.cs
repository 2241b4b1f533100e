using Tocsin.Share.Records;

namespace Tocsin.Node.Api.Ogc;

/// <summary>A collection of features: all records, those of one kind, or the threads of warnings.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Description">What is in it.</param>
/// <param name="Kind">The kind of its records; nothing: all kinds, or none.</param>
/// <param name="IsThreads">Whether it holds the threads of warnings, and no records.</param>
sealed record OgcCollection(string Id, string Title, string Description, string? Kind, bool IsThreads = false)
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<OgcCollection> All { get; } =
    [
        new("records", "Records", "Everything that the token may read, of every kind.", null),
        Of("observations", "Observations", "What sources say they saw: earthquakes, hotspots, other agencies' alerts.", Share.Records.Kind.Observation),
        Of("incidents", "Incidents", "What officers report.", Share.Records.Kind.Incident),
        Of("counts", "Counts", "How many cases or deaths there were in a place and a period.", Share.Records.Kind.Count),
        Of("sightings", "Sightings", "Indicators' values that were met.", Share.Records.Kind.Sighting),
        Of("warnings", "Warnings", "Each message of each warning: alerts, updates and cancellations.", Share.Records.Kind.Warning),
        new("threads", "Warning threads", "Each warning of this party as it stands now, once. Of the private circle.", null, IsThreads: true),
    ];

    /// <summary>A collection by its name.</summary>
    public static OgcCollection? Find(string id) => All.FirstOrDefault(each => each.Id == id);

    /// <summary>The properties by which its features can be asked for, with their JSON Schema.</summary>
    public IEnumerable<(string Name, string Title, string Schema)> Queryables()
    {
        if (!IsThreads && Kind is null) yield return ("kind", "Kind", """{"type":"string"}""");
        yield return ("category", "CAP category", Words<Category>());
        yield return ("severity", "At least this severe", Words<Severity>());
        if (IsThreads) yield break;
        yield return ("circle", "Circle, by its name or id", """{"type":"string"}""");
        yield return ("words", "Words that all occur", """{"type":"string"}""");
    }

    static OgcCollection Of(string id, string title, string description, Kind kind) => new(id, title, description, kind.Name);

    static string Words<T>() where T : struct, Enum => $$"""{"type":"string","enum":["{{string.Join("\",\"", Enum.GetNames<T>())}}"]}""";
}
