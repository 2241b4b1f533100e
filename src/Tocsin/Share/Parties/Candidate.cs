namespace Tocsin.Share.Parties;

/// <summary>A charter that somebody proposed, and the agreement to it that has been verified so far. It only ever grows.</summary>
sealed class Candidate(Signed<Charter> signed)
{
    readonly Dictionary<string, List<Signed<Consent>>> consents = [];
    readonly HashSet<string> notes = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, string> proposals = new(StringComparer.Ordinal);

    public Charter Charter => signed.Says;
    public Hash Hash => signed.Hash;

    /// <summary>Who was the first to send it; whether it is so is another question.</summary>
    public string Proposer => signed.Party;

    /// <summary>The verified notes of it, by who signed them: two may propose the very same.</summary>
    public IReadOnlyDictionary<string, string> Proposals => proposals;

    /// <summary>Bytes of the charter and of the consents to it.</summary>
    public long Bytes { get; private set; } = signed.Text.Length;

    /// <summary>Whether somebody's signature under it is verified; until then the charter is nobody's.</summary>
    public bool IsProposed => proposals.Count > 0;

    /// <summary>Once enough have agreed, it stays so: no paper takes an agreement back.</summary>
    public bool IsAgreed { get; set; }

    /// <summary>The highest verified head of each log that ends with it.</summary>
    public Dictionary<Origin, EndHead> Ends { get; } = [];

    /// <summary>Why it cannot follow the charter that it names, once that one is known: the empty text where it can.</summary>
    public string? Refutation { get; set; }

    /// <summary>The verified consents, in the order of the parties' ids.</summary>
    public IEnumerable<Signed<Consent>> Consents =>
        consents.Values.SelectMany(given => given).OrderBy(consent => consent.Party, StringComparer.Ordinal).ThenBy(consent => consent.Hash);

    /// <summary>Whether a party agreed as this charter demands it: to a removal, with the ends that it saw.</summary>
    public bool HasAgreed(string party) =>
        consents.TryGetValue(party, out var given) && (Charter.Change?.Do != "remove" || given.Exists(consent => consent.Says.Ends is not null));

    /// <summary>Whether a consent is held, or so many of its party that one more is left out.</summary>
    public bool Knows(Signed<Consent> consent) =>
        consents.TryGetValue(consent.Party, out var given) && (given.Count >= Limits.ConsentsMax || given.Exists(each => each.Hash == consent.Hash));

    /// <summary>Whether just this note of a consent is held: it need not be read again.</summary>
    public bool Holds(string note) => notes.Contains(note);

    /// <summary>Its papers as they were given out last, with how many leaves were known by then; nothing where more has come since.</summary>
    public (CharterPapers Papers, int Leaves)? Given { get; set; }

    public void Propose(string party, string note)
    {
        proposals.TryAdd(party, note);
        Given = null;
    }

    public void Add(Signed<Consent> consent)
    {
        if (Knows(consent)) return;
        if (!consents.TryGetValue(consent.Party, out var given)) consents[consent.Party] = given = [];
        given.Add(consent);
        notes.Add(consent.Text);
        Bytes += consent.Text.Length;
        Given = null;
    }
}
