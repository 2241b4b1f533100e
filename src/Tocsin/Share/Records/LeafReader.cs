using System.Text;
using System.Text.Json;

namespace Tocsin.Share.Records;

/// <summary>Reads an envelope, strictly in what this version knows; members that it does not know are left in peace.</summary>
public static class LeafReader
{
    static readonly JsonReaderOptions Strict = new() { MaxDepth = Limits.JsonDepthMax };

    /// <summary>Reads the exact bytes of one leaf, or says what is wrong with it.</summary>
    public static Parsed<Leaf> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.LeafBytesMax) return new($"the leaf has {bytes.Length} bytes; {Limits.LeafBytesMax} are the most");
        var json = new Utf8JsonReader(bytes, Strict);
        try
        {
            var fields = new Fields();
            return fields.Read(ref json) is { } reason ? new(reason) : fields.Leaf();
        }
        catch (JsonException)
        {
            return new($"the leaf is not JSON, near byte {json.BytesConsumed}");
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader's word for a string whose bytes are not UTF-8, or whose escapes make no character.
            return new($"the leaf holds a string that is no text, near byte {json.TokenStartIndex}");
        }
    }

    /// <summary>What has been read so far; each member may come once, in any order.</summary>
    ref struct Fields
    {
        long? version, revision;
        string? kind, tlp, charter;
        Origin? log;
        Instant? time;
        Guid? id;
        bool? exercise;
        ImmutableArray<Reference>? references;
        ImmutableArray<Hash>? digests;

        public string? Read(ref Utf8JsonReader json)
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return "the leaf is not a JSON object";
            while (JsonMember.Next(ref json))
                if (Member(ref json) is { } reason) return reason;
            json.Read();    // Throws where something follows.
            return null;
        }

        string? Member(ref Utf8JsonReader json)
        {
            if (JsonMember.Is(ref json, "v"u8)) return Number("v", ref json, ref version);
            if (JsonMember.Is(ref json, "log"u8)) return Log(ref json);
            if (JsonMember.Is(ref json, "kind"u8)) return Text("kind", ref json, ref kind);
            if (JsonMember.Is(ref json, "id"u8)) return Id(ref json);
            if (JsonMember.Is(ref json, "rev"u8)) return Number("rev", ref json, ref revision);
            if (JsonMember.Is(ref json, "time"u8)) return Time(ref json);
            if (JsonMember.Is(ref json, "tlp"u8)) return Text("tlp", ref json, ref tlp);
            if (JsonMember.Is(ref json, "exercise"u8)) return Exercise(ref json);
            if (JsonMember.Is(ref json, "charter"u8)) return Text("charter", ref json, ref charter);
            if (JsonMember.Is(ref json, "refs"u8)) return References(ref json);
            if (JsonMember.Is(ref json, "_sd"u8)) return Digests(ref json);
            JsonMember.Pass(ref json);
            return null;
        }

        static string? Number(string name, ref Utf8JsonReader json, ref long? field)
        {
            if (field is not null) return $"'{name}' stands twice";
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var value)) return $"'{name}' is not a whole number";
            field = value;
            return null;
        }

        static string? Text(string name, ref Utf8JsonReader json, ref string? field)
        {
            if (field is not null) return $"'{name}' stands twice";
            if (json.TokenType != JsonTokenType.String) return $"'{name}' is not a string";
            field = json.GetString();
            return null;
        }

        string? Log(ref Utf8JsonReader json)
        {
            if (log is not null) return "'log' stands twice";
            if (json.TokenType != JsonTokenType.String || OriginText.Read(ref json) is not { } origin) return "'log' is not a log's origin";
            log = origin;
            return null;
        }

        string? Time(ref Utf8JsonReader json)
        {
            if (time is not null) return "'time' stands twice";
            if (!LeafTime.TryRead(ref json, out var issued)) return "'time' is not a UTC time with at most three decimals";
            time = issued;
            return null;
        }

        string? Id(ref Utf8JsonReader json)
        {
            if (id is not null) return "'id' stands twice";
            if (json.TokenType != JsonTokenType.String || !json.TryGetGuid(out var uuid)) return "'id' is not a UUID";
            if (uuid == Guid.Empty) return "'id' is the nil UUID";
            id = uuid;
            return null;
        }

        string? Exercise(ref Utf8JsonReader json)
        {
            if (exercise is not null) return "'exercise' stands twice";
            if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return "'exercise' is neither true nor false";
            exercise = json.GetBoolean();
            return null;
        }

        string? Digests(ref Utf8JsonReader json)
        {
            if (digests is not null) return "'_sd' stands twice";
            if (json.TokenType != JsonTokenType.StartArray) return "'_sd' is not a list";
            var list = ImmutableArray.CreateBuilder<Hash>(4);
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (list.Count == Limits.GroupsMax) return $"'_sd' names more than {Limits.GroupsMax} groups";
                if (json.TokenType != JsonTokenType.String || json.ValueIsEscaped || !Hash.TryParseBase64Url(json.ValueSpan, out var digest))
                    return $"'_sd' [{list.Count}] is not a SHA-256 digest";
                if (list.Count > 0 && list[^1].CompareTo(digest) >= 0) return "'_sd' is not sorted";
                list.Add(digest);
            }
            digests = list.DrainToImmutable();
            return null;
        }

        string? References(ref Utf8JsonReader json)
        {
            if (references is not null) return "'refs' stands twice";
            if (json.TokenType != JsonTokenType.StartArray) return "'refs' is not a list";
            var list = ImmutableArray.CreateBuilder<Reference>();
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (list.Count == Limits.ReferencesMax) return $"'refs' names more than {Limits.ReferencesMax} leaves";
                if (ReadReference(ref json) is not { } reference) return $"'refs' [{list.Count}] does not name a leaf by rel, log, index and leaf";
                list.Add(reference);
            }
            references = list.DrainToImmutable();
            return null;
        }

        static Reference? ReadReference(ref Utf8JsonReader json)
        {
            if (json.TokenType != JsonTokenType.StartObject) return null;
            string? relation = null, leaf = null;
            Origin? log = null;
            long? index = null;
            while (JsonMember.Next(ref json))
            {
                string? reason = null;
                if (JsonMember.Is(ref json, "log"u8)) log = json.TokenType == JsonTokenType.String ? OriginText.Read(ref json) : null;
                else if (JsonMember.Is(ref json, "rel"u8)) reason = Text("rel", ref json, ref relation);
                else if (JsonMember.Is(ref json, "leaf"u8)) reason = Text("leaf", ref json, ref leaf);
                else if (JsonMember.Is(ref json, "index"u8)) reason = Number("index", ref json, ref index);
                else JsonMember.Pass(ref json);
                if (reason is not null) return null;
            }
            return Kind.IsName(relation) && log is not null && index >= 0 && Hash.TryParseBase64Url(leaf, out var hash)
                ? new Reference(relation!, log.Value, index.Value, hash)
                : null;
        }

        public readonly Parsed<Leaf> Leaf()
        {
            if (version is null) return new("'v' is missing");
            if (version != Records.Leaf.Version) return new($"version {version} of the envelope is not known here");
            if (log is null) return new("'log' is missing");
            if (!Kind.IsName(kind)) return new($"'kind' is not 1 to 32 lower-case letters: '{Shown(kind)}'");
            if (id is null) return new("'id' is missing");
            if (revision is not (>= 1 and <= int.MaxValue)) return new("'rev' is not 1 or more");
            if (time is null) return new("'time' is missing");
            if (!TlpNames.TryParse(tlp, out var marking)) return new($"'tlp' is not a TLP 2.0 marking: '{Shown(tlp)}'");
            if (digests is null) return new("'_sd' is missing");
            if (!Hash.TryParseBase64Url(charter, out var epoch) && charter is not null) return new("'charter' is not a SHA-256 digest");
            if (charter is not null && kind != Kind.Charter.Name) return new("'charter' stands only in a leaf of the kind charter");
            return new(new Leaf(log.Value, new Kind(kind!), id.Value, (int)revision.Value, time.Value, marking,
                exercise ?? false, references ?? [], digests.Value, charter is null ? null : epoch));
        }

        static string Shown(string? text)
        {
            if (text is null) return "missing";
            var shown = new StringBuilder(40);
            foreach (var c in text.AsSpan(0, Math.Min(40, text.Length))) shown.Append(char.IsControl(c) ? '?' : c);
            return shown.ToString();
        }
    }
}
