using Tocsin.Node.Delivery;
using Tocsin.Node.Partners;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share;
using Tocsin.Share.Collections;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Relays;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Running;

/// <summary>Where a node takes time, chance and faults from.</summary>
/// <param name="Clock">The time; a demo's or a backtest's runs elsewhere.</param>
/// <param name="Chance">Salts and ids.</param>
/// <param name="Passing">Called at every crash point.</param>
public sealed record NodeSources(TimeProvider Clock, Chance Chance, Passing Passing)
{
    /// <summary>The machine's clock and chance, and no faults.</summary>
    public static NodeSources System { get; } = new(TimeProvider.System, Tocsin.Chance.System, _ => { });

    /// <summary>Makes what carries requests to partners: HTTPS, unless a demonstration brings a network of its own.</summary>
    internal Func<Register, IPartnerLink> Reach { get; init; } = register => new HttpsPartnerLink(register);

    /// <summary>What is known of the world, read once for all nodes that share these sources.</summary>
    internal Atlas World { get; init; } = Running.World.Open();
}

/// <summary>An open node: one party's journal and views, and the followers between them.</summary>
public sealed class TocsinNode : IAsyncDisposable
{
    /// <summary>What the circle of this party alone is called.</summary>
    public const string PrivateName = "private";

    const int ShortIdChars = 6;
    static readonly TimeSpan LookAtCharters = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    readonly CancellationTokenSource closing = new();
    readonly List<IDisposable> files = [];
    readonly List<FollowerLoop> loops = [];
    ImmutableArray<Task> following = [];

    readonly Lazy<WarningListShelf> warningLists;
    Pace pace = null!;

    TocsinNode(NodeFolder folder, NodeSources sources, PartyDocument party, Charter charter)
    {
        (Folder, Sources, Charter) = (folder, sources, charter);
        warningLists = new(() => WarningListShelf.Open(folder.WarningLists));
        Log = new Origin(charter.Hash(), Hash.TryParseBase64Url(party.Party, out var id) ? id : default, folder.Read().Incarnation);
        Names = new NodeNames(this);
    }

    /// <summary>Its data folder.</summary>
    public NodeFolder Folder { get; }
    /// <summary>Its time, chance and faults.</summary>
    public NodeSources Sources { get; }
    /// <summary>Who it belongs to: the newest document.</summary>
    public PartyDocument Party => Own.Newest.Document;
    /// <summary>Its own documents, and the keys that they list.</summary>
    internal OwnParty Own { get; private set; } = null!;
    /// <summary>The charter of its private circle.</summary>
    public Charter Charter { get; }
    /// <summary>What it calls parties and circles.</summary>
    public IPartyNames Names { get; }
    /// <summary>Its log in its private circle.</summary>
    public Origin Log { get; }
    /// <summary>Appends to that log.</summary>
    public Journal Journal { get; private set; } = null!;
    /// <summary>All of its logs, that one among them.</summary>
    internal OwnLogs Logs { get; private set; } = null!;
    /// <summary>The parties and circles that it knows of.</summary>
    public Register Register { get; private set; } = null!;
    /// <summary>What it shares with its partners.</summary>
    internal Sharing Sharing { get; private set; } = null!;
    /// <summary>Papers: documents that are no leaves.</summary>
    public IPapers Papers { get; private set; } = null!;
    /// <summary>The heads of the logs held here.</summary>
    public IHeads Heads { get; private set; } = null!;
    /// <summary>The records held here.</summary>
    public IRecords Records { get; private set; } = null!;
    /// <summary>Values that are met everywhere: read once, when somebody first asks.</summary>
    public WarningListShelf WarningLists => warningLists.Value;
    /// <summary>What followers made of them.</summary>
    public IViews Views { get; private set; } = null!;
    /// <summary>How whatever comes through a door is taken in: by what this node knows, at the pace of its views.</summary>
    public ImportOptions Importing => new() { Lists = WarningLists, Pace = pace.Keep };
    /// <summary>Tells of arrivals.</summary>
    public IBell Bell { get; } = new Bell();
    /// <summary>What is to be delivered to officers, and what became of it.</summary>
    internal DeliveryStore Deliveries { get; private set; } = null!;
    /// <summary>What the node knows of the world: each part is read once, when somebody first asks. A node to which nothing
    /// new has come needs none of it.</summary>
    public Atlas World => Sources.World;
    /// <summary>Checks the signatures under the log's heads.</summary>
    public NoteVerifier Verifier => VerifiersOf(Log)[0];

