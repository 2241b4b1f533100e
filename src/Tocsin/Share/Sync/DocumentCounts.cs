using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Sync;

/// <summary>How many documents of each member somebody holds, and that as JSON. Every message of a circle repeats it: in one of many members, to write and to read it anew would be most of a sync.</summary>
/// <remarks>What circles here hold is remembered by its JSON: who tells the same, as all do who have heard all, is read at a glance. What others tell is not, so nobody pushes out what is needed. Thread-safe. Loss: it is read anew.</remarks>
sealed class DocumentCounts : IReadOnlyDictionary<string, int>
{
    const int KnownMax = 64, KnownBytesMax = 64 << 10;

    static readonly Lock Gate = new();
    static volatile DocumentCounts[] known = [];

    readonly ImmutableArray<KeyValuePair<string, int>> items;
    readonly Dictionary<string, int> counts;

    DocumentCounts(IEnumerable<KeyValuePair<string, int>> counts)
    {
        items = [.. counts];
        this.counts = new(items, StringComparer.Ordinal);
        Json = JsonLine.Utf8(this.counts, SyncJson.Default.DictionaryStringInt32).AsMemory(..^1);
    }

    /// <summary>As it stands in a message.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public int Count => items.Length;
    public IEnumerable<string> Keys => items.Select(item => item.Key);
    public IEnumerable<int> Values => items.Select(item => item.Value);
    public int this[string key] => counts[key];
    public bool ContainsKey(string key) => counts.ContainsKey(key);
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out int value) => counts.TryGetValue(key, out value);
    public IEnumerator<KeyValuePair<string, int>> GetEnumerator() => items.AsEnumerable().GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The one of these counts in this order.</summary>
    public static DocumentCounts Of(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var made = new DocumentCounts(counts);
        if (made.Json.Length > KnownBytesMax) return made;
        lock (Gate)
        {
            if (Known(made.Json.Span) is { } before) return before;
            known = [made, .. known.Take(KnownMax - 1)];
            return made;
        }
    }

    /// <summary>The one that is remembered of this JSON; nothing where none is.</summary>
    public static DocumentCounts? Known(ReadOnlySpan<byte> json)
    {
        foreach (var each in known)
            if (each.Json.Span.SequenceEqual(json)) return each;
        return null;
    }

    /// <summary>Writes what is remembered of it; reads it anew.</summary>
    public sealed class Converter : JsonConverter<IReadOnlyDictionary<string, int>>
    {
        /// <inheritdoc/>
        public override IReadOnlyDictionary<string, int>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize(ref reader, SyncJson.Default.DictionaryStringInt32);

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, int> value, JsonSerializerOptions options)
        {
            if (value is DocumentCounts told) writer.WriteRawValue(told.Json.Span, skipInputValidation: true);
            else JsonSerializer.Serialize(writer, new Dictionary<string, int>(value), SyncJson.Default.DictionaryStringInt32);
        }
    }
}
