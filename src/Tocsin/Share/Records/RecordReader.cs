using System.Text.Json;

namespace Tocsin.Share.Records;

/// <summary>Reads a record from the exact bytes of its leaf and of the content that is held.</summary>
/// <remarks>Whether a log is valid and whether a record is valid are two questions: a record that cannot be read is
/// still mirrored, proved and passed on.</remarks>
public static class RecordReader
{
    static readonly JsonReaderOptions Strict = new() { MaxDepth = Limits.JsonDepthMax };

    /// <summary>Reads one record, or says what is wrong with it and in which group.</summary>
    public static Parsed<Record> Read(RecordAddress address, ReadOnlySpan<byte> leafBytes, ReadOnlySpan<byte> content)
    {
        var leaf = LeafReader.Read(leafBytes);
        if (!leaf.Try(out var envelope, out var reason)) return new(reason);
        if (envelope.Log != address.Log) return new($"the leaf was written for {envelope.Log} and stands in {address.Log}");
        var record = new Record { Leaf = envelope, LeafHash = MerkleTree.Leaf(leafBytes), Address = address };
        var groups = new HashSet<string>();
        try
        {
            while (Content.TryNext(ref content, out var disclosure))
            {
                if (disclosure.Length > Limits.DisclosureBytesMax)
                    return new($"a disclosure has {disclosure.Length} bytes; {Limits.DisclosureBytesMax} are the most");
                if (envelope.Digests.BinarySearch(Disclosure.Digest(disclosure)) < 0)
                    return new("a disclosure is not among those that the leaf commits to");
                record = ReadGroup(record, disclosure, groups);
            }
            return new(record);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException or ArgumentException)
        {
            return new($"the content does not read: {e.Message}");
        }
    }

    /// <summary>The name of a disclosure's group.</summary>
    /// <exception cref="JsonException">The bytes are no disclosure.</exception>
    public static string GroupOf(ReadOnlySpan<byte> disclosure)
    {
        var json = new Utf8JsonReader(disclosure, Strict);
        return Open(ref json);
    }

    static string Open(ref Utf8JsonReader json)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray || !json.Read() || json.TokenType != JsonTokenType.String
            || !json.Read() || json.TokenType != JsonTokenType.String) throw new JsonException("a disclosure is not [salt, group, value]");
        return json.GetString()!;
    }

    static Record ReadGroup(Record record, ReadOnlySpan<byte> disclosure, HashSet<string> groups)
    {
        var json = new Utf8JsonReader(disclosure, Strict);
        var group = Open(ref json);
        if (!groups.Add(group)) throw new JsonException($"the group '{group}' is disclosed twice");
        json.Read();
        var read = ReadValue(record, group, ref json);
        if (!json.Read() || json.TokenType != JsonTokenType.EndArray) throw new JsonException("a disclosure is not [salt, group, value]");
        json.Read();    // Throws where something follows.
        return read;
    }

    static Record ReadValue(Record record, string group, ref Utf8JsonReader json)
    {
        switch (group)
        {
            case Group.What: return record with { What = ReadFacts(record.Leaf.Kind, ref json) };
            case Group.Where: return record with { Where = JsonSerializer.Deserialize(ref json, GroupJson.Default.Where) };
            case Group.Text: return record with { Texts = JsonSerializer.Deserialize(ref json, GroupJson.Default.IReadOnlyListTextBlock) ?? [] };
            case Group.Source: return record with { Source = JsonSerializer.Deserialize(ref json, GroupJson.Default.Source) };
            case Group.Personal: return record with { Personal = JsonSerializer.Deserialize(ref json, GroupJson.Default.Personal) };
            default:
                json.Skip();
                return record;
        }
    }

    static Facts ReadFacts(Kind kind, ref Utf8JsonReader json)
    {
        if (GroupJson.FactsOf(kind) is not { } type)
            return new UnreadFacts(JsonElement.ParseValue(ref json), $"the kind '{kind}' is not known here");
        var facts = (Facts?)JsonSerializer.Deserialize(ref json, type) ?? throw new JsonException("the facts are null");
        foreach (var (name, number) in facts.AllNumbers ?? ImmutableDictionary<string, double>.Empty)
            if (!double.IsFinite(number)) throw new JsonException($"the number '{name}' is not finite");
        return facts;
    }
}
