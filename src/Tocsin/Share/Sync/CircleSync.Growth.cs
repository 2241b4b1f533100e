using Tocsin.Share.Logs;

namespace Tocsin.Share.Sync;

// Growth that comes along with the head that tells of it.
public sealed partial class CircleSync
{
    /// <summary>How far a partner's newest log is held, so that it brings what follows; nothing where none is held, or nothing more of it is taken.</summary>
    internal HeldSize? Holds(string party)
    {
        if (!Hash.TryParseBase64Url(party, out var author)) return null;
        (Origin Log, HeadEntry Entry)? newest = null;
        foreach (var (log, entry) in book.All)
            if (log.Party == author && (newest is not { } before || before.Log.Incarnation < log.Incarnation)) newest = (log, entry);
        return newest is { Entry: { Kept: { } kept, Frozen: null } } held ? new HeldSize(held.Log.ToString(), kept.Head.Size) : null;
    }

    /// <summary>What the own log grew by, for a member that said how far it holds that and is told its head now; nothing where it is too much, or not all for that member.</summary>
    internal async Task<LogGrowth?> Growth(string reader, SyncMessage asked, SyncMessage answer, CancellationToken stop)
    {
        var own = Own;
        if (asked.Holds is not { } holds || holds.Log != own.ToString() || Circle.End(own) is not null || HeadIn(answer, holds.Log) is not { } head) return null;
        try { return await Serving.Growth(reader, own, holds.Size, head.Size, stop); }
        catch (CorruptLogException) { return null; }    // The head is true; another member may hold what does not read here.
    }

    /// <summary>Lays growth beside the log whose head it came with, until that is caught up with; says why it is refused.</summary>
    string? Bring(string from, SyncMessage message, HeldSize? asked)
    {
        if (message.Growth is not { } growth) return null;
        if (asked is null || asked.Log != growth.Log || asked.Size != growth.From || !Origin.Parse(growth.Log).Try(out var log, out _)) return "nobody asked for it";
        if (growth.Bytes > SyncLimits.GrowthBytesMax) return $"it has {growth.Bytes} bytes; {SyncLimits.GrowthBytesMax} are the most";
        if (HeadIn(message, growth.Log) is not { } head || head.Size <= growth.From) return "no head comes with it that it could lead to";
        if (head.Size - growth.From > Limits.BundleRecords) return $"it is of {head.Size - growth.From} leaves; {Limits.BundleRecords} are the most";
        book[log].Bring(new Brought(from, head, growth));
        return null;
    }

    /// <returns>Whether it led to the head; else the head is to be fetched.</returns>
    async Task<bool> TakeBrought(Origin log, HeadEntry entry, VerifiedHead head, CancellationToken stop)
    {
        if (entry.TakeBrought(head.Head) is not { } brought) return false;
        var came = await House.Mirror.CatchUp(head, brought, stop);
        foreach (var fault in came.Faults) Refuse(fault.Sentence);
        if (came is not Mirrored.Grown) return false;
        await Refresh(log, stop);
        return true;
    }

    /// <summary>The head of a log that a message tells as a note, whoever signed it.</summary>
    static Checkpoint? HeadIn(SyncMessage message, string log)
    {
        foreach (var line in message.Heads ?? [])
            if (line.Note is { } note && SignedNote.Parse(note).Try(out var signed, out _) && Checkpoint.Parse(signed.Text).Try(out var head, out _) && head.Origin == log) return head;
        return null;
    }
}
