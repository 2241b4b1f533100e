using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Tocsin.Log;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Partners;
using Tocsin.Node.Running;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Warn.Following;
using Tocsin.Warn.Threads;

namespace Tocsin.Bench;

/// <summary>Two nodes of one circle, both in this process, each with the partners' port, over loopback HTTPS.</summary>
sealed class TwoNodes : IAsyncDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly List<string> folders = [];
    readonly List<Task> sharing = [];
    readonly List<PartnersHost> hosts = [];

    public TocsinNode A { get; private set; } = null!;
    public TocsinNode B { get; private set; } = null!;
    public Circle OfA { get; private set; } = null!;
    public Circle OfB { get; private set; } = null!;
    public Journal Journal => A.Logs.Of(OfA.Id)!;

    /// <summary>Opens them, in one circle.</summary>
    /// <param name="rules">The rules of B; nothing: those that are built in.</param>
    public static async Task<TwoNodes> New(string? rules = null)
    {
        var two = new TwoNodes();
        (two.A, two.B) = (await two.Open("A", rules: null), await two.Open("B", rules));
        var (a, b) = (new CircleDesk(two.A, root: null), new CircleDesk(two.B, root: null));
        two.OfA = await a.Found(new CircleDesk.Plan("bench", "A bench", Tlp.Clear, Exercise: false, History: true, Quorum: null, Succeeds: null), default);
        var (circle, answer) = await b.Join(await a.Invite(two.OfA, PapersFile.Of(two.B.Register.Chain(two.B.Own.Id)!), default), default);
        await answer.TakeInto(two.A.Register, default);
        await two.A.Logs.Follow(default);
        two.OfB = circle;
        return two;
    }

    /// <summary>Lets a node share, as one that serves does.</summary>
    public void Share(TocsinNode node) => sharing.Add(Task.Run(() => node.Sharing.Run(sentence => Console.Error.WriteLine(sentence), stop.Token)));

    /// <summary>Waits until B holds all that A's log in the circle had by now, its head kept.</summary>
    public async Task CaughtUp()
    {
        var (log, size) = (Journal.Log, Journal.Head.Size);
        while (await B.Sharing.House.Mirror.Kept(log, default) is not { } kept || kept.Head.Size < size) await Task.Delay(1);
    }

    async Task<TocsinNode> Open(string name, string? rules)
    {
        var path = Directory.CreateTempSubdirectory("tocsin-bench-").FullName;
        folders.Add(path);
        var folder = NodeFolder.Create(path, Founding.Of(name, TimeProvider.System, Chance.System).Value, name, Chance.System);
        if (rules is not null) await File.WriteAllTextAsync(folder.Rules, rules);
        var node = await TocsinNode.Open(folder, NodeSources.System, default);
        var host = await PartnersHost.Start("https://127.0.0.1:0", new OwnCertificate.Source(node.Own, TimeProvider.System), node.Sharing.Server.RefuseUnread, node.Sharing.Server.Answer, PartnerPatience.Served, default);
        hosts.Add(host);
        await node.Own.Amend(null, document => document.At([host.Addresses[0]], Hash.TryParseBase64Url(document.Tls, out var pin) ? pin : null), default);
        return node;
    }

    public static Draft Reading(long i) => new()
    {
        Kind = Kind.Observation,
        What = new EventFacts { Type = "reading", Category = Category.Env, At = Instant.FromUnixTimeSeconds(1_700_000_000 + i), Numbers = new Dictionary<string, double> { ["level"] = i } },
        Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(90 + i % 5_000 / 100.0, i % 300 / 10.0) },
        Texts = [new TextBlock { Headline = string.Create(CultureInfo.InvariantCulture, $"Reading {i} of a gauge"), Description = new string('x', 250) }],
        Source = new Source { Key = new SourceKey("bench", "bench", [i.ToString(CultureInfo.InvariantCulture)], null) },
    };

    /// <summary>An event for which a rule rings.</summary>
    public static Draft Flood(long i, Instant at) => Reading(i) with
    {
        What = new EventFacts { Type = "flood", Category = Category.Met, Severity = Severity.Severe, At = at },
        Texts = [new TextBlock { Headline = string.Create(CultureInfo.InvariantCulture, $"Flood {i}") }],
    };

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var task in sharing) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var host in hosts) await host.DisposeAsync();
        await A.DisposeAsync();
        await B.DisposeAsync();
        foreach (var folder in folders) Directory.Delete(folder, recursive: true);
        stop.Dispose();
    }
}

/// <summary>A mirror catches up over HTTPS: every leaf and disclosure verified and durable; its followers read along.</summary>
static class MirrorHttpsBench
{
    public static async Task Run(int records)
    {
        await using var two = await TwoNodes.New();
        two.Share(two.A);
        for (var done = 0; done < records; done += 10_000)
            await two.Journal.Append([.. Enumerable.Range(done, Math.Min(10_000, records - done)).Select(i => TwoNodes.Reading(i))], default);
        await two.A.Settle(default);
        var spent = new Spent();
        two.Share(two.B);
        await two.CaughtUp();
        var (took, cpu) = (spent.Seconds, spent.MicrosecondsOf(records));
        Figures.Say("mirror-https", "caught up over HTTPS, verified and durable, both nodes", records / took, "records/s", $"{records:N0} records");
        Figures.Say("mirror-https", "processors, both nodes", cpu, "µs a record", "B's followers among them");
    }
}

