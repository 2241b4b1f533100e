using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Codec = System.Buffers.Text.Base64Url;
using Content = Tocsin.Share.Records.Content;

namespace Tocsin.Tests.Fuzzing;

/// <summary>What partners send each other, and what is verified offline.</summary>
static class ShareParsers
{
    static readonly string[] PartyNotes = ["made:party", "spec:party/first", "spec:party/second", "spec:party/harbour-first", "spec:party/harbour-second"];
    static readonly string[] CharterNotes = ["made:charter", "spec:charter/charter", "spec:charter/genesis", "spec:charter/join", "spec:charter/removal"];
    static readonly RecordAddress Address = new(MadeFiles.Party.Log, 0);

    public static readonly ImmutableArray<Parser> All =
    [
        new("leaf", Structure.NotedJson, ["line:record/leaf", "line:relay/leaf", "made:records"], ["LeafReader.Read"], Leaf) { Mutations = 400 },
        new("record", Structure.NotedJson, ["made:records", "line:relay/leaf"], ["RecordReader.Read", "RecordReader.GroupOf", "RelayReader.Read"], Record) { Mend = Mending.Digests, Mutations = 400, AllocatedPerByteMax = 2_000 },
        new("content", Structure.Bytes, ["hex:record/content"], ["RecordReader.Read", "ContentBundle.Check"], WithContent) { IsSealed = true },
        new("growth", Structure.Bytes, ["made:growth"], ["BundleCheck.Check", "BundleCheck.Alone"], Growth),
        new("party-document", Structure.NotedJson, PartyNotes, ["PartyNote.Read", "PartyNote.Claimed", "PartyDocument.Read"], Party) { Mend = bytes => Mending.Note(bytes, MadeFiles.Party.Root), Mutations = 300 },
        new("charter", Structure.NotedJson, CharterNotes, ["Charter.Read", "Voice.Read"], bytes => Both(Text(bytes), note => Reading.Of(Charter.Read(note), signed => signed.Text), note => _ = Voice.Read(note).IsValue | Charter.Read(note, MadeFiles.Party.Document).IsValue)) { Mend = bytes => Mending.Note(bytes, MadeFiles.Party.Charter), Mutations = 300 },
        new("consent", Structure.NotedJson, ["made:consent", "spec:charter/genesis-consent-harbour", "spec:charter/removal-consent"], ["Consent.Read", "LogEnds.Read"], bytes => Both(Text(bytes), note => Reading.Of(Consent.Read(note), signed => signed.Text), note => _ = LogEnds.Read(note))) { Mend = bytes => Mending.Note(bytes, MadeFiles.Party.Charter) },
        new("leave", Structure.NotedJson, ["made:leave", "spec:charter/leave"], ["Leave.Read"], bytes => Reading.Of(Leave.Read(Text(bytes)), signed => signed.Text)) { Mend = bytes => Mending.Note(bytes, MadeFiles.Party.Charter) },
        new("charter-papers", Structure.Json, ["made:charter-papers", "spec:charter/join-papers", "spec:charter/removal-papers"], ["CharterPapers.Read"], bytes => Reading.Of(CharterPapers.Read(Text(bytes)), papers => papers.Text())),
        new("conviction", Structure.Json, ["spec:charter/conviction"], ["Conviction.Read"], bytes => Reading.Of(Conviction.Read(Text(bytes)), conviction => conviction.Text())) { IsSealed = true },
        new("papers", Structure.Json, ["made:papers"], ["PapersFile.Read"], bytes => Reading.Of(PapersFile.Read(Text(bytes)), papers => papers.Text())),
        new("sync-message", Structure.Json, ["spec:sync/growth", "{\"epoch\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"parties\":{\"a\":1},\"v\":1,\"heads\":[{\"log\":\"a\",\"size\":1,\"root\":\"b\",\"time\":2}],\"cosignatures\":[{\"head\":\"a\",\"line\":\"b\"}],\"receipts\":[\"a\"],\"evidence\":[\"b\"],\"cursor\":\"c\",\"wait\":25,\"holds\":{\"log\":\"a\",\"size\":1},\"documents\":[\"a\"],\"charters\":[{\"charter\":\"a\",\"consents\":[\"b\"],\"leaves\":[\"c\"]}]}"],
            ["SyncMessage.Read"], bytes => SyncMessage.Read(bytes).Try(out var message, out _) ? new(true, message.Bytes()) : Reading.Refused) { Mutations = 300 },
        new("receipt", Structure.NotedJson, ["made:receipt", "spec:receipt/receipt"], ["Receipt.Read"], bytes => Reading.Of(Receipt.Read(Text(bytes), _ => Keys(MadeFiles.Party.Request)))) { Mend = bytes => Mending.Note(bytes, MadeFiles.Party.Request) },
        new("evidence", Structure.Json, ["spec:evidence/fork", "spec:evidence/same-size"], ["ForkEvidence.Read"], Evidence) { IsSealed = true },
        new("proof-extra", Structure.Json, ["made:proof-extra"], ["ProofExtra.Read"], bytes => ProofExtra.Read(bytes).Try(out var extra, out _) ? new(true, extra.Bytes()) : Reading.Refused),
        new("proof", Structure.Json, ["made:proof-extra"], ["VerifyProofFile.Verify"], Proof),
        new("readers", Structure.Json, ["made:readers"], ["ReadersFile.Read", "VerifyReadersFile.Verify"], bytes => Both(Text(bytes), text => Reading.Of(ReadersFile.Read(text), file => file.Text()), text => Reasonable((VerifyReadersFile.Verify(text) as ReadersVerdict.Broken)?.Reason))),
        new("head", Structure.Words, ["made:head", "spec:log/note"], ["VerifiedHead.Read"], bytes => Reading.Of(VerifiedHead.Read(Text(bytes), [new NoteVerifier(MadeFiles.Party.Log.ToString(), Key(MadeFiles.Party.LogKey))]), head => head.ToString())),
        new("request", Structure.Words, ["spec:sync/request"], ["RequestSignature.Read", "RequestSignature.Base", "SignatureInput.Parse", "LogPath.TryContent", "LogPath.TryLeaf"], Request) { Mutations = 400 },
    ];

    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    public static VerifyingKey Key(ISigningKey key) => VerifyingKey.Parse(key.PublicKey.Span).Value;

