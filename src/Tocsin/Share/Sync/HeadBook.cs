using System.Collections.Concurrent;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>What is known of a log's head, beside what is held of it.</summary>
sealed class HeadEntry
{
    /// <summary>The newest verified head under which all is held; for one's own log, the newest signed one.</summary>
    public VerifiedHead? Kept { get; set; }

    /// <summary>The largest verified head that is known, or one that contradicts what is held.</summary>
    public VerifiedHead? Wanted { get; set; }

    /// <summary>Heads that are compared once that one is held; and by which the log grows where nobody gives all that it covers.</summary>
    public ConcurrentQueue<VerifiedHead> Doubts { get; } = new();

    const int DoubtsMax = 16;

    /// <summary>Puts a head among those; the oldest goes where there is no room.</summary>
    public void Doubt(VerifiedHead head)
    {
        Doubts.Enqueue(head);
        if (Doubts.Count > DoubtsMax) Doubts.TryDequeue(out _);
    }

    /// <summary>Who told of that head, and so may have what is under it.</summary>
    public ConcurrentDictionary<string, byte> Tellers { get; } = new();

    /// <summary>When its author last said a head, by its own word.</summary>
    public long? SaidSeconds { get; set; }

    /// <summary>When partners were last told of it, and how soon they are to hear what has changed since; nothing where nothing has.</summary>
    public long ToldSeconds { get; set; }

    public Haste? Untold { get; set; }

    /// <summary>Why nothing more of it is taken.</summary>
    public string? Frozen { get; set; }

    /// <summary>From when on the next attempt may be made; attempts that failed in a row.</summary>
    public long NextSeconds { get; set; }

    public int Failures { get; set; }

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
}

/// <summary>The heads of a circle's logs, as they are known here.</summary>
/// <param name="circle">The circle.</param>
sealed class HeadBook(Circle circle)
{
    readonly ConcurrentDictionary<Origin, HeadEntry> entries = new();

    public IEnumerable<KeyValuePair<Origin, HeadEntry>> All => entries;

    public HeadEntry this[Origin log] => entries.GetOrAdd(log, _ => new HeadEntry());

    public HeadEntry? Find(Origin log) => entries.GetValueOrDefault(log);

    /// <summary>Nothing where a log may be one of this circle's; else why not.</summary>
    public string? Bars(Origin log)
    {
        if (entries.ContainsKey(log)) return null;
        if (log.Circle != circle.Id) return $"{log} is a log of another circle";
        var party = log.Party.ToBase64Url();
        if (!circle.Charters.Any(charter => charter.IsMember(party))) return $"{party} was never a member of this circle";
        // One more than an honest party needs in a lifetime, so that nobody fills this book.
        return entries.Keys.Count(log.IsOfAuthorOf) < Limits.EndsMax ? null : $"{party} has more than {Limits.EndsMax} logs in this circle";
    }
}
