using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Tocsin.Share.Sync;

// What is served to a member.
public sealed partial class PartnerServer
{
    /// <summary>Long polls that one partner may leave open in a circle.</summary>
    internal const int PollsMax = 4;

    readonly ConcurrentDictionary<(string Party, Hash Circle), int> polls = new();

    Task<PartnerAnswer> Serve(Caller caller, PartnerRequest request, CancellationToken stop) => caller.Rest.Split('/') switch
    {
        ["sync"] when caller.Message is { } message => Sync(caller, message, stop),
        ["evidence"] => Evidence(caller, stop),
        ["charters", var hash] => Task.FromResult(Charter(caller, hash)),
        ["parties", var party, var number] => Task.FromResult(Document(caller, party, number)),
        [var party, var incarnation, ..] when Origin.Parse($"tocsin/{caller.Sync.Id}/{party}/{incarnation}").Try(out var log, out _) =>
            Log(caller, log, caller.Rest[(party.Length + incarnation.Length + 2)..], stop),
        _ => Task.FromResult(Say(new Refusal(404, $"nothing is served under {request.Target}"))),
    };

    async Task<PartnerAnswer> Sync(Caller caller, SyncMessage message, CancellationToken stop)
    {
        var (sync, slot) = (caller.Sync, (caller.Party, caller.Sync.Circle.Id));
        if (polls.AddOrUpdate(slot, 1, (_, open) => open + 1) > PollsMax)
        {
            polls.AddOrUpdate(slot, 0, (_, open) => open - 1);
            return Say(new Refusal(429, $"{PollsMax} long polls are open already"));
        }
        try
        {
            sync.Note(caller.Party, state => state with { AskedSeconds = house.Now });
            await sync.TakeNews(caller.Party, message, asked: null, stop);
            var since = sync.Board.Number(message.Cursor);
            using var listening = sync.Listens(caller.Party, since, isWaiting: message.Wait > 0);
            var (answer, number) = await Wait(caller, message, since, stop);
            answer = answer with { Growth = await sync.Growth(caller.Party, message, answer, stop) };
            // Who was put out of the circle while it waited, by what it brought itself perhaps, hears nothing more.
            if (Bars(sync, caller.Party, caller.Rest, message: null) is { } barred) return Say(barred);
            sync.Told(caller.Party, answer, isAnswer: true);
            return Say(200, (answer with { Cursor = sync.Board.Cursor(number) }).Bytes(), Json, Never);
        }
        finally
        {
            polls.AddOrUpdate(slot, 0, (_, open) => open - 1);
        }
    }

    /// <summary>Holds the answer until something urgent is there, or something else for a second, or the time is up.</summary>
    async Task<(SyncMessage, long)> Wait(Caller caller, SyncMessage message, long since, CancellationToken stop)
    {
        var (sync, until, asked) = (caller.Sync, house.Clock.GetUtcNow().AddSeconds(message.Wait), house.Clock.GetUtcNow());
        while (true)
        {
            var (changed, urgent, heard) = (sync.Board.Changed(caller.Party), sync.Board.Urgent(caller.Party), await sync.Listen(stop));
            var (answer, number, haste) = sync.Tell(caller.Party, since, message, isAnswer: true);
            var now = house.Clock.GetUtcNow();
            if (now >= until || haste == Haste.AtOnce || haste == Haste.Soon && now >= asked.AddSeconds(1)) return (answer, number);
            var pause = haste == Haste.None || asked.AddSeconds(1) > until ? until - now : asked.AddSeconds(1) - now;
            // With many members there is always more that may wait for its second: to look at each of it would cost the square of their number.
            if (haste == Haste.Soon) await sync.News(urgent, heard: null, pause, stop);
            else await sync.News(changed, heard, pause, stop);
            if (!sync.Circle.Answers(caller.Party)) return (answer, number);
        }
    }

    async Task<PartnerAnswer> Evidence(Caller caller, CancellationToken stop)
    {
        var (lines, room) = (new StringBuilder(), SyncLimits.AnswerBytesMax);
        foreach (var (_, text) in await caller.Sync.EvidenceHere(stop))
            if ((room -= Encoding.UTF8.GetByteCount(text)) >= 0) lines.Append(text);
        return Say(200, Encoding.UTF8.GetBytes(lines.ToString()), "application/x-ndjson", Never);
    }

    PartnerAnswer Charter(Caller caller, string text) =>
        Hash.TryParseBase64Url(text, out var hash) && caller.Sync.Circle.Papers(hash) is { } papers
            ? Say(200, Encoding.UTF8.GetBytes(papers.Text()), Json, Fresh)
            : Say(new Refusal(404, $"the charter {text} is not held here"));

    PartnerAnswer Document(Caller caller, string party, string text)
    {
        var isKnown = caller.Sync.Circle.Charters.Any(charter => charter.IsMember(party)) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && house.Register.Chain(party) is { } chain && number <= chain.Documents.Length;
        return isKnown
            ? Say(200, Encoding.UTF8.GetBytes(house.Register.Chain(party)!.Documents[int.Parse(text, CultureInfo.InvariantCulture) - 1].Text), Plain, Immutable)
            : Say(new Refusal(404, $"document {text} of {party} is not held here"));
    }

    async Task<PartnerAnswer> Log(Caller caller, Origin log, string rest, CancellationToken stop)
    {
        if (caller.Sync.Book.Find(log)?.Kept is not { } kept) return Say(new Refusal(404, $"the log {log} is not held here"));
        var end = caller.Sync.Circle.End(log);
        var size = Math.Min(kept.Head.Size, end?.Size ?? long.MaxValue);
        if (rest == "checkpoint")
            return (size == kept.Head.Size ? kept.ToString() : caller.Sync.Circle.SignedEnd(log)?.Text) is { } note ? Say(200, Encoding.UTF8.GetBytes(note), Plain, Fresh) : Say(Ended(log, end!));
        var (found, isImmutable, reach) = await Part(caller, log, size, rest, stop);
        if (found is { } bytes) return Say(200, bytes, Bytes, rest.StartsWith("tile/", StringComparison.Ordinal) ? isImmutable ? Immutable : Fresh : Never);
        return Say(end is not null && reach > end.Size ? Ended(log, end) : new Refusal(404, $"{rest} of {log} is not held here"));
    }

    static Refusal Ended(Origin log, Checkpoint end) => new(410, $"the log {log} ended at {end.Size} records");

    async Task<(ReadOnlyMemory<byte>? Found, bool IsImmutable, long Reach)> Part(Caller caller, Origin log, long size, string rest, CancellationToken stop)
    {
        var serving = caller.Sync.Serving;
        if (TileAddress.TryParseEntryBundle(rest, out var bundle, out var width))
            return (await serving.Entries(log, size, bundle, width, stop), width == Limits.BundleRecords, Reach(bundle, width));
        if (TileAddress.TryParse(rest, out var tile))
            return (await serving.Tile(log, size, tile, stop), tile.IsFull, tile.Level == 0 ? Reach(tile.Index, tile.Width) : 0);
        if (LogPath.TryContent(rest, out bundle, out width)) return (await serving.Content(caller.Party, log, size, bundle, width, stop), false, Reach(bundle, width));
        return LogPath.TryLeaf(rest, out var index) ? (await serving.Content(caller.Party, log, size, index, stop), false, index + 1) : (null, false, 0);
    }

    static long Reach(long bundle, int width) => bundle < long.MaxValue / Limits.BundleRecords ? bundle * Limits.BundleRecords + width : long.MaxValue;
}
