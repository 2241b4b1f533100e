using Tocsin.Log;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;

namespace Tocsin.Bench;

/// <summary>A circle of 129, all connected, one record a second each: what one node of it costs. That node is the product on SQLite; the others are <see cref="StandIn"/>s in the
/// same process, whose signatures and answers are counted to it: what is printed is an upper bound, without HTTPS.</summary>
static class CrowdBench
{
    // A machine that is busy elsewhere takes longer than the seconds say: there must be records enough.
    const int Others = 128, WarmSeconds = 8, Spare = 4;

    public static async Task Run(int seconds)
    {
        var parties = Enumerable.Range(0, Others + 1).Select(number => new CrowdParty($"party {number}")).ToList();
        var genesis = Charter.Genesis(parties.Select(party => party.Id), "crowd", "A bench", Tlp.Clear, exercise: false, TimeProvider.System.Now(), Chance.System);
        foreach (var party in parties) party.List(genesis);
        var papers = new CharterPapers(genesis.Sign(parties[0].Id, parties[0].Charter), [.. parties.Select(party => party.Consent(genesis))]);
        var standIns = new List<StandIn>();
        foreach (var party in parties.Skip(1)) standIns.Add(await StandIn.Open(party, genesis, (WarmSeconds + seconds) * Spare));

        using var stop = new CancellationTokenSource();
        await using var node = await CrowdNode.Open(parties[0], genesis, papers, parties.Select(party => party.Document), standIns.ToDictionary(each => each.Id));
        var began = TimeProvider.System.GetTimestamp();
        foreach (var standIn in standIns) standIn.Begin(standIns, parties.ToDictionary(party => party.Id, _ => 1), genesis.Hash().ToBase64Url(), began);
        List<Task> running = [Task.Run(() => new CircleLife(node.Sync).Run(stop.Token)), .. standIns.Select(each => Task.Run(() => each.Ask(node.Server, parties[0].Id, stop.Token)))];
        for (var second = 0; second < WarmSeconds; second++) await node.Write(second);
        var (spent, taken, allocated) = (new Spent(), node.Held(), GC.GetTotalAllocatedBytes());
        for (var second = 0; second < seconds; second++) await node.Write(WarmSeconds + second);
        var (cpu, wall, records) = (spent.MicrosecondsOf(1) / 1e6, spent.Seconds, node.Held() - taken);
        await stop.CancelAsync();
        foreach (var task in running) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failed in running.Where(task => task.IsFaulted).Select(task => task.Exception!.GetBaseException().Message).CountBy(message => message).Take(3)) Console.WriteLine($"{failed.Value} ended early: {failed.Key}");

        foreach (var refusal in node.Sync.TakeRefusals().Distinct().Take(3)) Console.WriteLine(refusal);
        Figures.Say("crowd", "records of others, verified and durable", records / wall, "records/s", $"{Others} are written a second");
        Figures.Say("crowd", "one node, with the others' signatures", cpu / wall, "of a core", $"{cpu / wall / 0.5:P0} of the half that it may take");
        Figures.Say("crowd", "the same, a record", cpu * 1e6 / records, "µs");
        Figures.Say("crowd", "allocated", (GC.GetTotalAllocatedBytes() - allocated) / wall / 1e6, "MB/s");
        Figures.Say("crowd", "requests that others made of it", standIns.Sum(each => each.Asked) / (wall + WarmSeconds), "requests/s");
        Figures.Say("crowd", "reference: the signatures alone", Signatures(), "of a core", "of each other: 2 verified of its head, 1 of its cosignature, 1 of its request; 4 made");
    }

    /// <summary>What a second's signatures cost: they can be spared in no way.</summary>
    static double Signatures()
    {
        const int Rounds = 1_000, Verified = 4, Made = 4;
        var key = new EcdsaSigningKey(CrowdParty.NewKey());
        var known = VerifyingKey.Parse(key.PublicKey.Span).Value;
        var message = new byte[400];
        var signature = key.Sign(message);
        var spent = new Spent();
        for (var round = 0; round < Rounds; round++) known.Verify(message, signature);
        var verifying = spent.MicrosecondsOf(Rounds);
        spent = new Spent();
        for (var round = 0; round < Rounds; round++) key.Sign(message);
        return Others * (Verified * verifying + Made * spent.MicrosecondsOf(Rounds)) / 1e6;
    }
}

/// <summary>The node that is measured.</summary>
sealed class CrowdNode : IPartnerLink, IAsyncDisposable
{
    readonly string folder;
    readonly SqliteFile journalFile, viewsFile;
    readonly IReadOnlyDictionary<string, StandIn> others;
    readonly Register register;
    Journal journal = null!;

    CrowdNode(SqliteFile journalFile, SqliteFile viewsFile, string folder, Register register, IReadOnlyDictionary<string, StandIn> others) =>
        (this.journalFile, this.viewsFile, this.folder, this.register, this.others) = (journalFile, viewsFile, folder, register, others);

    public CircleSync Sync { get; private set; } = null!;
    public PartnerServer Server { get; private set; } = null!;

    public static async Task<CrowdNode> Open(CrowdParty party, Charter genesis, CharterPapers charter, IEnumerable<string> documents, IReadOnlyDictionary<string, StandIn> others)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-bench-").FullName;
        var journalFile = SqliteFile.Open(Path.Combine(folder, "journal.db"), "FULL", JournalLayout.Layout);
        var viewsFile = SqliteFile.Open(Path.Combine(folder, "views.db"), "NORMAL", ViewsLayout.Layout);
        var papers = new SqlitePapers(journalFile);
        var node = new CrowdNode(journalFile, viewsFile, folder, await Register.Open(papers, default), others);
        foreach (var note in documents) await node.register.Take(note, default);
        var circle = node.register.Add(new Circle(genesis.Hash()));
        await node.register.Take(circle, charter, default);
        var (heads, records, bell) = (new SqliteHeads(journalFile, TimeProvider.System), new SqliteRecords(journalFile, new LogNumbers(), TimeProvider.System), new Bell());
        var house = new SyncHouse
        {
            Party = party.Id, Key = () => party.RequestKey, Register = node.register, Heads = heads, Records = records, Papers = papers, Views = new SqliteViews(viewsFile), Bell = bell, Link = node,
            Clock = TimeProvider.System, Chance = Chance.System, Mirror = new Mirror(heads, records, papers, bell, node.register.KeysEver, _ => { }),
        };
        node.journal = await party.Journal(genesis, heads, records, bell);
        node.Sync = new CircleSync(house, circle, party.Log(genesis));
        await node.Sync.Open(default);
        node.Server = new PartnerServer(house, _ => node.Sync);
        return node;
    }

    public Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop) => others[party].Answer(request, stop);

    /// <summary>One record, and the rest of a second.</summary>
    public async Task Write(int number)
    {
        var rest = Task.Delay(TimeSpan.FromSeconds(1));
        await journal.Append(TwoNodes.Reading(number), default);
        await rest;
    }

    /// <summary>Leaves of others under a kept head.</summary>
    public long Held() => Sync.Logs.Where(log => log.Log != journal.Log).Sum(log => log.Size);

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        Server.Dispose();
        register.Dispose();
        viewsFile.Dispose();
        journalFile.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
