using System.Collections.Concurrent;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>One circle's sharing: what this node tells its partners, what it takes from them, and the work that follows. See docs/spec/sync.md.</summary>
/// <remarks>It reads requests and answers alike: both are messages of one shape. Nothing here opens a connection by itself; that is done by
/// <see cref="PartnerSession"/>, one for each partner, and by <see cref="Run"/>.</remarks>
public sealed partial class CircleSync
{
    readonly ConcurrentDictionary<string, PartnerState> partners = new();
    readonly ConcurrentDictionary<Origin, Task> mirroring = new();
    readonly ConcurrentDictionary<string, Task> fetching = new();
    readonly ConcurrentDictionary<(string From, string What), long> wanted = new();     // From when on it may be asked for.
    readonly ConcurrentDictionary<(string From, Origin Log), int> unread = new();       // Heads that did not verify, and as of which documents of their authors.
    readonly ConcurrentDictionary<string, byte> evidenceTold = new();
    readonly ConcurrentDictionary<Hash, (int Consents, int Leaves)> pendingTold = new();
    readonly ConcurrentDictionary<string, long> evidenceFetched = new();
    readonly ConcurrentDictionary<(string Party, bool IsAnswer), Hash> papersTold = new();
    readonly ConcurrentDictionary<string, Ear> ears = new();
    readonly ConcurrentQueue<string> refused = new();
    readonly HeadBook book;
    readonly Board board;
    TaskCompletionSource work = NewSignal();
    long judged, endsHeard = -1;
    volatile bool isRunning;
    volatile string? ownNote;
    volatile Acquaintance? known;

    /// <summary>Takes up a circle that the register knows.</summary>
    /// <param name="house">The node.</param>
    /// <param name="circle">The circle.</param>
    /// <param name="own">The log to which this node writes in the circle.</param>
    public CircleSync(SyncHouse house, Circle circle, Origin own)
    {
        (House, Circle, Own) = (house, circle, own);
        (book, board) = (new HeadBook(circle), new Board(house.Chance));
        (Serving, Shelf) = (new LogServing(house, circle), new CosignatureShelf(house));
    }

    /// <summary>The node.</summary>
    public SyncHouse House { get; }

    /// <summary>The circle.</summary>
    public Circle Circle { get; }

    /// <summary>The log to which this node writes in the circle; another incarnation of it may follow.</summary>
    public Origin Own { get; private set; }

    /// <summary>What partners cosigned and receipted.</summary>
    public CosignatureShelf Shelf { get; }

    /// <summary>Called with a head of this party's own log that its node does not hold: it must never sign that log again. See <see cref="RecoverOwnLog"/>.</summary>
    public Action<VerifiedHead>? OwnHeadShown { get; set; }

    internal LogServing Serving { get; }
    internal Board Board => board;
    internal HeadBook Book => book;
    internal string Id => Circle.Id.ToBase64Url();
    string ChartersOf => $"/circles/{Id}/charters/";

    /// <summary>Whether a party is another member, and so to be asked.</summary>
    internal bool IsOther(string party) => party != House.Party && Circle.MembersNow.Contains(party);

    /// <summary>The other members that are to be asked.</summary>
    public IReadOnlyList<string> Others => [.. Circle.MembersNow.Where(member => member != House.Party)];

    /// <summary>Who was a member and is none any more: nobody asks them, and they may still hold what they held.</summary>
    public IReadOnlyList<string> Former => [.. Circle.Charters.SelectMany(charter => charter.Members).Distinct().Where(party => party != House.Party && !Circle.MembersNow.Contains(party)).Order(StringComparer.Ordinal)];

    /// <summary>Reads what is held.</summary>
    public async Task Open(CancellationToken stop)
    {
        foreach (var log in (await House.Heads.List(stop)).Where(log => log.Circle == Circle.Id && log != Own))
        {
            var entry = book[log];
            (entry.Kept, entry.Frozen) = (await House.Mirror.Kept(log, stop), await House.Mirror.Frozen(log, stop));
            entry.SaidSeconds = entry.Kept?.TimeSeconds is { } said ? Math.Min(said, House.Now) : null;
            if (await House.Mirror.Unfinished(log, stop) is { } head && !IsBeyondEnd(log, head.Head.Size)) entry.Hear(head, House.Party);
            TellOf(log, entry, Haste.Soon);
        }
        await RefreshOwn(stop);
        judged = Judged;
        await TellEvidence(stop);
    }

