using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Relays;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;

namespace Tocsin.Simulation.Machines;

/// <summary>A running node: the product's own sharing on a simulated machine, from its start to its end.</summary>
sealed class SimulatedNode
{
    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly TimeSpan Officers = TimeSpan.FromSeconds(4), Tending = TimeSpan.FromSeconds(2), Restating = TimeSpan.FromSeconds(SyncLimits.RestateSeconds);

    readonly World world;
    readonly Member member;
    readonly Mutant mutant;
    readonly Dictionary<Hash, Part> parts = [];

    public SimulatedNode(World world, Member member)
    {
        (this.world, this.member) = (world, member);
        Process = new Process(world.Timeline) { Ended = () => world.WentDown(member) };
        Clock = new SimulatedClock(world.Timeline, Process, () => member.Offset);
        Chance = new SeededChance(Dice.Of(world.Options.Seed, $"{member.Name} {++member.Disk.Starts}"));
        mutant = world.MutantOf(member);
        Heads = mutant.Heads(new DiskHeads(member.Disk, Process));
        Records = mutant.Records(new DiskRecords(member.Disk, Process));
        Papers = mutant.Papers(new DiskPapers(member.Disk, Process));
        Views = mutant.Views(new DiskViews(member.Disk, Process));
    }

    /// <summary>What the node does in one circle.</summary>
    internal sealed class Part(CircleSync sync)
    {
        public CircleSync Sync => sync;
        public Journal? Journal { get; set; }
        public Hash? Marked { get; set; }
    }

    public Process Process { get; }
    public SimulatedClock Clock { get; }
    public Chance Chance { get; }
    public IHeads Heads { get; }
    public IRecords Records { get; }
    public IPapers Papers { get; }
    public IViews Views { get; }
    public SimulatedBell Bell { get; } = new();
    public Register Register { get; private set; } = null!;
    public SyncHouse House { get; private set; } = null!;
    public PartnerServer? Server { get; private set; }
    public IReadOnlyDictionary<Hash, Part> Parts => parts;
    public HashSet<Hash> Served { get; } = [];

    /// <summary>A server with nothing remembered, as a node has that has just begun.</summary>
    public PartnerServer FreshServer() => new(House, circle => parts.GetValueOrDefault(circle)?.Sync);

    /// <summary>Begins a piece of work; a store that fails ends the process, as it does a node.</summary>
    public void Begin(Func<Task> work) => Process.Start(async () =>
    {
        try { await work(); }
        catch (PowerCutException) { }
        catch (IOException)
        {
            world.Count("nodes ended by their disk");
            Process.Kill();
        }
        catch (Exception e)
        {
            world.Fail("runs", $"{member.Name}: {e}");
            Process.Kill();
        }
    });

    public async Task Open()
    {
        Register = await Register.Open(Papers, Stop);
        foreach (var note in member.Documents.Concat(member.Given)) await Register.Take(note, Stop);
        foreach (var (id, papers) in member.Invitations)
            foreach (var each in papers) await Register.Take(Register.Add(Register.Circle(id) ?? new Circle(id)), each, Stop);
        House = new SyncHouse
        {
            Party = member.Id, Key = () => new RequestKey(member.Id, member.Number, member.Request), Register = Register, Heads = mutant.Told(Heads), Records = Records, Papers = Papers, Views = Views,
            Bell = Bell, Link = new SimulatedLink(world, member, this), Clock = Clock, Chance = Chance, Mirror = new Mirror(Heads, Records, Papers, Bell, Register.KeysEver, Passing),
        };
        foreach (var circle in Register.Circles.OrderBy(circle => circle.Id)) await Open(circle);
        Server = FreshServer();
        List<IFollower> followers = [new ErasureFollower(Records, Passing), new Ringer(world, member)];
        if (world.Options.Has(Fault.Relay)) followers.AddRange([new IndexFollower(Records), new RelayFollower(member.Hash, Views)]);
        foreach (var follower in followers) Begin(() => Follow(new FollowerLoop(follower, Records, Views, Passing)));
        if (world.Options.Has(Fault.Relay)) Begin(TendRelays);
        Begin(Officer);
        Begin(Restate);
    }

