using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>What partners tell each other: the same shape in both directions, everything left out that is not new. See docs/spec/sync.md.</summary>
/// <param name="Epoch">The hash of the charter that the teller has in force.</param>
/// <param name="Parties">How many documents of each member the teller holds.</param>
public sealed record SyncMessage(string Epoch, [property: JsonConverter(typeof(DocumentCounts.Converter))] IReadOnlyDictionary<string, int> Parties)
{
    const int EpochChars = 43;

    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Party documents that the other lacks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>Charters that the other lacks, with their consents; and such as wait for agreement.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(PapersConverter))]
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

    /// <summary>In an answer: what the log grew by whose head it tells, for who said how far it holds that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LogGrowth? Growth { get; init; }

    /// <summary>In a request: the cursor of the last answer. In an answer: what the next request is to say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cursor { get; init; }

    /// <summary>In a request: for how many seconds the answer may be held until there is something new.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Wait { get; init; }

    /// <summary>In a request: how far the other's newest log is held; the growth behind that is to come along with its next head.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldSize? Holds { get; init; }

    /// <summary>Reads a body; says what is wrong with it.</summary>
    public static Parsed<SyncMessage> Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var seen = Seen(body, out var rest);
            if (seen?.Count > SyncLimits.MessageItemsMax) return new($"'parties' has {seen.Count} items; {SyncLimits.MessageItemsMax} are the most");
            if (JsonSerializer.Deserialize(rest, SyncJson.Default.SyncMessage) is not { V: 1 } message) return new("this is no message of version 1");
            if (!Hash.TryParseBase64Url(message.Epoch, out _)) return new("'epoch' is no hash of a charter");
            if (message.Wait is < 0 or > SyncLimits.WaitSecondsMax) return new($"'wait' is 0 to {SyncLimits.WaitSecondsMax} seconds, not {message.Wait}");
            if (message.Holds is { Size: < 0 and var size }) return new($"'holds' has the size {size}");
            foreach (var (name, count, hasNull) in message.Lists())
            {
                if (count > SyncLimits.MessageItemsMax) return new($"'{name}' has {count} items; {SyncLimits.MessageItemsMax} are the most");
                if (hasNull) return new($"'{name}' has an item that is null");
            }
            return message.Cursor?.Length > 100 ? new("'cursor' has more than 100 characters") : new(seen is null ? message : message with { Parties = seen });
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return new($"the message does not read: {e.Message}");
        }
    }

    /// <summary>The 'parties' of a body, where it stands as this code writes it and is what a circle here holds itself, and the body without what stands in it; else nothing, and the body.</summary>
    static DocumentCounts? Seen(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> before = "{\"epoch\":\""u8, between = "\",\"parties\":"u8;
        var start = before.Length + EpochChars + between.Length;
        rest = body;
        if (body.Length <= start || !body.StartsWith(before) || !body[(before.Length + EpochChars)..].StartsWith(between) || body.Slice(before.Length, EpochChars).IndexOfAny("\"\\"u8) >= 0) return null;
        var length = body[start..].IndexOf((byte)'}') + 1;
        if (length == 0 || DocumentCounts.Known(body.Slice(start, length)) is not { } known) return null;
        rest = (byte[])[.. body[..start], .. "{}"u8, .. body[(start + length)..]];
        return known;
    }

    /// <summary>Whether it says nothing that is new.</summary>
    internal bool IsIdle => Lists().Skip(1).All(list => list.Count == 0);

    /// <summary>Whether its teller holds just these charters and party documents.</summary>
    internal bool States(string epoch, IReadOnlyDictionary<string, int> parties) =>
        Epoch == epoch && (ReferenceEquals(Parties, parties) || Parties.Count == parties.Count && parties.All(each => Parties.TryGetValue(each.Key, out var number) && number == each.Value));

    /// <summary>As it goes over the wire.</summary>
    public byte[] Bytes() => JsonLine.Utf8(this, SyncJson.Default.SyncMessage);

    /// <summary>Writes charters with their papers as these were written before, to whomever.</summary>
    internal sealed class PapersConverter : JsonConverter<IReadOnlyList<CharterPapers>>
    {
        public override IReadOnlyList<CharterPapers>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonSerializer.Deserialize(ref reader, SyncJson.Default.ListCharterPapers);

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<CharterPapers> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var papers in value) writer.WriteRawValue(papers.Json().Span, skipInputValidation: true);
            writer.WriteEndArray();
        }
    }

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

/// <summary>How far a log is held.</summary>
/// <param name="Log">The log's origin.</param>
/// <param name="Size">How many leaves.</param>
public sealed record HeldSize(string Log, long Size);

/// <summary>Leaves and contents behind a size, in the bytes of an entry bundle and of the contents that go with it (docs/spec/sync.md). Nothing of it is believed.</summary>
/// <param name="Log">The log's origin.</param>
/// <param name="From">How many leaves come before.</param>
/// <param name="Entries">The leaves, each behind its length as a big-endian uint16.</param>
/// <param name="Contents">Their contents, each behind its length as a big-endian uint32.</param>
public sealed record LogGrowth(string Log, long From, ReadOnlyMemory<byte> Entries, ReadOnlyMemory<byte> Contents)
{
    /// <summary>Bytes of leaves and contents.</summary>
    internal int Bytes => Entries.Length + Contents.Length;
}
