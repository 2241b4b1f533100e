using System.Collections.Concurrent;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Partners;

/// <summary>What a node shares with its partners: one sync for each of its circles, and while it serves, one session for each partner in each.</summary>
sealed class Sharing : IAsyncDisposable
{
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250), Pause = TimeSpan.FromSeconds(10), SayAgain = TimeSpan.FromHours(1);

    readonly ConcurrentDictionary<Hash, CircleSync> syncs = new();
    readonly ConcurrentDictionary<Hash, Task> living = new();
    readonly ConcurrentDictionary<Hash, Task> renewing = new();
    readonly ConcurrentDictionary<string, DateTimeOffset> saidAt = new(StringComparer.Ordinal);
    readonly CancellationTokenSource closing = new();
    readonly SemaphoreSlim opening = new(1);
    readonly TocsinNode node;
    readonly IPartnerLink link;
    RequestKey? key;

    public Sharing(TocsinNode node)
    {
        (this.node, link) = (node, node.Sources.Reach(node.Register));
        House = new SyncHouse
        {
            Party = node.Own.Id, Key = Key, Register = node.Register, Heads = node.Heads, Records = node.Records, Papers = node.Papers, Views = node.Views, Bell = node.Bell,
            Mirror = new Mirror(node.Heads, node.Records, node.Papers, node.Bell, node.Register.KeysEver, node.Sources.Passing),
            Link = link, Clock = node.Sources.Clock, Chance = node.Sources.Chance,
        };
        Server = new PartnerServer(House, circle => syncs.GetValueOrDefault(circle));
    }

    /// <summary>What the node brings to it.</summary>
    public SyncHouse House { get; }

    /// <summary>Answers partners.</summary>
    public PartnerServer Server { get; }

    /// <summary>The circles that are open.</summary>
    public IReadOnlyCollection<CircleSync> Open => [.. syncs.Values];

    /// <summary>The sharing in a circle, opened where it is not.</summary>
    public async Task<CircleSync> Of(Circle circle, CancellationToken stop)
    {
        if (syncs.TryGetValue(circle.Id, out var known)) return known;
        await opening.WaitAsync(stop);
        try
        {
            if (syncs.TryGetValue(circle.Id, out var meanwhile)) return meanwhile;
            var sync = new CircleSync(House, circle, OwnLog(circle));
            sync.OwnHeadShown = shown => Recover(sync, shown);
            await sync.Open(stop);
            return syncs[circle.Id] = sync;
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>Shares until it is stopped, in whatever circles this party is in, is invited to, or has been in.</summary>
    /// <param name="told">Told what partners gave that was refused, in sentences.</param>
    /// <param name="stop">Ends it.</param>
    public async Task Run(Action<string> told, CancellationToken stop)
    {
        try
        {
            using var timer = new PeriodicTimer(LookAgain, node.Sources.Clock);
            do await Look(told, stop);
            while (await timer.WaitForNextTickAsync(stop));
        }
        finally
        {
            await Server.Close();
            await Task.WhenAll([.. living.Values, .. renewing.Values]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task Look(Action<string> told, CancellationToken stop)
    {
        if (!node.Own.IsReady) return;
        foreach (var circle in node.Register.Circles.Where(Concerns))
        {
            try { await Look(circle, told, stop); }
            catch (IOException e) { Told(told, e.Message); }    // One circle's trouble is not the others'.
        }
    }

    async Task Look(Circle circle, Action<string> told, CancellationToken stop)
    {
        var sync = await Of(circle, stop);
        if (node.Logs.Of(circle.Id)?.Log is { } own && own != sync.Own) await sync.Continue(own, stop);
        if (living.GetValueOrDefault(circle.Id) is not { IsCompleted: false }) living[circle.Id] = Live(sync, told, stop);
        if (node.Logs.Trouble(circle.Id) is { } trouble) Told(told, $"this party's log in '{circle.Current?.Name}' is closed: {trouble}");
        foreach (var refusal in sync.TakeRefusals()) Told(told, refusal);
    }

    /// <summary>Keeps a circle alive; where that fails, why is told, and it counts as done only after a pause.</summary>
    async Task Live(CircleSync sync, Action<string> told, CancellationToken stop)
    {
        try
        {
            await Task.Run(() => new CircleLife(sync).Run(stop), stop);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Told(told, e.Message);
            await Task.Delay(Pause, node.Sources.Clock, stop);
        }
    }

    /// <summary>The same sentence is told once in a while, however often it comes.</summary>
    void Told(Action<string> told, string sentence)
    {
        var now = node.Sources.Clock.GetUtcNow();
        if (saidAt.TryGetValue(sentence, out var said) && now - said < SayAgain) return;
        if (saidAt.Count >= SyncLimits.MessageItemsMax) saidAt.Clear();
        saidAt[sentence] = now;
        told(sentence);
    }

    bool Concerns(Circle circle) =>
        circle.Charters.Any(charter => charter.IsMember(node.Own.Id)) || circle.Proposals.Any(each => each.Charter.IsMember(node.Own.Id) && circle.HasAgreed(each.Charter.Hash(), node.Own.Id));

    Origin OwnLog(Circle circle) => node.Logs.Of(circle.Id)?.Log
        ?? new Origin(circle.Id, Hash.TryParseBase64Url(node.Own.Id, out var self) ? self : default, Math.Max(1, node.Folder.Read().Circles.GetValueOrDefault(circle.Id.ToBase64Url())));

    /// <summary>A partner holds more of this party's own log than the node.</summary>
    void Recover(CircleSync sync, VerifiedHead shown)
    {
        var circle = sync.Circle.Id;
        if (renewing.TryGetValue(circle, out var running) && !running.IsCompleted) return;
        renewing[circle] = Task.Run(() => new RecoverOwnLog(sync).Recover(shown, async next =>
        {
            await node.Logs.Renew(circle, next.Incarnation, CancellationToken.None);    // Once begun, it is finished.
            return node.Logs.Of(circle)?.Log;
        }, closing.Token), CancellationToken.None);
    }

    RequestKey Key()
    {
        var number = node.Own.Newest.Document.Number;
        if (key is { } known && known.Id == $"{node.Own.Id}/{number}") return known;
        var signing = node.Own.Signing(NodeKeys.Request);
        var fresh = new RequestKey(node.Own.Id, number, signing);
        // Between the document that lists a key and the file that holds it, the one before still signs, and is not kept.
        return PartyKey.Of(PartyKey.Request, null, signing) == node.Own.Newest.Document.Key(PartyKey.Request) ? key = fresh : fresh;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.Close();
        await closing.CancelAsync();
        await Task.WhenAll(renewing.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
        Server.Dispose();
        if (link is IDisposable connections) connections.Dispose();
    }
}
