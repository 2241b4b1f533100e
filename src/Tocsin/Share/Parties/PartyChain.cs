using System.Collections.Concurrent;

namespace Tocsin.Share.Parties;

/// <summary>The documents of one party, 1 to n: each signed by its root key, each naming the one before.</summary>
/// <remarks>All are kept. The newest says which keys are believed for what is new; what was signed before is judged by any of them.
/// Thread-safe: readers see the chain as it was when they looked.</remarks>
public sealed class PartyChain
{
    readonly Lock gate = new();
    volatile State state = new([], null, []);

    /// <summary>Begins the chain of a party whose id is known, with no document yet.</summary>
    /// <exception cref="ArgumentException">It is no party's id.</exception>
    public PartyChain(string party) =>
        Party = DocumentJson.IsId(party) ? party : throw new ArgumentException($"'{party}' is no party's id", nameof(party));

    /// <summary>The party's id.</summary>
    public string Party { get; }

    /// <summary>The documents, the first first.</summary>
    public ImmutableArray<PartyNote> Documents => state.Documents;

    /// <summary>The newest document; nothing while there is none.</summary>
    public PartyNote? Newest => state.Documents is [.., var newest] ? newest : null;

    /// <summary>The two documents of one number, where the party signed such. Then nothing new of it is believed.</summary>
    public Conviction? Conviction => state.Conviction;

    /// <summary>The chains that documents in one file make, each party's in their order.</summary>
    internal static Parsed<Dictionary<string, PartyChain>> Of(IReadOnlyList<string> documents)
    {
        var chains = new Dictionary<string, PartyChain>(StringComparer.Ordinal);
        foreach (var note in documents)
        {
            if (!PartyNote.Read(note).Try(out var document, out var reason)) return new($"a party document: {reason}");
            var party = document.Document.Party;
            if (!chains.TryGetValue(party, out var chain)) chains[party] = chain = new PartyChain(party);
            if (chain.Take(note) is not (PartyTaking.Taken or PartyTaking.Known)) return new($"document {document.Document.Number} of {party} does not follow the one before it");
        }
        return new(chains);
    }

    /// <summary>Takes one more document.</summary>
    public PartyTaking Take(string note) => PartyNote.Read(note).Try(out var read, out var reason) ? Take(read) : new PartyTaking.Refused(reason);

    /// <summary>Takes one more document, which has been read, and so verified.</summary>
    public PartyTaking Take(PartyNote note)
    {
        if (note.Document.Party != Party) return new PartyTaking.Refused($"the document is of the party {note.Document.Party}, not of {Party}");
        lock (gate) return Judge(note);
    }

    PartyTaking Judge(PartyNote note)
    {
        var (now, number) = (state, note.Document.Number);
        if (number <= now.Documents.Length)
        {
            var held = now.Documents[number - 1];
            if (held.Hash == note.Hash) return new PartyTaking.Known();
            if (now.Conviction is null) state = now with { Conviction = new Conviction(Party, [], held.Text, note.Text), Verifiers = With(now.Verifiers, note) };
            return new PartyTaking.Convicted(state.Conviction!);
        }
        if (now.Conviction is { } convicted) return new PartyTaking.Convicted(convicted);
        if (number > now.Documents.Length + 1) return new PartyTaking.Gap(now.Documents.Length + 1);
        if (number > 1 && note.Document.Previous != now.Documents[^1].Hash.ToBase64Url()) return new PartyTaking.Gap(number - 1);
        state = new State(now.Documents.Add(note), null, With(now.Verifiers, note));
        return new PartyTaking.Taken(note);
    }

    /// <summary>The key that the newest document lists: the one to believe for what is new. Nothing where there is none, or the party is convicted.</summary>
    /// <param name="use">charter, request or log.</param>
    /// <param name="circle">The circle, for a log's key.</param>
    public VerifyingKey? KeyNow(string use, string? circle = null)
    {
        var now = state;
        if (now.Conviction is not null || now.Documents is not [.., var newest]) return null;
        if (now.Now.TryGetValue((use, circle ?? ""), out var known)) return known;
        // Only what is listed is remembered: circles can be asked for without end.
        return newest.Verifying(use, circle) is { } key ? now.Now.GetOrAdd((use, circle ?? ""), key) : null;
    }

    /// <summary>The keys that any document ever listed, the newest first: by these, evidence is judged.</summary>
    /// <param name="use">charter, request or log.</param>
    /// <param name="circle">The circle, for a log's key.</param>
    public IReadOnlyList<VerifyingKey> KeysEver(string use, string? circle = null)
    {
        var now = state;
        if (now.Ever.TryGetValue((use, circle ?? ""), out var known)) return known;
        ImmutableArray<VerifyingKey> keys = [.. now.Documents.Reverse().Select(note => note.Document.Key(use, circle)).OfType<PartyKey>().DistinctBy(key => key.Key)
            .Select(key => key.Verifying()).Where(key => key.IsValue).Select(key => key.Value)];
        return keys.IsEmpty ? keys : now.Ever.GetOrAdd((use, circle ?? ""), keys);
    }

    /// <summary>Nothing where a charter key that the party ever listed signed the note, else why it does not count.</summary>
    public string? Refutes(SignedNote note) => Lists(note, out var reason) is null ? reason : null;

    /// <summary>The party document whose charter key signed the note; nothing where none did.</summary>
    internal PartyNote? Lists(SignedNote note, out string reason)
    {
        reason = $"no document of the party {Party} is held";
        foreach (var (listed, verifier) in state.Verifiers)
        {
            if (verifier.Verify(note) is not { } refuted) return listed;
            reason = refuted;
        }
        return null;
    }

    /// <summary>Grows with each document that may change what a signature counts for.</summary>
    internal int Version => state.Verifiers.Length + state.Documents.Length;

    internal static NoteVerifier? CharterVerifier(PartyNote note) =>
        note.Verifying(PartyKey.Charter) is { } key ? new NoteVerifier(PartyDocument.SignerName(note.Document.Party), key) : null;

    static ImmutableArray<(PartyNote, NoteVerifier)> With(ImmutableArray<(PartyNote, NoteVerifier Key)> verifiers, PartyNote note) =>
        CharterVerifier(note) is { } verifier && verifiers.All(each => each.Key.KeyId != verifier.KeyId || !each.Key.Key.Bytes.Span.SequenceEqual(verifier.Key.Bytes.Span))
            ? verifiers.Insert(0, (note, verifier))
            : verifiers;

    sealed record State(ImmutableArray<PartyNote> Documents, Conviction? Conviction, ImmutableArray<(PartyNote, NoteVerifier)> Verifiers)
    {
        /// <summary>The keys that were asked for: to read one from its bytes takes as long as to verify a signature by it.</summary>
        public ConcurrentDictionary<(string Use, string Circle), VerifyingKey> Now { get; } = new();

        public ConcurrentDictionary<(string Use, string Circle), ImmutableArray<VerifyingKey>> Ever { get; } = new();
    }
}