    /// <summary>Goes on with another incarnation of the own log; the one before is a log like any other from here on.</summary>
    public async Task Continue(Origin own, CancellationToken stop)
    {
        Own = own;
        await RefreshOwn(stop);
        Signal();
    }

    /// <summary>Works until it is stopped: catches up with logs, asks for what is withheld, cosigns, gives receipts.</summary>
    public async Task Run(CancellationToken stop)
    {
        try
        {
            isRunning = true;
            Circle.Grown += Signal;
            while (true)
            {
                var (signal, heard) = (work.Task, await House.Bell.Past(-1, stop));
                await Work(stop);
                await News(signal, heard, TimeSpan.FromSeconds(1), stop);
            }
        }
        finally
        {
            Circle.Grown -= Signal;
            isRunning = false;
        }
    }

    /// <summary>The bell as one that waits here has to hear it: while this works, it listens for everybody, and tells of what is the node's own; nothing is to be heard then.</summary>
    internal async Task<long?> Listen(CancellationToken stop)
    {
        if (isRunning) return null;
        var heard = await House.Bell.Past(-1, stop);
        await RefreshOwn(stop);
        return heard;
    }

    /// <summary>Tells what the own log's newest signed head is, where it changed.</summary>
    public async Task RefreshOwn(CancellationToken stop)
    {
        var own = Own;
        var (stored, entry) = (await House.Heads.Read(own, stop), book[own]);
        // To verify one's own signature anew at each request would be most of its work.
        if (stored.Note is not { } note || stored.Head.Size == 0 || note == ownNote || !VerifiedHead.Read(note, House.Register.KeysEver(own)).Try(out var head, out _)) return;
        lock (entry.Gate)
        {
            // Another request may have read a later one meanwhile.
            if (entry.Kept is { } kept && kept.Head.Size > head.Head.Size) return;
            ownNote = note;
            var isNew = entry.Kept?.Head != head.Head;
            if (!isNew && entry.Kept!.TimeSeconds == head.TimeSeconds) return;
            (entry.Kept, entry.SaidSeconds) = (head, head.TimeSeconds);
            Shelf.Told(head);
            Tell(head, isNew ? Haste.AtOnce : Haste.Soon);
        }
    }

