using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tocsin.Share.Doors;

/// <summary>What became of one file: the JSON of <c>tocsin import --json</c>.</summary>
/// <remarks>accepted, duplicates, revised, thinned and the items refused add up to read, unless the import broke off.</remarks>
public sealed record ImportReport
{
    /// <summary>Repairs, and refusals, that are named one by one; what comes after them is counted in one last entry.</summary>
    public const int NamedMax = 10_000;

    /// <summary>The file's name, as it was given.</summary>
    public required string File { get; init; }
    /// <summary>A name of <see cref="DoorFormats.All"/>, or unknown.</summary>
    public required string Format { get; init; }
    /// <summary>Items met in the file: rows, features, alerts.</summary>
    public long Read { get; init; }
    /// <summary>Items that became new records.</summary>
    public long Accepted { get; init; }
    /// <summary>Items that the log, or the file itself, had said already.</summary>
    public long Duplicates { get; init; }
    /// <summary>Items that became the next revision of a record.</summary>
    public long Revised { get; init; }
    /// <summary>Items that read, and of which no record is made, because others like them tell enough: AIS alone. Left out of the JSON where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Thinned { get; init; }
    /// <summary>What was put right.</summary>
    public IReadOnlyList<ImportNote> Repaired { get; init; } = [];
    /// <summary>What was not taken, and why.</summary>
    public IReadOnlyList<ImportRefusal> Refused { get; init; } = [];

    /// <summary>Why the file was not taken in, or not to its end; null where it was. It is the last of <see cref="Refused"/> too.</summary>
    [JsonIgnore]
    public string? Failure { get; init; }

    /// <summary>The report as one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.ImportReport);
}

/// <summary>What was put right.</summary>
/// <param name="At">The place in the file.</param>
/// <param name="Note">What was found, and how it was read.</param>
public readonly record struct ImportNote(string At, string Note);

/// <summary>What was not taken.</summary>
/// <param name="At">The place in the file.</param>
/// <param name="Reason">Why, in one sentence.</param>
public readonly record struct ImportRefusal(string At, string Reason);

/// <summary>Reports as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ExportReport))]
sealed partial class ReportJson : JsonSerializerContext;