    public static IReadOnlyList<VerifyingKey> Keys(ISigningKey key) => [Key(key)];

    static void Reasonable(string? reason)
    {
        if (reason is { Length: < 5 }) throw new UnreasonableException($"this refusal says nothing: '{reason}'");
    }

    static Reading Both(string text, Func<string, Reading> read, Action<string> ask)
    {
        ask(text);
        return read(text);
    }

    static Reading Leaf(byte[] bytes)
    {
        if (!LeafReader.Read(FirstLine(bytes)).Try(out var leaf, out var reason))
        {
            Reasonable(reason);
            return Reading.Refused;
        }
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) leaf.Write(json);
        return new(true, written.WrittenSpan.ToArray());
    }

    static byte[] FirstLine(byte[] bytes) => Array.IndexOf(bytes, (byte)'\n') is >= 0 and var end ? bytes[..end] : bytes;

    /// <summary>A leaf in the first line, its disclosures in the others. What is read is sealed as one's own, read again, and goes out.</summary>
    static Reading Record(byte[] bytes)
    {
        var content = new ArrayBufferWriter<byte>();
        var leaf = FirstLine(bytes);
        foreach (var line in Text(bytes).Split('\n').Skip(1)) Content.Append(content, Encoding.UTF8.GetBytes(line));
        if (!RecordReader.Read(LeafReader.Read(leaf).Try(out var envelope, out _) ? new RecordAddress(envelope.Log, 0) : Address, leaf, content.WrittenSpan).Try(out var record, out var reason))
        {
            Reasonable(reason);
            return Reading.Refused;
        }
        DoorParsers.GoOut([record]);
        if (record is { What: { } what, Relayed: null } && record.Leaf.Kind is var kind && Kind.Known.Contains(kind) && what is not UnreadFacts && kind != Kind.Relay)
        {
            var draft = new Draft { Kind = kind, What = what, Where = record.Where, Texts = record.Texts, Source = record.Source, Personal = record.Personal };
            if (MadeFiles.Party.Sealer.Seal(draft).Try(out var again, out _) && !RecordReader.Read(Address, again.LeafBytes, again.Content).Try(out _, out reason))
                throw new UnreasonableException($"a record that was read is refused when it is sealed again: {reason}\n{string.Join('\n', MadeFiles.Lines(again))}");
        }
        return Reading.Of(true);
    }

    static Reading WithContent(byte[] bytes)
    {
        var leaf = Encoding.UTF8.GetBytes(Share.SpecPage.Line("record", "leaf"));
        var read = RecordReader.Read(new RecordAddress(LeafReader.Read(leaf).Value.Log, 0), leaf, bytes);
        Reasonable(read.Reason);
        var (entries, disclosures) = (new ArrayBufferWriter<byte>(), 0L);
        EntryBundle.Append(entries, leaf);
        ContentBundle.Check(0, entries.WrittenSpan, bytes, 1, ref disclosures);
        return Reading.Of(read.IsValue);
    }

    /// <summary>Entries and contents, each behind their length; what is no row of entries its source is told by a <see cref="SourceException"/>.</summary>
    static Reading Growth(byte[] bytes)
    {
        const int Leaves = 2;
        ReadOnlySpan<byte> rest = bytes;
        try
        {
            if (!Content.TryNext(ref rest, out var entries) || !Content.TryNext(ref rest, out var contents)) return Reading.Refused;
            var (leaves, said) = (entries.ToArray(), contents.ToArray());
            _ = BundleCheck.Alone(0, Leaves, said).Count();
            return Reading.Of(BundleCheck.Check("fuzz", MadeFiles.Party.Log, "growth", 0, Leaves, 0, leaves, said, ImmutableDictionary<long, ReadOnlyMemory<byte>>.Empty).Faults.Count == 0);
        }
        catch (Exception e) when (e is SourceException or InvalidDataException)
        {
            Reasonable(e.Message);
            return Reading.Refused;
        }
    }

    static Reading Party(byte[] bytes)
    {
        var note = Text(bytes);
        _ = PartyNote.Claimed(note);
        if (!PartyNote.Read(note).Try(out var read, out var reason))
        {
            Reasonable(reason);
            return Reading.Refused;
        }
        // Members that nobody here knows are kept in the note, and not in what is written of the document.
        if (PartyRules.Fault(read.Document) is { } fault) throw new UnreasonableException($"a document that was read cannot be signed again: {fault}");
        _ = read.Verifying(PartyKey.Charter);
        return Reading.Of(true);
    }

    static Reading Evidence(byte[] bytes)
    {
        if (!ForkEvidence.Read(bytes).Try(out var evidence, out var reason))
        {
            Reasonable(reason);
            return Reading.Refused;
        }
        _ = (evidence.Verify([]), evidence.Sentence(), evidence.Key());
        return new(true, Encoding.UTF8.GetBytes(evidence.Text()));
    }

    /// <summary>The file around an extra line, with a head that leads to the leaf that stands there.</summary>
    static Reading Proof(byte[] extra)
    {
        var leaf = ProofExtra.Read(extra).Try(out var read, out _) && Codec.IsValid(read.Leaf) ? Codec.DecodeFromChars(read.Leaf) : [];
        var verdict = VerifyProofFile.Verify(MadeFiles.Proof(leaf, extra), []);
        Reasonable((verdict as ProofVerdict.Broken)?.Reason);
        return Reading.Of(verdict is ProofVerdict.Holds);
    }

    /// <summary>A request line, header fields, an empty line, the body.</summary>
    static Reading Request(byte[] bytes)
    {
        var parts = Text(bytes).Split("\n\n", 2);
        var head = parts[0].Split('\n');
        var first = head[0].Split(' ');
        var headers = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var line in head.Skip(1))
            if (line.Split(": ", 2) is [var name, var value]) headers[name] = value;
        var target = first.ElementAtOrDefault(1) ?? "";
        _ = LogPath.TryContent(target, out _, out _) | LogPath.TryLeaf(target, out _);
        var request = new PartnerRequest(first[0], target, headers.ToImmutable(), Encoding.UTF8.GetBytes(parts.ElementAtOrDefault(1) ?? ""));
        var key = VerifyingKey.Parse(Codec.DecodeFromChars(Share.SpecPage.Line("sync", "key"))).Value;
        _ = RequestSignature.Base(request).IsValue | RequestSignature.Verify(request, "x", [key], TimeProvider.System) is null;
        var by = RequestSignature.Read(request);
        Reasonable(by.Reason);
        return Reading.Of(by.IsValue);
    }
}