    /// <summary>Waits until a signal comes, something arrives, or the time is up.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="heard">The arrival number that the bell had rung for before anything was read; nothing where arrivals do not matter.</param>
    /// <param name="pause">For how long at most.</param>
    /// <param name="stop">Ends the waiting.</param>
    internal async Task News(Task signal, long? heard, TimeSpan pause, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        // On the caller's scheduler, and cancelled on its thread: a simulation's own then goes on in an order that its seed replays.
        var signalled = signal.ContinueWith(static _ => { }, enough.Token, TaskContinuationOptions.None, TaskScheduler.Current);
        // A delay is cut to whole milliseconds: rounded up, what is waited for is past when it ends.
        var delay = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), House.Clock, enough.Token);
        await (heard is { } arrival ? Task.WhenAny(signalled, House.Bell.Past(arrival, enough.Token), delay) : Task.WhenAny(signalled, delay));
        enough.Cancel();
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>How it stands with each partner.</summary>
    public IReadOnlyList<PartnerState> Partners => [.. Others.Select(party => partners.GetValueOrDefault(party) ?? new PartnerState(party, null, null, null))];

    /// <summary>The other members that have not answered since this node began, or told of a charter that has not come yet.</summary>
    /// <remarks>What a party signed after the backup from which its node was restored, its partners alone know. Until nobody is left here, such a node
    /// agrees to no charter and lists no key: something else may be signed in its place already, and two such words convict.</remarks>
    public IReadOnlyList<string> Unheard =>
        [.. Partners.Where(partner => partner.AnsweredSeconds is null || wanted.Keys.Any(each => each.From == partner.Party && IsCharter(each.What))).Select(partner => partner.Party)];

    /// <summary>How it stands with each log.</summary>
    public IReadOnlyList<LogState> Logs =>
    [
        .. book.All.OrderBy(each => each.Key.ToString(), StringComparer.Ordinal).Select(each => new LogState(
            each.Key, each.Value.Kept?.Head.Size ?? 0, Math.Max(each.Value.Wanted?.Head.Size ?? 0, each.Value.Kept?.Head.Size ?? 0),
            each.Value.SaidSeconds, IsSilent(each.Key), each.Value.Frozen)),
    ];

    /// <summary>What partners gave that was refused or false, the newest last, each told once.</summary>
    public IReadOnlyList<string> TakeRefusals()
    {
        var told = new List<string>();
        while (refused.TryDequeue(out var sentence)) told.Add(sentence);
        return told;
    }

    /// <summary>Whether a log's author has said nothing for so long that it is silent, or cut off. A log that has ended, or was followed by another, says nothing.</summary>
    internal bool IsSilent(Origin log) =>
        Circle.End(log) is null && !book.All.Any(other => other.Key.IsOfAuthorOf(log) && other.Key.Incarnation > log.Incarnation)
        && (book.Find(log)?.SaidSeconds is not { } said || said < House.Now - SyncLimits.SilentAfterSeconds);

    internal void Signal() => Interlocked.Exchange(ref work, NewSignal()).TrySetResult();

    internal void Note(string party, Func<PartnerState, PartnerState> change) =>
        partners.AddOrUpdate(party, id => change(new PartnerState(id, null, null, null)), (_, state) => change(state));

    /// <summary>A partner did not answer, or refused.</summary>
    public void Failed(string party, IOException e) =>
        Note(party, state => state with { Trouble = e.Message, Refusal = e is PartnerRefusedException { Refusal: { IsFinal: true } refusal } ? refusal : null });

    internal void Refuse(string sentence)
    {
        refused.Enqueue(Refusal.Shown(sentence));
        if (refused.Count > SyncLimits.MessageItemsMax) refused.TryDequeue(out _);
    }

    void Tell(VerifiedHead head, Haste haste) =>
        board.Put($"head {head.Head.Origin}", null, head.Log == Own ? HeadLine.Whole(head) : HeadLine.Short(head), haste);

    /// <summary>Tells of another's head. Everybody hears of everybody's from everybody, so that forks meet: of each log the more rarely, the more members there are.</summary>
    void TellOf(Origin log, HeadEntry entry, Haste haste)
    {
        var rest = Math.Min(Circle.MembersNow.Length / SyncLimits.MembersASecond, SyncLimits.RestSecondsMax);
        lock (entry.Gate)
        {
            if (entry.Kept is not { } kept) return;
            // What was not told yet is no less urgent for what has come since.
            haste = (Haste)Math.Max((int)haste, (int)(entry.Untold ?? Haste.None));
            if (!House.IsDue(entry.ToldSeconds + rest, rest))
            {
                entry.Untold = haste;
                return;
            }
            (entry.ToldSeconds, entry.Untold) = (House.Now, null);
            Tell(kept, haste);
        }
    }

    /// <summary>A request of a partner's has come: it has taken everything up to a number, and listens now or does not.</summary>
    /// <returns>Ends the listening.</returns>
    internal IDisposable Listens(string party, long number, bool isWaiting)
    {
        var ear = ears.GetOrAdd(party, _ => new Ear(House.Clock));
        ear.Take(number);
        return isWaiting ? ear.Open() : Ear.Closed;
    }

    /// <summary>What of the board need not be told to a partner in a request: what it has taken in answers, and while it listens, all.</summary>
    internal (long Number, bool IsListening) Heard(string party) => ears.TryGetValue(party, out var ear) ? ear.Heard : (0, false);

    /// <summary>Evidence and double signings by their names; whoever does not know one fetches it.</summary>
    internal async Task TellEvidence(CancellationToken stop)
    {
        foreach (var (name, _) in await EvidenceHere(stop))
            if (evidenceTold.TryAdd(name, 0)) board.Put($"evidence {name}", null, new EvidenceName(name), Haste.AtOnce);
    }

    /// <summary>The same, where somebody was convicted since, or is a member since, who was not before.</summary>
    async Task TellConvictions(CancellationToken stop)
    {
        var now = Judged;
        if (Interlocked.Exchange(ref judged, now) != now) await TellEvidence(stop);
    }

    long Judged => (long)House.Register.Convicted << 32 | (uint)Circle.Charters.Length;

    /// <summary>The documents that convict somebody who is or was a member of this circle, by their names.</summary>
    internal async Task<IReadOnlyList<(string Name, string Text)>> EvidenceHere(CancellationToken stop) =>
        [.. (await new ListEvidence(House.Register, House.Papers).Of(Circle, stop)).Select(document => (document.Name, document.Text))];

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal sealed record EvidenceName(string Name);
}