    async Task Follow(FollowerLoop loop)
    {
        while (true) await Bell.Past(await loop.CatchUp(long.MaxValue, Stop), Stop);
    }

    async Task Open(Circle circle)
    {
        var sync = new CircleSync(House, circle, new Origin(circle.Id, member.Hash, Incarnation(circle)));
        sync.OwnHeadShown = shown => Begin(() => Renew(circle.Id, shown));
        var part = parts[circle.Id] = new Part(sync);
        await OpenJournal(part);
        await sync.Open(Stop);
        Begin(() => new CircleLife(sync).Run(Stop));
    }

    int Incarnation(Circle circle)
    {
        var held = member.Disk.Platter.Incarnations.GetValueOrDefault(circle.Id, member.Disk.Platter.Incarnation);
        // It was out, and is in again.
        if (circle.End(new Origin(circle.Id, member.Hash, held)) is not null && circle.MembersNow.Contains(member.Id)) held++;
        return member.Disk.Platter.Incarnations[circle.Id] = held;
    }

    async Task OpenJournal(Part part)
    {
        var circle = part.Sync.Circle;
        if (!circle.MembersNow.Contains(member.Id) || circle.IsFrozen || part.Journal is not null) return;
        var own = new Origin(circle.Id, member.Hash, Incarnation(circle));
        if (own != part.Sync.Own) await part.Sync.Continue(own, Stop);
        var key = new LogKey(own, member.LogKey(circle.Id.ToBase64Url()), Clock);
        part.Journal = await Journal.Open(own, SealerOf(own, circle), key, Heads, Records, Bell, Passing, Stop);
        part.Marked = await LastMark(own);
        await Mark(part);
    }

    async Task<Hash?> LastMark(Origin own)
    {
        for (var at = (await Heads.Read(own, Stop)).Head.Size - 1; at >= 0; at--)
            if (await Records.Read(new RecordAddress(own, at), Stop) is { } stored && LeafReader.Read(stored.Leaf.Span).Try(out var leaf, out _) && leaf.Charter is { } charter) return charter;
        return null;
    }

    Sealer SealerOf(Origin own, Circle circle) => new(own, circle.Current!.Terms(), new Identity(new byte[Identity.SecretBytes]), Clock, Chance);

    /// <summary>A leaf that says under which charter the log goes on. It has a key of its own, as a node's has: whoever has lost the charter that it marked last marks the one before not once more.</summary>
    async Task Mark(Part part)
    {
        if (part.Journal is null || part.Sync.Circle.CurrentHash is not { } now || part.Marked == now) return;
        part.Marked = now;
        var mark = new Draft
        {
            Kind = Kind.Charter, What = new DocumentFacts("charter"), Charter = now,
            Source = new Source { Key = new SourceKey(SourceKey.Own, "charter", [now.ToBase64Url()], null) },
        };
        await part.Journal.Enter(mark, SealerOf(part.Journal.Log, part.Sync.Circle), Stop);
    }

    async Task Renew(Hash circle, VerifiedHead shown)
    {
        var part = parts[circle];
        await new RecoverOwnLog(part.Sync).Recover(shown, async next =>
        {
            part.Journal = null;
            member.Disk.Platter.Incarnations[circle] = next.Incarnation;
            await OpenJournal(part);
            return part.Journal?.Log;
        }, Stop);
    }

    /// <summary>Takes back and erases its relays, as their authors did with the originals.</summary>
    async Task TendRelays()
    {
        var relays = new TendRelays(log => parts.GetValueOrDefault(log.Circle)?.Journal is { } journal && log.IsOfAuthorOf(journal.Log) ? journal : null, Records, Views);
        while (true)
        {
            await Task.Delay(Tending, Clock, Stop);
            for (var done = await relays.Sweep(Stop); done > 0; done--) world.Count("relays taken back");
        }
    }

