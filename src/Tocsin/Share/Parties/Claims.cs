namespace Tocsin.Share.Parties;

/// <summary>Signatures that wait to be verified: the party's documents may come later, or list the key later.</summary>
sealed class Claims
{
    readonly List<Claim> waiting = [], fresh = [];
    readonly HashSet<(Hash Subject, string Text)> held = [];

    /// <summary>Bytes of the notes that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lets a signature wait, unless the same note waits already.</summary>
    public void Add(Claim claim)
    {
        if (!held.Add((claim.Subject, claim.Text))) return;
        waiting.Add(claim);
        fresh.Add(claim);
        Bytes += claim.Text.Length;
    }

    /// <summary>What is added from here on has come last.</summary>
    public void Begin() => fresh.Clear();

    /// <summary>Whether anything has come last.</summary>
    public bool HasNew => fresh.Count > 0;

    /// <summary>Of what came last and still waits, drops as much as there is no room for, the last first.</summary>
    public IReadOnlyList<Claim> Trim(long most)
    {
        var dropped = new List<Claim>();
        for (var at = fresh.Count - 1; at >= 0 && Bytes > most; at--)
        {
            if (!waiting.Remove(fresh[at])) continue;
            held.Remove((fresh[at].Subject, fresh[at].Text));
            Bytes -= fresh[at].Text.Length;
            dropped.Add(fresh[at]);
        }
        return dropped;
    }

    /// <summary>Accepts what holds now, and what further claims come of it; tells whether there was any. What does not hold is tried again
    /// once the party's documents have grown.</summary>
    public bool Settle(Func<string, PartyChain?> chains)
    {
        var any = false;
        for (var at = 0; at < waiting.Count;)
        {
            var claim = waiting[at];
            if (chains(claim.Party) is not { } chain || !claim.Holds(chain))
            {
                at++;
                continue;
            }
            waiting[at] = waiting[^1];
            waiting.RemoveAt(waiting.Count - 1);
            held.Remove((claim.Subject, claim.Text));
            Bytes -= claim.Text.Length;
            claim.Accept(chain);
            any = true;
        }
        return any;
    }

    /// <summary>The parties whose documents the papers of a charter wait for.</summary>
    public IEnumerable<string> Parties(Hash subject) => waiting.Where(claim => claim.Subject == subject).Select(claim => claim.Party).Distinct();
}

/// <summary>One signature that waits to be verified.</summary>
/// <param name="subject">The charter, or the leave, that it bears on.</param>
/// <param name="party">Whose signature it would be.</param>
/// <param name="text">The whole note.</param>
/// <param name="check">Whether the party's documents bear it out.</param>
/// <param name="accept">What follows where they do.</param>
sealed class Claim(Hash subject, string party, string text, Func<PartyChain, bool> check, Action<PartyChain> accept)
{
    int tried = -1;

    public Hash Subject => subject;
    public string Party => party;
    public string Text => text;

    public bool Holds(PartyChain chain)
    {
        if (chain.Version == tried) return false;
        tried = chain.Version;
        return check(chain);
    }

    public void Accept(PartyChain chain) => accept(chain);
}
