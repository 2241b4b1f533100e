using System.Collections.Concurrent;

namespace Tocsin.Share.Sync;

/// <summary>What is known of a log's head, beside what is held of it.</summary>
sealed class HeadEntry
{
    /// <summary>Held while what is told of the log, and what is wanted of it, changes.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The newest verified head under which all is held; for one's own log, the newest signed one.</summary>
    public VerifiedHead? Kept { get; set; }

    public long KeptSize => Kept?.Head.Size ?? 0;

    /// <summary>The largest verified head that is known, or one that contradicts what is held.</summary>
    public VerifiedHead? Wanted { get; private set; }

    /// <summary>Who told of that head, and so may have what is under it.</summary>
    public ConcurrentDictionary<string, byte> Tellers { get; } = new();

    /// <summary>What else was told.</summary>
    public Doubts Doubts { get; } = new();

    /// <summary>Two heads of one size that have not been judged yet. One such pair is enough.</summary>
    public ForkEvidence? Fork { get; set; }

    /// <summary>When its author last said a head, by its own word.</summary>
    public long? SaidSeconds { get; set; }

    /// <summary>When partners were last told of it, and how soon they are to hear what has changed since; nothing where nothing has.</summary>
    public long ToldSeconds { get; set; }

    public Haste? Untold { get; set; }

    /// <summary>Why nothing more of it is taken.</summary>
    public string? Frozen { get; set; }

    /// <summary>From when on the next attempt may be made; attempts that failed in a row.</summary>
    public long NextSeconds { get; private set; }

    public int Failures { get; private set; }

    /// <summary>Where the next round of asking for withheld content begins, and when.</summary>
    public long FillAfter { get; set; } = -1;

    public long FillSeconds { get; set; }

    /// <summary>The head at which was last seen whether there is something to cosign, to fill or to receipt, and when to look again though it has not changed.</summary>
    public Checkpoint? Seen { get; set; }

    public long LookSeconds { get; set; }

    /// <summary>What was last cosigned and receipted, and when.</summary>
    public long CosignedSize { get; set; } = -1;

    public long CosignedSeconds { get; set; }

    public Receipt? Receipt { get; set; }

    /// <summary>What the last receipt was made of.</summary>
    public (long Size, Gaps? Gaps, long Erased) Receipted { get; set; } = (-1, null, 0);

    public long ReceiptSeconds { get; set; }

    /// <summary>When it was last looked whether a receipt is due.</summary>
    public long ReceiptLookSeconds { get; set; }

    /// <summary>Roots at sizes that were looked up lately: heads that others tell again and again.</summary>
    public Dictionary<long, Hash> Roots { get; } = [];

    Brought? brought;
    bool hasForked;

    /// <summary>Lays growth by, in the place of what was there.</summary>
    public void Bring(Brought growth)
    {
        lock (Gate) brought = growth;
    }

    /// <summary>Takes up the growth that came with a head; nothing where none did.</summary>
    public Brought? TakeBrought(Checkpoint head)
    {
        lock (Gate)
        {
            if (brought?.Head != head) return null;
            var taken = brought;
            brought = null;
            return taken;
        }
    }

    /// <summary>Takes a head that is not the kept one, and none that this one begins with: it is wanted where it is larger than any, or contradicts what is held.</summary>
    public void Hear(VerifiedHead head, string from)
    {
        lock (Gate)
        {
            if (Wanted?.Head == head.Head) Tellers[from] = 0;
            else if (Wanted is null || head.Head.Size > Wanted.Head.Size || head.Head.Size <= KeptSize) Want(head, [from]);
            else Doubt(head, from);
        }
    }

    /// <summary>Where nothing is wanted, wants the largest of what else was told.</summary>
    /// <returns>Whether there was any.</returns>
    public bool TakeUp()
    {
        lock (Gate)
        {
            if (Wanted is not null || Doubts.Largest() is not { } largest) return false;
            Want(largest, Doubts.TellersOf(largest));
            Doubts.Remove(largest);
            return true;
        }
    }

    /// <summary>An attempt at a head was made. One at a head that is not wanted any more says nothing of the one that is.</summary>
    public void Tried(VerifiedHead head, bool isDone, long now)
    {
        lock (Gate)
        {
            if (!ReferenceEquals(head, Wanted)) return;
            if (isDone) (Wanted, Failures, NextSeconds) = (null, 0, 0);
            else (Failures, NextSeconds) = (Failures + 1, now + Math.Min(SyncLimits.RetrySecondsMax, 1 << Math.Min(Failures, 6)));
        }
    }

    /// <summary>Keeps another head; false where it is the same.</summary>
    public bool Grow(VerifiedHead kept)
    {
        lock (Gate)
        {
            if (kept.Head == Kept?.Head) return false;
            Kept = kept;
            if (brought?.Head.Size <= kept.Head.Size) brought = null;
            return true;
        }
    }

    /// <summary>Keeps the same head, said anew; false where another is kept.</summary>
    public bool Renew(VerifiedHead said)
    {
        lock (Gate)
        {
            if (said.Head != Kept?.Head) return false;
            Kept = said;
            return true;
        }
    }

    void Want(VerifiedHead head, IEnumerable<string> tellers)
    {
        if (Wanted is { } replaced)
            foreach (var teller in Tellers.Keys) Doubt(replaced, teller);
        (Wanted, Failures, NextSeconds) = (head, 0, 0);
        Tellers.Clear();
        foreach (var teller in tellers) Tellers[teller] = 0;
    }

    void Doubt(VerifiedHead head, string teller)
    {
        var rival = Wanted is { } wanted && wanted.Head.Size == head.Head.Size && wanted.Head != head.Head ? wanted : null;
        rival = Doubts.Add(teller, head) ?? rival;
        if (rival is null || hasForked) return;
        (hasForked, Fork) = (true, ForkEvidence.Of(rival, head));
    }
}
