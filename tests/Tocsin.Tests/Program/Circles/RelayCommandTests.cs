using Xunit;

namespace Tocsin.Tests.Program.Circles;

/// <summary>Three processes in two circles: what alpha says, beta passes on to gamma, by the command line alone.</summary>
[Trait("Group", "Program")]
public sealed class RelayCommandTests : IAsyncLifetime
{
    readonly string root = Directory.CreateTempSubdirectory("tocsin-relay-").FullName;
    Agency a = null!, b = null!, c = null!;

    public async Task InitializeAsync()
    {
        (a, b, c) = (await Agency.Found(root, "alpha"), await Agency.Found(root, "beta"), await Agency.Found(root, "gamma"));
        foreach (var agency in new[] { a, b, c }) await agency.Serve();
        await Circle(a, b, "coast");
        await Circle(b, c, "inland");
    }

    async Task Circle(Agency founder, Agency guest, string name)
    {
        var invitation = Path.Combine(root, name + ".invitation");
        (await founder.Run("circle", "new", name, "--purpose", "Passing on", "--tlp", "AMBER", "--history")).Done();
        (await founder.Run("circle", "invite", name, guest.PartyFile, "--out", invitation)).Done();
        (await guest.Run("circle", "join", invitation)).Done();
        foreach (var agency in new[] { founder, guest })
            await agency.Until(ran => ran.Exit == 0 && ran.Json().GetProperty("members").GetArrayLength() == 2, "circle", "show", name, "--json");
    }

    [Fact]
    public async Task A_record_is_consented_to_passed_on_listed_and_erased_again()
    {
        const string Word = "Dreihundertsieben";
        var place = await a.Report($"Patient {Word} travels", "coast");
        Assert.Equal(place, await b.Hears(Word, "coast"));
        (await b.Run("relay", place)).NotDone("--circle");
        (await b.Run("relay", place, "--circle", "inland")).NotDone("author's consent");
        (await b.Run("relay", place, "--circle", "inland", "--without", "what")).NotDone("never left out");
        (await b.Run("relay", "consent", place, "--to", "inland")).NotDone("of this party's own");

        var inland = (await b.Run("circle", "show", "inland", "--json")).Done().Json().GetProperty("id").GetString()!;
        var consent = (await a.Run("relay", "consent", place, "--to", inland)).Done().Out.Split("consented: ")[1].Trim();
        var relayed = await b.Until(ran => ran.Exit == 0, "relay", place, "--circle", "inland", "--without", "where,source");
        var relay = relayed.Out.Split("relayed: ")[1].Trim();
        Assert.Equal(relay, await c.Hears(Word, "inland"));
        var line = (await c.Run("relay", "list", "--json")).Done().Json()[0];
        Assert.Equal((relay, "beta", "alpha", place, "AMBER", consent), (line.GetProperty("relay").GetString(), line.GetProperty("byName").GetString(), line.GetProperty("authorName").GetString(),
            line.GetProperty("record").GetString(), line.GetProperty("tlp").GetString(), line.GetProperty("consent").GetString()));
        // In no circle with alpha, this node has only alpha's word for its name; beta knows it.
        Assert.Matches(@"beta in inland, from 'alpha' \(.+\), who is not known here: ", (await c.Run("relay", "list")).Done().Out);
        Assert.Contains("beta in inland, from alpha (", (await b.Run("relay", "list")).Done().Out, StringComparison.Ordinal);
        Assert.All((await c.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
        Assert.NotEmpty(c.FilesWith(Word));

        // One's own is said anew.
        var own = await b.Report("Said by beta", "coast");
        Assert.StartsWith("published: ", (await b.Run("relay", own, "--circle", "inland")).Done().Out, StringComparison.Ordinal);

        (await a.Run("erase", place, "--why", "asked for")).Done();
        foreach (var agency in new[] { a, b, c })
            for (var tries = 0; agency.FilesWith(Word) is { Count: > 0 } files; tries++)
            {
                Assert.True(tries < 300, $"{agency.Name} still holds the word in {string.Join(", ", files)}");
                await Task.Delay(200);
            }
        Assert.Empty((await c.Run("relay", "list", "--json")).Done().Json().EnumerateArray());
        foreach (var agency in new[] { b, c })
        {
            await agency.Kill();
            (await agency.Run("rebuild", "--check")).Done();
        }
    }

    [Fact]
    public async Task Rules_that_publish_into_an_unknown_circle_are_refused_with_their_line()
    {
        var folder = Path.Combine(root, "delta");
        (await Cli.Run(folder, "init", "--party", "delta")).Done();
        var rules = Path.Combine(folder, "rules.yaml");
        File.WriteAllText(rules, Tocsin.Warn.Rules.RuleBook.DefaultText().Replace("    kind: earthquake\n", "    kind: earthquake\n    publish: nowhere\n", StringComparison.Ordinal));
        (await Cli.Run(folder, "records")).NotDone("there is no circle 'nowhere'");
    }

    public async Task DisposeAsync()
    {
        foreach (var agency in new[] { a, b, c }) await agency.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
