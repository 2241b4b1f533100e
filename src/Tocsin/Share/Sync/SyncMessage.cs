using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>What partners tell each other: the same shape in both directions, everything left out that is not new. See docs/spec/sync.md.</summary>
/// <param name="Epoch">The hash of the charter that the teller has in force.</param>
/// <param name="Parties">How many documents of each member the teller holds.</param>
public sealed record SyncMessage(string Epoch, IReadOnlyDictionary<string, int> Parties)
{
    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Party documents that the other lacks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>Charters that the other lacks, with their consents; and such as wait for agreement.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CharterPapers>? Charters { get; init; }

    /// <summary>Heads: the teller's own as notes, others by size and root.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<HeadLine>? Heads { get; init; }

    /// <summary>The teller's cosignatures over heads of the other's logs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CosignatureLine>? Cosignatures { get; init; }

    /// <summary>The teller's receipts for the other's logs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Receipts { get; init; }

    /// <summary>Names of documents of evidence, to be fetched where they are not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Evidence { get; init; }

    /// <summary>In a request: the cursor of the last answer. In an answer: what the next request is to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cursor { get; init; }

    /// <summary>In a request: for how many seconds the answer may be held until there is something new.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Wait { get; init; }

    /// <summary>Reads a body; says what is wrong with it.</summary>
    public static Parsed<SyncMessage> Read(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, SyncJson.Default.SyncMessage) is not { V: 1 } message) return new("this is no message of version 1");
            if (!Hash.TryParseBase64Url(message.Epoch, out _)) return new("'epoch' is no hash of a charter");
            if (message.Wait is < 0 or > SyncLimits.WaitSecondsMax) return new($"'wait' is 0 to {SyncLimits.WaitSecondsMax} seconds, not {message.Wait}");
            foreach (var (name, count, hasNull) in message.Lists())
            {
                if (count > SyncLimits.MessageItemsMax) return new($"'{name}' has {count} items; {SyncLimits.MessageItemsMax} are the most");
                if (hasNull) return new($"'{name}' has an item that is null");
            }
            return message.Cursor?.Length > 100 ? new("'cursor' has more than 100 characters") : new(message);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return new($"the message does not read: {e.Message}");
        }
    }

    /// <summary>Whether it says nothing that is new.</summary>
    internal bool IsIdle => Lists().Skip(1).All(list => list.Count == 0);

    /// <summary>Whether its teller holds just these charters and party documents.</summary>
    internal bool States(string epoch, IReadOnlyDictionary<string, int> parties) =>
        Epoch == epoch && Parties.Count == parties.Count && parties.All(each => Parties.TryGetValue(each.Key, out var number) && number == each.Value);

    /// <summary>As it goes over the wire.</summary>
    public byte[] Bytes() => JsonLine.Utf8(this, SyncJson.Default.SyncMessage);

    IEnumerable<(string Name, int Count, bool HasNull)> Lists() =>
    [
        ("parties", Parties.Count, false), Of("documents", Documents), Of("charters", Charters), Of("heads", Heads),
        Of("cosignatures", Cosignatures), Of("receipts", Receipts), Of("evidence", Evidence),
    ];

    static (string, int, bool) Of<T>(string name, IReadOnlyList<T>? list) where T : class => (name, list?.Count ?? 0, list?.Contains(null!) == true);
}

/// <summary>A head as it is told: whole, or what tells it from others.</summary>
public sealed record HeadLine
{
    /// <summary>The whole signed note; then nothing else stands here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>The log's origin.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Log { get; init; }

    /// <summary>How many leaves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Size { get; init; }

    /// <summary>The root, standard base64.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Root { get; init; }

    /// <summary>When its author last said so, in seconds since 1970.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Time { get; init; }

    internal static HeadLine Whole(VerifiedHead head) => new() { Note = head.ToString() };

    internal static HeadLine Short(VerifiedHead head) => new() { Log = head.Head.Origin, Size = head.Head.Size, Root = head.Head.Root.ToString(), Time = head.TimeSeconds ?? 0 };
}

/// <summary>A cosignature over a head.</summary>
/// <param name="Head">The head's body.</param>
/// <param name="Line">The signature line.</param>
public sealed record CosignatureLine(string Head, string Line);
