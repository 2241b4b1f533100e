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
        Relayed? relayed = null;
        if (envelope.Kind == Kind.Relay && !content.IsEmpty && !RelayReader.Read(address, envelope, content).Try(out relayed, out reason)) return new(reason);
        var said = new Disclosed();
        try
        {
            while (Content.TryNext(ref content, out var disclosure))
            {
                if (disclosure.Length > Limits.DisclosureBytesMax)
                    return new($"a disclosure has {disclosure.Length} bytes; {Limits.DisclosureBytesMax} are the most");
                if (envelope.Digests.BinarySearch(Disclosure.Digest(disclosure)) < 0)
                    return new("a disclosure is not among those that the leaf commits to");
                said.Add(relayed?.Leaf.Kind ?? envelope.Kind, disclosure);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or FormatException or ArgumentException)
        {
            return new($"the content does not read: {e.Message}");
        }
        return new(new Record
        {
            Leaf = envelope, LeafHash = MerkleTree.Leaf(leafBytes), Address = address,
            What = said.What, Where = said.Where, Texts = said.Texts, Source = said.Source, Personal = said.Personal, Relayed = relayed,
        });
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
        foreach (var known in Group.All)
            if (json.ValueTextEquals(known)) return known;
        return json.GetString()!;
    }

    /// <summary>What a record's disclosures said so far.</summary>
    struct Disclosed()
    {
        readonly List<string> groups = new(Group.All.Length);

        public Facts? What { get; private set; }
        public Where? Where { get; private set; }
        public IReadOnlyList<TextBlock> Texts { get; private set; } = [];
        public Source? Source { get; private set; }
        public Personal? Personal { get; private set; }

        public void Add(Kind kind, ReadOnlySpan<byte> disclosure)
        {
            var json = new Utf8JsonReader(disclosure, Strict);
            var group = Open(ref json);
            if (groups.Contains(group)) throw new JsonException($"the group '{group}' is disclosed twice");
            groups.Add(group);
            json.Read();
            Value(kind, group, ref json);
            if (!json.Read() || json.TokenType != JsonTokenType.EndArray) throw new JsonException("a disclosure is not [salt, group, value]");
            json.Read();    // Throws where something follows.
        }

        void Value(Kind kind, string group, ref Utf8JsonReader json)
        {
            switch (group)
            {
                case Group.What: What = ReadFacts(kind, ref json); break;
                case Group.Where when json.TokenType != JsonTokenType.Null: Where = WhereJson.Read(ref json); break;
                case Group.Text: Texts = TextsJson.Read(ref json); break;
                case Group.Source when json.TokenType != JsonTokenType.Null: Source = SourceJson.Read(ref json); break;
                case Group.Personal: Personal = JsonSerializer.Deserialize(ref json, GroupJson.Default.Personal); break;
                default: json.Skip(); break;
            }
        }
    }

    static Facts ReadFacts(Kind kind, ref Utf8JsonReader json)
    {
        if (GroupJson.ReadFacts(kind, ref json) is not { } facts)
            return new UnreadFacts(JsonElement.ParseValue(ref json), $"the kind '{kind}' is not known here");
        foreach (var (name, number) in facts.AllNumbers ?? ImmutableDictionary<string, double>.Empty)
            if (!double.IsFinite(number)) throw new JsonException($"the number '{name}' is not finite");
        return facts;
    }
}
