using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Share.Records;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Logs;

/// <summary>A draft as it will stand in the log: exact bytes, and the digests by which it is known again.</summary>
/// <param name="Draft">What was handed in.</param>
/// <param name="Leaf">The envelope.</param>
/// <param name="LeafBytes">Its exact bytes.</param>
/// <param name="Content">The disclosures' exact bytes.</param>
/// <param name="LeafHash">The RFC 6962 leaf hash.</param>
/// <param name="Keys">The digests of its source keys.</param>
/// <param name="Digest">The digest of what it says.</param>
public sealed record SealedRecord(
    Draft Draft, Leaf Leaf, byte[] LeafBytes, byte[] Content, Hash LeafHash, ImmutableArray<UInt128> Keys, UInt128 Digest);

/// <summary>Makes leaves and disclosures for one log. Safe to call from many threads.</summary>
/// <param name="log">The log that the leaves are written for.</param>
/// <param name="terms">What the circle's charter demands of them.</param>
/// <param name="identity">Makes the digests of keys and contents.</param>
/// <param name="clock">Gives the leaves' time.</param>
/// <param name="chance">Gives salts and ids.</param>
public sealed class Sealer(Origin log, CircleTerms terms, Identity identity, TimeProvider clock, Chance chance)
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // What one record needs of chance, drawn at once: its id, and a salt for each of the five groups.
    const int IdBytes = 16;
    const int FreshBytes = IdBytes + 5 * Disclosure.SaltBytes;

    [ThreadStatic] static Workbench? workbench;

    /// <summary>Seals a draft as a new record, or says why it cannot stand in this log.</summary>
    public Parsed<SealedRecord> Seal(Draft draft)
    {
        Span<byte> fresh = stackalloc byte[FreshBytes];
        chance.Fill(fresh);
        var now = clock.Now();
        return Seal(draft, now, Chance.Version7(now, fresh[..IdBytes]), revision: 1, draft.References, fresh[IdBytes..]);
    }

    /// <summary>Seals a draft as the next revision of a record of this log.</summary>
    /// <param name="draft">What is said now.</param>
    /// <param name="prior">The envelope that it revises; its id goes on.</param>
    /// <param name="revised">The leaves that it replaces, that envelope's first.</param>
    public Parsed<SealedRecord> Revise(Draft draft, Leaf prior, IReadOnlyList<Reference> revised)
    {
        Span<byte> fresh = stackalloc byte[FreshBytes];
        chance.Fill(fresh);
        return Seal(draft, clock.Now(), prior.Id, prior.Revision + 1, [.. draft.References, .. revised], fresh[IdBytes..]);
    }

    Parsed<SealedRecord> Seal(Draft draft, Instant time, Guid id, int revision, IReadOnlyList<Reference> references, ReadOnlySpan<byte> salts)
    {
        var marking = draft.Marking ?? terms.Marking;
        if (marking < terms.Marking) return new($"the marking TLP:{marking.Name()} is laxer than the circle's TLP:{terms.Marking.Name()}");
        if (references.Count > Limits.ReferencesMax) return new($"the record names {references.Count} leaves; {Limits.ReferencesMax} are the most");

        if (draft.Charter is not null && draft.Kind != Kind.Charter) return new($"a record of the kind {draft.Kind} marks no epoch");
        if (Unsaid(draft) is { } reason) return new(reason);

        var bench = workbench ??= new Workbench();
        bench.Clear(salts);
        bench.Say($"{draft.Kind} {marking.Name()}");
        foreach (var reference in draft.References) bench.Say($"{reference.Relation} {reference.Log}:{reference.Index}");
        try
        {
            if (draft.PassedOn is { } passed) bench.Pass(passed);
            else Say(bench, draft);
        }
        catch (UnsayableException unsayable)
        {
            return new(unsayable.Message);
        }
        var leaf = new Leaf(log, draft.Kind, id, revision, time, marking, terms.IsExercise, [.. references], bench.Digests(), draft.Charter);
        var bytes = bench.Write(leaf);
        var content = bench.Content();
        if (bytes.Length > Limits.LeafBytesMax) return new($"the record's envelope has {bytes.Length} bytes; {Limits.LeafBytesMax} are the most");
        if (content.Length > Limits.ContentBytesMax) return new($"the record has {content.Length} bytes; {Limits.ContentBytesMax} are the most");
        return new(new SealedRecord(draft, leaf, bytes, content, MerkleTree.Leaf(bytes), identity.Keys(draft.Source?.Key), identity.Content(bench.Said)));
    }

    static void Say(Workbench bench, Draft draft)
    {
        bench.Add(Group.What, draft, static (json, draft) => GroupJson.WriteFacts(json, draft.Kind, draft.What));
        if (draft.Where is not null) bench.Add(Group.Where, draft.Where, WhereJson.Write);
        if (draft.Texts.Count > 0) bench.Add(Group.Text, draft.Texts, TextsJson.Write);
        if (draft.Source is not null) bench.Add(Group.Source, draft.Source, SourceJson.Write, draft.Source.Officer is null ? default : SourceJson.OfficerBegins);
        if (draft.Personal is not null) bench.Add(Group.Personal, draft.Personal, static (json, personal) => JsonSerializer.Serialize(json, personal, GroupJson.Default.Personal));
    }

    /// <summary>What no JSON can say: it stops at the door of the log, with the name.</summary>
    static string? Unsaid(Draft draft)
    {
        foreach (var (name, number) in draft.What.AllNumbers ?? ImmutableDictionary<string, double>.Empty)
            if (!double.IsFinite(number)) return $"the number '{name}' is not finite";
        return draft.Source?.Key is { Keys.Count: 0 } ? "the source key has no name" : null;
    }

    /// <summary>One thread's buffers, so that sealing a record allocates little but its own bytes.</summary>
    sealed class Workbench
    {
        /// <summary>Of the bracket, and the salt in its quotes.</summary>
        const int SaltedBytes = 25;

        readonly ArrayBufferWriter<byte> disclosures = new(4096);
        readonly ArrayBufferWriter<byte> said = new(4096);
        readonly ArrayBufferWriter<byte> envelope = new(1024);
        readonly ArrayBufferWriter<byte> content = new(4096);
        readonly byte[] salts = new byte[FreshBytes - IdBytes];
        readonly List<(Hash Digest, int Start, int Length)> groups = [];
        readonly Utf8JsonWriter json;

        public Workbench() => json = new Utf8JsonWriter(disclosures, Plain);

        /// <summary>Kind, marking, references, and the groups' names and values without their salts.</summary>
        public ReadOnlySpan<byte> Said => said.WrittenSpan;

        public void Clear(ReadOnlySpan<byte> salts)
        {
            salts.CopyTo(this.salts);
            disclosures.ResetWrittenCount();
            said.ResetWrittenCount();
            groups.Clear();
        }

        public void Say(string line)
        {
            Encoding.UTF8.GetBytes(line, said);
            said.Write("\n"u8);
        }

        /// <summary>Adds a group.</summary>
        /// <param name="group">Its name.</param>
        /// <param name="value">Its value.</param>
        /// <param name="write">Writes such a value.</param>
        /// <param name="unsaid">How the last member begins that does not count when a source says something again: who handed it in. Nothing: all of it counts.</param>
        public void Add<T>(string group, T value, Action<Utf8JsonWriter, T> write, ReadOnlySpan<byte> unsaid = default)
        {
            Span<byte> salted = stackalloc byte[22];
            Codec.EncodeToUtf8(salts.AsSpan(groups.Count * Disclosure.SaltBytes, Disclosure.SaltBytes), salted);

            var start = disclosures.WrittenCount;
            json.Reset(disclosures);
            json.WriteStartArray();
            json.WriteStringValue(salted);
            json.WriteStringValue(group);
            write(json, value);
            json.WriteEndArray();
            json.Flush();

            var disclosure = disclosures.WrittenSpan[start..];
            groups.Add((Disclosure.Digest(disclosure), start, disclosure.Length));
            var last = unsaid.IsEmpty ? -1 : disclosure.LastIndexOf(unsaid);
            if (last < 0)
            {
                said.Write(disclosure[SaltedBytes..]);
                return;
            }
            said.Write(disclosure[SaltedBytes..last].TrimEnd((byte)','));
            said.Write("}]"u8);
        }

        /// <summary>What another has said, to the byte, its salts with it; and the proof, which is this party's to salt.</summary>
        public void Pass(PassedOn passed)
        {
            Add(Group.Relay, passed.From, static (json, from) => JsonSerializer.Serialize(json, from, GroupJson.Default.RelayGroup));
            var rest = passed.Content.Span;
            while (Records.Content.TryNext(ref rest, out var disclosure))
            {
                var start = disclosures.WrittenCount;
                disclosures.Write(disclosure);
                groups.Add((Disclosure.Digest(disclosure), start, disclosure.Length));
                said.Write(disclosure);
            }
        }

        public ImmutableArray<Hash> Digests()
        {
            groups.Sort(static (a, b) => a.Digest.CompareTo(b.Digest));
            var digests = new Hash[groups.Count];
            for (var i = 0; i < digests.Length; i++) digests[i] = groups[i].Digest;
            return ImmutableCollectionsMarshal.AsImmutableArray(digests);
        }

        public byte[] Write(Leaf leaf)
        {
            envelope.ResetWrittenCount();
            json.Reset(envelope);
            leaf.Write(json);
            json.Flush();
            return envelope.WrittenSpan.ToArray();
        }

        public byte[] Content()
        {
            content.ResetWrittenCount();
            foreach (var (_, start, length) in groups)
                Records.Content.Append(content, disclosures.WrittenSpan.Slice(start, length));
            return content.WrittenSpan.ToArray();
        }
    }
}
