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
        try
        {
            while (Content.TryNext(ref content, out var disclosure))
            {
                if (envelope.Digests.BinarySearch(Disclosure.Digest(disclosure)) < 0)
                    return new("a disclosure is not among those that the leaf commits to");
                record = ReadGroup(record, disclosure);
            }
            return new(record);
        }
        catch (JsonException e)
        {
            return new($"a group does not read: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or FormatException)
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

    static Record ReadGroup(Record record, ReadOnlySpan<byte> disclosure)
    {
        var json = new Utf8JsonReader(disclosure, Strict);
        var group = Open(ref json);
        json.Read();
        return group switch
        {
            Group.What => record with { What = ReadFacts(record.Leaf.Kind, ref json) },
            Group.Where => record with { Where = JsonSerializer.Deserialize(ref json, GroupJson.Default.Where) },
            Group.Text => record with { Texts = JsonSerializer.Deserialize(ref json, GroupJson.Default.IReadOnlyListTextBlock) ?? [] },
            Group.Source => record with { Source = JsonSerializer.Deserialize(ref json, GroupJson.Default.Source) },
            Group.Personal => record with { Personal = JsonSerializer.Deserialize(ref json, GroupJson.Default.Personal) },
            _ => record,
        };
    }

    static Facts? ReadFacts(Kind kind, ref Utf8JsonReader json) =>
        GroupJson.FactsOf(kind) is { } type
            ? (Facts?)JsonSerializer.Deserialize(ref json, type)
            : new UnreadFacts(JsonElement.ParseValue(ref json), $"the kind '{kind}' is not known here");
}