    async Task Restate()
    {
        while (true)
        {
            await Task.Delay(Restating, Clock, Stop);
            foreach (var part in parts.Values.Where(part => part.Journal is not null && !part.Sync.Circle.IsFrozen)) await part.Journal!.Restate(Stop);
        }
    }

    /// <summary>An officer who agrees to whatever is proposed, strikes off who leaves, and marks epochs.</summary>
    async Task Officer()
    {
        while (true)
        {
            await Task.Delay(Officers, Clock, Stop);
            foreach (var part in parts.Values) await Attend(part);
        }
    }

    async Task Attend(Part part)
    {
        var circle = part.Sync.Circle;
        if (circle.IsFrozen || !circle.MembersNow.Contains(member.Id)) part.Journal = null;
        await OpenJournal(part);
        await Mark(part);
        if (circle.IsFrozen || !HasPapersBack(part)) return;
        foreach (var waiting in circle.Proposals.Where(each => each.Lacking.Contains(member.Id)))
        {
            if (circle.Papers(waiting.Charter.Hash()) is not { } papers) continue;
            await new ConsentToCharter(Pen, Register.Shelf).Consent(circle, papers, await Ends(circle, waiting.Charter.Change), Register.Chain, Stop);
            world.Carry(member, circle, waiting.Charter);
        }
        if (circle.Current?.Members.FirstOrDefault(circle.HasLeft) is { } leaver && circle.MembersNow.FirstOrDefault() == member.Id)
            await Propose(circle.Id, (now, time) => now.Left(leaver, time));
    }

    /// <summary>As a restored node: it agrees to nothing before its partners have told what it had agreed to.</summary>
    bool HasPapersBack(Part part)
    {
        var (platter, circle) = (member.Disk.Platter, part.Sync.Circle);
        if (!platter.IsRestored || !circle.MembersNow.Contains(member.Id) || platter.Heard.Contains(circle.Id)) return true;
        return part.Sync.Unheard.Count == 0 && platter.Heard.Add(circle.Id);
    }

    /// <summary>Whether it may agree to any charter of the next epoch.</summary>
    public bool IsFree(Hash circle) => parts[circle].Sync.Circle is var held && HasPapersBack(parts[circle]) && held.AgreedTo(member.Id, held.Charters.Length + 1) is null
        && !member.Disk.Platter.Papers.ContainsKey(("signed", FormattableString.Invariant($"{held.Id.ToBase64Url()}/{held.Charters.Length + 1}")));

    public CharterPen Pen => new(member.Id, member.Charter, Papers, Clock);

    /// <summary>Nothing where there is nothing to propose to, or nothing may be signed yet.</summary>
    public async Task<Signing?> Propose(Hash id, Func<Charter, Instant, Charter> change)
    {
        var circle = parts[id].Sync.Circle;
        if (circle.Current is not { } now || circle.IsFrozen || !HasPapersBack(parts[id])) return null;
        return await new ProposeChange(Pen, Register.Shelf).Propose(circle, change, await Ends(circle, change(now, Clock.Now()).Change), Register.Chain, Stop);
    }

    public async Task Leave(Hash id)
    {
        var part = parts[id];
        part.Journal = null;
        await new LeaveCircle(Pen, Register.Shelf).Leave(part.Sync.Circle, await Ends(part.Sync.Circle, CharterChange.Leave(member.Id)) ?? [], Register.Chain, Stop);
    }

    async Task<IReadOnlyList<string>?> Ends(Circle circle, CharterChange? change)
    {
        if (change is not { Do: "remove" or "leave", Party: { } party }) return null;
        var ends = new List<string>();
        foreach (var log in (await Heads.List(Stop)).Where(log => log.Circle == circle.Id && log.Party.ToBase64Url() == party))
        {
            var note = (await House.Mirror.Kept(log, Stop))?.ToString() ?? (await Heads.Read(log, Stop)).Note;
            if (note is not null) ends.Add(note);
        }
        return ends;
    }

    void Passing(CrashPoint point)
    {
        Process.MustLive();
        if (member.CrashAt != point) return;
        member.CrashAt = null;
        Process.Cut();
    }
}
