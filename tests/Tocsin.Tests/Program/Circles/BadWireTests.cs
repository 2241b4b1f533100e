using Xunit;

namespace Tocsin.Tests.Program.Circles;

/// <summary>Two nodes with a bad wire between them, and a member that is put out.</summary>
[Trait("Group", "Program")]
public sealed class BadWireTests : IAsyncLifetime
{
    const int Seed = 20261122;

    readonly string root = Directory.CreateTempSubdirectory("tocsin-wire-").FullName;
    readonly List<IAsyncDisposable> running = [];

    public Task InitializeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_wire_that_is_cut_and_damages_loses_nothing_and_forges_nothing()
    {
        BadProxy? toA = null, toB = null;
        var a = await Found("alpha", port => (toA = new BadProxy(port, Seed)).Port);
        var b = await Found("beta", port => (toB = new BadProxy(port, Seed + 1)).Port);
        running.AddRange([toA!, toB!]);
        await a.Serve();
        await b.Serve();
        await Gathering.Circle(a, b);

        foreach (var wire in new[] { toA!, toB! }) wire.DamagesOneOf = 12;
        await File.WriteAllLinesAsync(Path.Combine(root, "hosts.txt"), Enumerable.Range(0, 3_000).Select(i => $"host{i}.wire.example"));
        (await a.Run("import", Path.Combine(root, "hosts.txt"), "--circle", "health")).Done();
        await a.Report("Said over a bad wire");
        foreach (var wire in new[] { toA!, toB! }) wire.Cut();
        await b.Until(ran => ran.Exit == 1, "sync", "health");
        await a.Report("Said while cut off");
        foreach (var wire in new[] { toA!, toB! }) wire.Mend();
        foreach (var wire in new[] { toA!, toB! }) wire.DamagesOneOf = 0;

        await b.Hears("while cut off");
        await b.Hears("bad wire");
        var held = (await b.Run("records", "--circle", "health", "--kind", "indicator", "--limit", "10000", "--json")).Done().Json();
        Assert.True(held.GetArrayLength() == 3_000, $"{held.GetArrayLength()} of 3,000 are held (the wires' seeds are {Seed} and {Seed + 1})");
        Assert.All((await b.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
        Assert.DoesNotContain((await b.Run("sync", "health", "--json")).Json()[0].GetProperty("logs").EnumerateArray(), log => log.TryGetProperty("frozen", out _));
    }

    [Fact]
    public async Task Who_is_put_out_gets_nothing_more_and_who_leaves_is_struck_off()
    {
        var agencies = new[] { await Found("alpha"), await Found("beta"), await Found("gamma") };
        foreach (var agency in agencies) await agency.Serve();
        await Gathering.Circle(agencies);
        var (a, b, c) = (agencies[0], agencies[1], agencies[2]);
        await a.Report("Before it was put out");
        await c.Hears("before it was put out");

        (await a.Run("circle", "propose", "remove", "health", "gamma")).Done();
        await b.Until(Gathering.Waits, "circle", "show", "health", "--json");
        (await b.Run("circle", "consent", "health")).Done();
        await Gathering.Members(a, 2);
        await a.Report("After it was put out");
        await b.Hears("after it was put out");
        await c.Until(ran => ran.Out.Contains("is not a member of this circle any more", StringComparison.Ordinal) || ran.Out.Contains("is a member no more", StringComparison.Ordinal), "sync", "health", "--once");
        Assert.Empty((await c.Run("records", "--circle", "health", "--words", "after", "--json")).Done().Json().EnumerateArray());
        Assert.NotEmpty((await c.Run("records", "--circle", "health", "--words", "before", "--json")).Done().Json().EnumerateArray());

        (await b.Run("circle", "leave", "health")).Done();
        (await b.Run("report", "--event", "Too late", "--circle", "health")).NotDone("is no member of the circle");
        await a.Until(ran => ran.Exit == 0 && ran.Out.Contains("\"hasLeft\":true", StringComparison.Ordinal), "circle", "show", "health", "--json");
        (await a.Run("circle", "propose", "strike", "health", "beta")).Done();
        await Gathering.Members(a, 1);
    }

    /// <summary>An administrator copies an old folder back, which nobody should: the partner knows better, and nothing is forked.</summary>
    [Fact]
    public async Task A_node_that_was_set_back_goes_on_under_another_incarnation_and_gets_its_own_back()
    {
        var (a, b) = (await Found("alpha"), await Found("beta"));
        await a.Serve();
        await b.Serve();
        await Gathering.Circle(a, b);
        await a.Report("One, before the copy");
        await b.Hears("before the copy");
        await a.Kill();
        a.Save(Path.Combine(root, "copy"));
        await a.Serve();
        await a.Report("Two, after the copy");
        await b.Hears("after the copy");
        await a.Kill();
        a.SetBack(Path.Combine(root, "copy"));
        await a.Serve();
        await a.Until(ran => ran.Exit == 0 && ran.Json().GetProperty("log").GetString()!.EndsWith("/2", StringComparison.Ordinal), "circle", "show", "health", "--json");
        Assert.EndsWith(":4", await a.Hears("after the copy"), StringComparison.Ordinal);
        Assert.Contains("/2:", await a.Report("Three, under another name"), StringComparison.Ordinal);
        await b.Hears("under another name");
        foreach (var agency in new[] { a, b })
        {
            Assert.All((await agency.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
            (await agency.Run("circle", "evidence")).Done();
        }
    }

    async Task<Agency> Found(string name, Func<int, int>? through = null)
    {
        var agency = await Agency.Found(root, name, through);
        running.Insert(0, agency);
        return agency;
    }

    public async Task DisposeAsync()
    {
        foreach (var each in running) await each.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