/// <summary>From one party's officer to the other's judge and console, and what it costs to have nothing to say.</summary>
static class PartnersBench
{
    const int PerSecond = 1_000, AtOnce = 10, EachFlood = 100;

    /// <summary>B's one rule: it rings for each flood, as often as there is one.</summary>
    const string Floods = """
        version: 1
        rules:
          - name: floods
            kind: event-level
            fresh_for: 2d
            quiet_for: 7d
            update_every: 24h
            budget: 1000
            types: [flood]
            min_severity: severe
            area: any
            acknowledge_within: { extreme: 5m, severe: 15m, moderate: 1h, minor: 8h }
        """;

    public static async Task Run(int records)
    {
        await using var two = await TwoNodes.New(Floods);
        await using var host = await NodeHost.Start(two.B, new Serving("http://127.0.0.1:0", new Entry.OpenUntilFirstOfficer(), null), _ => { }, default);
        two.Share(two.A);
        await two.CaughtUp();
        await two.B.Settle(default);
        using var page = await BenchPage.Open(host.Addresses[0], "/");

        var (waits, floods) = (new List<double>(), new Dictionary<Instant, long>());
        var durable = new Queue<(long Index, long At)>();
        var (first, began) = (Instant.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()), Stopwatch.GetTimestamp());
        var judged = Task.Run(() => Watch(two, durable, waits, records));
        for (var done = 0; done < records; done += AtOnce)
        {
            var flood = done % EachFlood == 0 ? first - Duration.FromSeconds(done / EachFlood) : (Instant?)null;
            var stored = await two.Journal.Append([.. Enumerable.Range(done, AtOnce).Select(i => i == done && flood is { } at ? TwoNodes.Flood(i, at) : TwoNodes.Reading(i))], default);
            var now = Stopwatch.GetTimestamp();
            if (flood is { } begun) floods[begun] = now;
            lock (durable) durable.Enqueue((((Appended.Stored)stored[^1]).Address.Index, now));
            var ahead = TimeSpan.FromSeconds((done + AtOnce) / (double)PerSecond) - Stopwatch.GetElapsedTime(began);
            if (ahead > TimeSpan.Zero) await Task.Delay(ahead);
        }
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await judged;
        waits.Sort();
        Figures.Say("partners", "said at A", records / took, "records/s");
        Figures.Say("partners", "durable at A to judged on B, p50", waits[waits.Count / 2], "ms");
        Figures.Say("partners", "durable at A to judged on B, p99", waits[waits.Count * 99 / 100], "ms");
        await Shown(two.B, page, floods);
        await Nothing(two);
    }

    /// <summary>When an open duty page had been sent the row of each warning.</summary>
    static async Task Shown(TocsinNode node, BenchPage page, Dictionary<Instant, long> floods)
    {
        await node.Settle(default);
        var waits = new List<double>();
        foreach (var document in await node.Views.ByRank(ThreadsFollower.View, floods.Count + 1, default))
            if (WarningThread.Read(document) is var thread && floods.TryGetValue(thread.At, out var from)) waits.Add(Stopwatch.GetElapsedTime(from, await page.Shown(thread.Id)).TotalMilliseconds);
        waits.Sort();
        var note = $"{waits.Count} of {floods.Count} warnings, by a rule";
        Figures.Say("partners", "durable at A to warning on B's console, p50", waits[waits.Count / 2], "ms", note);
        Figures.Say("partners", "durable at A to warning on B's console, p99", waits[waits.Count * 99 / 100], "ms", note);
    }

    static async Task Nothing(TwoNodes two)
    {
        var session = new PartnerSession(await two.B.Sharing.Of(two.OfB, default), two.A.Own.Id);
        for (var warm = 0; warm < 200; warm++) await session.Exchange(0, default);
        const int Rounds = 1_000;
        var spent = new Spent();
        for (var round = 0; round < Rounds; round++) await session.Exchange(0, default);
        Figures.Say("partners", "a sync with nothing new, processors of both sides", spent.MicrosecondsOf(Rounds) / 1_000, "ms");
    }

    /// <summary>When B's judge has read a record is when its warning stands in B's log.</summary>
    static async Task Watch(TwoNodes two, Queue<(long Index, long At)> durable, List<double> waits, int records)
    {
        var log = two.Journal.Log;
        for (var seen = 0; seen < records / AtOnce;)
        {
            (long Index, long At) next;
            lock (durable)
                if (!durable.TryPeek(out next)) next = (-1, 0);
            if (next.Index < 0 || await two.B.Records.Read(new RecordAddress(log, next.Index), default) is not { } held
                || await two.B.Views.Cursor(JudgeFollower.FollowerName, default) < held.Arrival)
            {
                await Task.Delay(1);
                continue;
            }
            waits.Add(Stopwatch.GetElapsedTime(next.At).TotalMilliseconds);
            lock (durable) durable.Dequeue();
            seen++;
        }
    }
}