    /// <summary>Opens the node in a folder; the process has the folder alone until the node is disposed of.</summary>
    /// <exception cref="IOException">The folder cannot be used, another process has it, or the log was altered.</exception>
    public static async Task<TocsinNode> Open(NodeFolder folder, NodeSources sources, CancellationToken stop)
    {
        var held = folder.Lock();
        try
        {
            var party = Document(PartyDocument.Read(folder.PartyNote()));
            var charter = Document(Charter.Read(folder.CharterNote(), party));
            var node = new TocsinNode(folder, sources, party, charter);
            node.files.Add(held);
            try
            {
                await node.OpenStores(stop);
            }
            catch
            {
                await node.DisposeAsync();
                throw;
            }
            return node;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    async Task OpenStores(CancellationToken stop)
    {
        if (new FileInfo(Folder.Journal) is not { Exists: true, Length: > 0 })
            throw new IOException($"{Folder.Journal} is gone, and a log is never begun again: restore a backup with 'tocsin restore'");
        var journalFile = SqliteFile.Open(Folder.Journal, "FULL", JournalLayout.Layout);
        files.Add(journalFile);
        var viewsFile = SqliteFile.Open(Folder.Views, "NORMAL", ViewsLayout.Layout);
        files.Add(viewsFile);
        (Heads, Records, Views) = (new SqliteHeads(journalFile, Sources.Clock), new RecentRecords(new SqliteRecords(journalFile, new LogNumbers(), Sources.Clock)), new SqliteViews(viewsFile));
        Papers = new SqlitePapers(journalFile);

        var (arrived, read) = (await Records.Arrived(stop), await Views.Cursor(IndexFollower.FollowerName, stop));
        if (read > arrived)
            throw new IOException($"{Folder.Journal} holds {arrived} records, and {read} were read from it before: an older file was put in its place. Restore a backup with 'tocsin restore': it opens a later incarnation of the log");
        Register = await Register.Open(Papers, stop);
        files.Add(Register);
        Own = await OwnParty.Open(Folder, Register, Papers, Sources.Clock, stop);
        Logs = new OwnLogs(Folder, Sources, Own, Register, Heads, Records, Papers, Bell);
        pace = new Pace(Records, Views, Limits.AheadRecordsMax, TimeProvider.System);
        Journal = await Logs.OpenPrivate(Log, Charter.Terms(), stop);
        Bell.Ring(await Records.Arrived(stop));
        if (Journal.Head.Size == 0) await Journal.Append(Beginning(), stop);
        await Logs.Follow(stop);
        Sharing = new Sharing(this);
        Deliveries = DeliveryStore.Open(Folder.Deliveries);
        files.Add(Deliveries);
        // Who reads what another makes of the same records stands in a rank behind it. Those who judge work beside those who show, behind the index.
        // It is the machine's processors that are shared, so the machine's clock times their turns.
        var turns = new Turns(() => Journal.IsBusy, TimeSpan.FromMilliseconds(Limits.ShowingWaitMilliseconds), Limits.ShowingWaitRecords, TimeProvider.System);
        var showing = Team(Bell, turns,
            [new IndexFollower(Records), new ErasureFollower(Records, Sources.Passing), new RetentionFollower(), new ThreadsFollower(Log, Records, Views), new ShiftFollower(Log, Records, Views), new SourcesFollower(Log.Party, Records, Views), new StationsFollower(Views), new VesselsFollower(Views), new RelayFollower(Log.Party, Views)],
            [new CollectionFollower(CollectionCircles, Records, Views, Sources.Clock), new DeliveryFollower(Log, Records, Views, Deliveries, Sources.Clock)]);
        var judging = Team(showing.Come, Turns.Always,
            [new JudgeFollower(Journal, Records, Views, World, Sources.Clock) { Names = Names }, new WatchFollower(Journal, Records, Views, World), new PublishFollower(Log, Records, Views, Folder.Identity(), FindCircle)]);
        await loops[0].CatchUp(await Records.Arrived(stop), stop);  // The index says which rules are in force.
        await AdoptRules(stop);
        await BeginPublishing(stop);
        following = [Task.Run(() => FollowCharters(closing.Token)), .. new[] { showing, judging }.Select(team => Task.Run(() => team.Run(closing.Token)))];
    }

    /// <summary>The own logs are what the charters say, whoever brings one.</summary>
    async Task FollowCharters(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookAtCharters, Sources.Clock);
        while (await timer.WaitForNextTickAsync(stop)) await Logs.Follow(stop);
    }

    /// <summary>What a log begins with: the mark of its epoch, then the party's document.</summary>
    IReadOnlyList<Draft> Beginning() =>
    [
        new Draft { Kind = Kind.Charter, What = new DocumentFacts(Folder.CharterNote()), Charter = Charter.Hash() },
        new Draft { Kind = Kind.Party, What = new DocumentFacts(Folder.PartyNote()) },
    ];

    /// <summary>Check the signatures under a log's heads: all keys that its author ever listed for it, the newest first.</summary>
    public IReadOnlyList<NoteVerifier> VerifiersOf(Origin log) => Register.KeysEver(log, Own.Newest);

    /// <summary>A circle by its name, its id, or the beginning of its id.</summary>
    /// <exception cref="IOException">There is none such, or several.</exception>
    public Circle Circle(string name)
    {
        var found = Register.Circles.Where(circle => circle.Id.ToBase64Url() == name).ToList();
        if (found.Count == 0) found = CirclesCalled(name);
        if (found.Count == 0 && name.Length >= ShortIdChars) found = [.. Register.Circles.Where(circle => circle.Id.ToBase64Url().StartsWith(name, StringComparison.Ordinal))];
        return found switch
        {
            [var only] => only,
            [] => throw new IOException($"there is no circle '{name}': 'tocsin circle list' lists them"),
            _ => throw new IOException($"'{name}' is the name of several circles: {string.Join(", ", found.Select(circle => circle.Id.ToBase64Url()))}"),
        };
    }

    /// <summary>The circles of a name, but for those that are followed by another of them in which this party is a member. One in which this party can still write keeps its name too: whoever
    /// founds a circle says which it follows, and is not to turn there in silence what is meant for the old one.</summary>
    public List<Circle> CirclesCalled(string name)
    {
        var called = Register.Circles.Where(circle => circle.Current?.Name == name).ToList();
        return [.. called.Where(circle => !(circle.IsFrozen || !circle.MembersNow.Contains(Own.Id)) || !called.Exists(next => next.Current!.Succeeds == circle.Id.ToBase64Url() && next.MembersNow.Contains(Own.Id)))];
    }

    /// <summary>The journal of a circle; the private one's where none is named.</summary>
    /// <exception cref="IOException">This party does not write in the circle; says why.</exception>
    public (Journal Journal, CircleTerms Terms) JournalIn(string? name)
    {
        if (name is null or PrivateName) return (Journal, Charter.Terms());
        var circle = Circle(name);
        if (Logs.Of(circle.Id) is { } journal) return (journal, circle.Current!.Terms());
        throw new IOException(Logs.Trouble(circle.Id) is { } trouble ? $"this party's log in '{name}' is closed: {trouble}"
            : circle.IsFrozen ? $"the circle '{circle.Current?.Name}' is frozen: two charters of one epoch are agreed to. Nothing more is written in it, and a new one may follow it"
            : circle.Current is not { } current ? $"the circle '{name}' has no charter in force yet"
            : !circle.MembersNow.Contains(Own.Id) ? $"this party is no member of the circle '{current.Name}'"
            : $"this party's document lists no key for its log in '{current.Name}', or {Folder.KeyRing.PathOf(NodeKeys.LogOf(circle.Id.ToBase64Url()))} is gone");
    }

    /// <summary>The salt under which a circle is told hashes in place of values.</summary>
    /// <exception cref="IOException">It is the private circle, or none that has a charter in force.</exception>
    public ValueSalt SaltIn(string? name) => name is null or PrivateName
        ? throw new IOException("hashes in place of values are told to a circle's members: name the circle. In the private circle there is nobody to hide them from")
        : ValueSalt.Of(Circle(name).Current ?? throw new IOException($"the circle '{name}' has no charter in force yet"));

    /// <summary>The circle into which a rule's warnings go.</summary>
    internal Parsed<PublishingCircle> FindCircle(string named)
    {
        if (named == PrivateName) return new("the private circle is nobody's but this party's: nothing is published there");
        try
        {
            var (journal, terms) = JournalIn(named);
            return new(new PublishingCircle(Names.Circle(journal.Log.Circle), journal, terms));
        }
        catch (IOException e)
        {
            return new(e.Message);
        }
    }

    /// <summary>Why nothing can be published in a circle that a rule names; nothing where it can.</summary>
    internal string? CircleFault(string named) => FindCircle(named).Reason;

    /// <summary>What collections go by of the circles.</summary>
    internal CollectionCircles CollectionCircles => new(Log.Circle, circle => TermsOf(circle)?.IsExercise == true);

    /// <summary>A circle's terms in force; nothing where there are none.</summary>
    internal CircleTerms? TermsOf(Hash circle) => circle == Log.Circle ? Charter.Terms() : Register.Circle(circle)?.Current?.Terms();

    /// <summary>The followers that make views, writing into others than the node's own, and nothing into the log.</summary>
    public IReadOnlyList<IFollower> FollowersInto(IViews views, Atlas world, CheckJudging judging) =>
        [
            new IndexFollower(Records), new CollectionFollower(CollectionCircles, Records, views, Sources.Clock), new RetentionFollower(), new ThreadsFollower(Log, Records, views), new ShiftFollower(Log, Records, views),
            new SourcesFollower(Log.Party, Records, views), new StationsFollower(views), new VesselsFollower(views), new RelayFollower(Log.Party, views), .. judging.Followers(views, world, Sources.Clock),
        ];

    /// <summary>The rules of the folder come into force, or the built-in ones; what does not read keeps the node from opening.</summary>
    async Task AdoptRules(CancellationToken stop)
    {
        var text = File.Exists(Folder.Rules) ? await File.ReadAllTextAsync(Folder.Rules, stop) : RuleBook.DefaultText();
        switch (await new AdoptRules(Journal, Views, Records) { CircleFault = CircleFault }.Handle(text, officer: null, stop))
        {
            case Adopting.Refused refused: throw new IOException($"{Folder.Rules} cannot come into force: {string.Join("; ", refused.Faults)}");
            case Adopting.Stale: throw new IOException($"{Folder.Rules} cannot come into force: the log holds newer rules that the views have not read; open the node again");
        }
    }

    /// <summary>Nobody knows what was said in circles before views that say nothing of it: only what comes is.</summary>
    async Task BeginPublishing(CancellationToken stop)
    {
        if (await Views.Cursor(PublishFollower.FollowerName, stop) == 0)
            await Views.Advance([new FollowerStep(PublishFollower.FollowerName, 0, await Records.Arrived(stop), new ViewChanges())], stop);
    }

    FollowerTeam Team(IBell bell, Turns turns, params IFollower[][] ranks)
    {
        var members = ranks.Select(rank => rank.Select(follower => new FollowerLoop(follower, Records, Views, Sources.Passing)).ToList()).ToList();
        loops.AddRange(members.SelectMany(rank => rank));
        return new FollowerTeam(members, Records, Views, bell, turns);
    }

    /// <summary>Waits until every follower has read all that has arrived, what they themselves appended included.</summary>
    public async Task Settle(CancellationToken stop)
    {
        while (loops.Min(loop => loop.Cursor) < await Records.Arrived(stop))
        {
            if (following.Any(task => task.IsFaulted)) await WhileFollowing(stop);
            await Task.Delay(LookAgain, stop);
        }
    }

    /// <summary>Waits as long as the followers follow. A node whose followers have stopped takes records and warns nobody:
    /// it must be closed, and whoever runs it must hear of it.</summary>
    /// <exception cref="IOException">A follower has stopped; says why.</exception>
    public async Task WhileFollowing(CancellationToken stop)
    {
        var ended = await Task.WhenAny(following).WaitAsync(stop);
        if (ended.Exception?.InnerException is { } why) throw new IOException($"the node has stopped following its records, and would warn of nothing: {why.Message}", why);
    }

    /// <summary>Stops the followers, finishes what was appended, and gives the folder back.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        foreach (var task in following) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Sharing is not null) await Sharing.DisposeAsync();
        if (Logs is not null) await Logs.DisposeAsync();
        for (var i = files.Count - 1; i >= 0; i--) files[i].Dispose();
        closing.Dispose();
    }

    static T Document<T>(Parsed<T> parsed) where T : notnull =>
        parsed.Try(out var document, out var reason) ? document : throw new IOException($"the node's own documents do not verify: {reason}");
}
