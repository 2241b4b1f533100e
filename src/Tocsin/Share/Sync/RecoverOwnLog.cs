namespace Tocsin.Share.Sync;

/// <summary>A node that was set back finds out by its partners (<see cref="CircleSync.OwnHeadShown"/>), and brings back what it had written. Once it is shown
/// a head of its own that it does not hold, it never signs that log again: it opens the next incarnation, waits for nobody, and mirrors the old one like any other's.</summary>
/// <param name="sync">The circle.</param>
public sealed class RecoverOwnLog(CircleSync sync)
{
    /// <summary>Goes on under the next incarnation, and mirrors the old one back from whoever holds it.</summary>
    /// <param name="shown">The head that was shown.</param>
    /// <param name="renew">Opens the log under this incarnation, or a later one, and says which it is; nothing where this party writes there no more.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>What came of the mirroring; nothing where the log does not go on.</returns>
    public async Task<Mirrored?> Recover(VerifiedHead shown, Func<Origin, Task<Origin?>> renew, CancellationToken stop)
    {
        if (shown.Log.Incarnation >= sync.Own.Incarnation)
        {
            if (await renew(new Origin(sync.Own.Circle, sync.Own.Party, shown.Log.Incarnation + 1)) is not { } own) return null;
            if (own != sync.Own) await sync.Continue(own, stop);
        }
        return await BringBack(shown, stop);
    }

    /// <summary>Mirrors the old incarnation back.</summary>
    /// <exception cref="InvalidOperationException">The log is still being written to.</exception>
    public async Task<Mirrored> BringBack(VerifiedHead shown, CancellationToken stop)
    {
        if (shown.Log == sync.Own) throw new InvalidOperationException("the log is still being written to: go on with the next incarnation first");
        var came = await sync.House.Mirror.CatchUp(shown, sync.Sources(shown.Log, _ => false), stop);
        await sync.Refresh(shown.Log, stop);
        return came;
    }
}
