namespace Tocsin.Share.Sync;

/// <summary>Keeps up with one partner in one circle: a long poll that hears of everything new there, and tells what it has not heard of here.</summary>
/// <param name="circle">The circle.</param>
/// <param name="party">The partner.</param>
public sealed class PartnerSession(CircleSync circle, string party)
{
    const int PauseSecondsMax = 60;

    string? cursor;
    long told;
    bool isHasty;
    SyncMessage? theirs;

    /// <summary>Syncs until it is stopped, or the partner is no member any more. What fails is tried again, after a pause that grows and is never quite the same.</summary>
    public async Task Run(CancellationToken stop)
    {
        for (int failures = 0, hasty = 0; circle.IsOther(party);)
        {
            try
            {
                await Exchange(SyncLimits.WaitSecondsMax, stop);
                (failures, hasty) = (0, isHasty ? hasty + 1 : 0);
                await Task.Delay(hasty == 0 ? TimeSpan.FromMilliseconds(SyncLimits.PollPauseMilliseconds) : Pause(hasty - 1), circle.House.Clock, stop);
            }
            catch (IOException e)
            {
                circle.Failed(party, e);
                await Task.Delay(Pause(failures++), circle.House.Clock, stop);
            }
        }
    }

    /// <summary>One request, and another where the partner lacks a document to understand it.</summary>
    /// <param name="waitSeconds">For how long the partner may hold its answer.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="IOException">No answer came, or a refusal: <see cref="PartnerRefusedException"/>.</exception>
    public async Task Exchange(int waitSeconds, CancellationToken stop)
    {
        var asked = circle.House.Clock.GetUtcNow();
        var (answer, wait, holds) = await Ask(waitSeconds, theirs, stop);
        if (answer.Status is 401 or 403 or 409)
        {
            // It may not know this party's newest document, the charter, or this party's consent to join: the whole introduction goes along once.
            theirs = null;
            (answer, wait, holds) = await Ask(waitSeconds: 0, new SyncMessage(Refusal.Read(answer).Epoch ?? "", new Dictionary<string, int>()), stop);
        }
        if (answer.Status != 200) throw new PartnerRefusedException(party, Refusal.Read(answer));
        if (!SyncMessage.Read(answer.Body.Span).Try(out var message, out var reason)) throw new IOException($"{party} answered what does not read: {reason}");
        await circle.TakeDocuments(party, message, stop);
        await circle.TakeNews(party, message, holds, stop);
        // A poll ends early for a reason. Who has none is not asked again and again.
        var isIdle = message.IsIdle && theirs?.States(message.Epoch, message.Parties) == true;
        (cursor, theirs) = (message.Cursor, message);
        isHasty = wait > 0 && isIdle && circle.House.Clock.GetUtcNow() - asked < TimeSpan.FromSeconds(wait / 2.0);
        circle.Note(party, state => state with { AnsweredSeconds = circle.House.Now, Trouble = null, Refusal = null });
    }

    async Task<(PartnerAnswer Answer, int WaitSeconds, HeldSize? Holds)> Ask(int waitSeconds, SyncMessage? known, CancellationToken stop)
    {
        await circle.RefreshOwn(stop);
        // Whoever listens hears everything by that, and sooner.
        var (heard, isListening) = circle.Heard(party);
        var (message, number, haste) = circle.Tell(party, isListening ? long.MaxValue : Math.Max(told, heard), known, isAnswer: false);
        // The partner is not made to wait for what it has to hear: the first request tells, the next one listens.
        var (wait, holds) = (haste == Haste.None ? waitSeconds : 0, circle.Holds(party));
        var answer = await circle.Send(party, "POST", $"/circles/{circle.Id}/sync", (message with { Cursor = cursor, Wait = wait, Holds = holds }).Bytes(), stop);
        if (answer.Status != 200) return (answer, wait, holds);
        if (!isListening) told = number;
        circle.Told(party, message, isAnswer: false);
        return (answer, wait, holds);
    }

    TimeSpan Pause(int failures)
    {
        Span<byte> chance = stackalloc byte[2];
        circle.House.Chance.Fill(chance);
        var seconds = Math.Min(PauseSecondsMax, 1 << Math.Min(failures, 6));
        return TimeSpan.FromSeconds(seconds * (0.5 + BitConverter.ToUInt16(chance) / 65_536.0 / 2));
    }
}
