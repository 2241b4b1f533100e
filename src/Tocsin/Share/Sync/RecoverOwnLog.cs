namespace Tocsin.Share.Sync;

/// <summary>A node that was set back finds out by its partners, and brings back what it had written. Once it is shown a head of its own that it does
/// not hold, it never signs that log again: it opens the next incarnation, waits for nobody, and mirrors the old one like any other's.</summary>
/// <param name="sync">The circle.</param>
public sealed class RecoverOwnLog(CircleSync sync)
{
    /// <summary>Asks every other member for the head of the own log; the highest that is not held here, or nothing.</summary>
    public async Task<VerifiedHead?> Look(CancellationToken stop)
    {
        VerifiedHead? highest = null;
        var before = sync.OwnHeadShown;
        sync.OwnHeadShown = shown => highest = highest is null || shown.Head.Size > highest.Head.Size ? shown : highest;
        try
        {
            foreach (var party in sync.Others)
            {
                try
                {
                    var answer = await sync.Send(party, "GET", LogPath.Checkpoint(sync.Own), ReadOnlyMemory<byte>.Empty, stop);
                    if (answer.Status == 200 && await sync.TakeNote(party, System.Text.Encoding.UTF8.GetString(answer.Body.Span), stop) is { } refusal)
                        sync.Refuse($"{party} gave a head that is refused: {refusal}");
                }
                catch (IOException e)
                {
                    sync.Note(party, state => state with { Trouble = e.Message });
                }
            }
            return highest;
        }
        finally
        {
            sync.OwnHeadShown = before;
        }
    }

    /// <summary>The incarnation to go on with, after a head was shown that is not held.</summary>
    public Origin Next(VerifiedHead shown) =>
        new(sync.Own.Circle, sync.Own.Party, Math.Max(shown.Log.Incarnation, sync.Own.Incarnation) + 1);

    /// <summary>Mirrors the old incarnation back from whoever holds it.</summary>
    /// <param name="shown">The head that was shown.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">The log is still being written to.</exception>
    public async Task<Mirrored> BringBack(VerifiedHead shown, CancellationToken stop)
    {
        if (shown.Log == sync.Own) throw new InvalidOperationException("the log is still being written to: go on with the next incarnation first");
        var came = await sync.House.Mirror.CatchUp(shown, sync.Sources(shown.Log, sync.Book.Find(shown.Log)), stop);
        await sync.Refresh(shown.Log, stop);
        return came;
    }
}
