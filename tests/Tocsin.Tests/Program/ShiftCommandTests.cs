using Tocsin.Node.Cli;
using Tocsin.Tests.Delivery;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class ShiftCommandTests : IAsyncLifetime
{
    const string Roster = """
        version: 1
        zone: Asia/Ho_Chi_Minh
        people:
          - officer: linh
            channels: [duty-room]
          - officer: minh
        shifts:
          - { name: all, days: any, from: 00:00, to: 24:00, on: [linh] }
        then: [minh]
        """;

    static readonly Mould Staffed = new(async data =>
    {
        await QuietNode.Make(data);
        foreach (var (name, role) in new[] { ("linh", "officer"), ("minh", "officer"), ("chi", "administrator"), ("kiem", "auditor") })
            (await Cli.Run(data, "a long enough password\n"u8.ToArray(), "officer", "add", name, "--role", role, "-")).Done();
    });

    readonly QuietNode node = new();

    public Task InitializeAsync() => Staffed.Cast(node.Data);

    public Task DisposeAsync() => node.DisposeAsync();

    Task<Ran> Run(params string[] args) => Cli.Run(node.Data, args);

    void Channels(Uri hook)
    {
        var path = Path.Combine(node.Data, "keys", "channels.yaml");
        File.WriteAllText(path, $"version: 1\nlink: https://tocsin.example.org\nchannels:\n  - {{ name: duty-room, kind: webhook, url: \"{hook}\", secret: at least sixteen }}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_roster_is_checked_adopted_and_shown()
    {
        Channels(new Uri("https://duty.example.org"));
        Assert.Contains("no roster is in force", (await Run("roster", "show")).Err, StringComparison.Ordinal);
        (await Run("roster", "adopt", node.Write("bad.yaml", Roster.Replace("from: 00:00", "from: 0", StringComparison.Ordinal)), "--officer", "chi")).NotDone("'0' is no time of day, as 06:00 is");
        (await Run("roster", "adopt", node.Write("stranger.yaml", Roster.Replace("minh", "khoa", StringComparison.Ordinal)), "--officer", "chi")).NotDone("there is no officer 'khoa' here who may sign in");
        var holes = await Run("roster", "check", node.Write("holes.yaml", Roster.Replace("days: any", "days: [mon]", StringComparison.Ordinal)), "--json");
        Assert.Equal((1, "from Tuesday 00:00 to Monday 00:00"), (holes.Exit, holes.Json().GetProperty("gaps")[0].GetString()));
        (await Run("roster", "adopt", node.Write("roster.yaml", Roster), "--officer", "chi")).Done();
        Assert.Contains("in force already", (await Run("roster", "adopt", node.At("roster.yaml"), "--officer", "chi")).Done().Out, StringComparison.Ordinal);
        var shown = (await Run("roster", "show", "--json")).Done().Json();
        Assert.Equal(("all", "linh", "minh"), (shown.GetProperty("shift").GetString(), shown.GetProperty("onDuty")[0].GetString(), shown.GetProperty("calls")[1].GetString()));
        // The log knows no name.
        var text = File.ReadAllBytes(Path.Combine(node.Data, "journal.db"));
        Assert.True(text.AsSpan().IndexOf("linh"u8) < 0);
    }

    [Fact]
    public async Task A_shift_is_handed_over_shelved_and_audited()
    {
        var thread = (await Run("warn", "new", "--event", "Tsunami", "--category", "Geo", "--severity", "Severe", "--at", "121.7,24.1", "--officer", "linh")).Done().Out.Trim();
        (await Run("warn", "shelve", thread, "--until", "2000-01-01", "--why", "w")).NotDone("which has passed");
        (await Run("warn", "shelve", "--until", "2100-01-01", "--why", "w")).NotDone("name one thing");
        (await Run("warn", "shelve", "--rule", "nothing", "--until", DateTimeOffset.UtcNow.AddHours(1).ToString("o"), "--why", "w")).NotDone("there is no such rule");
        (await Run("warn", "shelve", thread, "--until", DateTimeOffset.UtcNow.AddHours(1).ToString("o"), "--why", "a drill", "--officer", "linh")).Done();
        (await Run("warn", "shelve", "--rule", "alerts", "--until", DateTimeOffset.UtcNow.AddHours(1).ToString("o"), "--why", "a drill", "--officer", "linh")).Done();
        var shown = (await Run("handover", "show", "--json")).Done().Json();
        Assert.Equal((thread, "alerts"), (shown.GetProperty("shelved")[0].GetString(), shown.GetProperty("shelvedRules")[0].GetString()));
        (await Run("warn", "unshelve", thread, "--officer", "linh")).Done();
        (await Run("warn", "unshelve", "--rule", "alerts", "--officer", "linh")).Done();
        (await Run("handover", "sign", "--officer", "minh")).NotDone("there is no handover to sign");
        Assert.Contains("the relief signs it", (await Run("handover", "--text", "Watch the river", "--officer", "linh")).Done().Out, StringComparison.Ordinal);
        (await Run("handover", "sign", "--officer", "linh")).NotDone("does not sign for the relief");
        (await Run("handover", "sign", "--officer", "minh")).Done();
        (await Run("handover", "sign", "--officer", "chi")).NotDone("has signed it");
        var deeds = (await Run("audit", "--json", "--officer", "linh")).Done().Json().EnumerateArray().Select(e => e.GetProperty("deed").GetString());
        Assert.Equal(["alert", "shelve", "shelve", "unshelve", "unshelve", "handover"], deeds);
        Assert.Equal(["sign"], (await Run("audit", "--json", "--officer", "minh")).Done().Json().EnumerateArray().Select(e => e.GetProperty("deed").GetString()));
        Assert.Equal("[]", (await Run("audit", "--json", "--since", "2100-01-01")).Done().Out.Trim());
        Assert.Contains("cap ", (await Run("sources")).Done().Out, StringComparison.Ordinal);
        Assert.Contains("rows are what the journal makes them", (await Run("rebuild", "--check")).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auditor_sees_everything_and_changes_nothing()
    {
        foreach (var read in new[] { "records", "warn list --all", "audit", "sources", "deliveries", "handover show", "log show", "log verify", "officer list" })
            Assert.NotEqual(2, (await As("kiem", read)).Exit);
        foreach (var verb in HelpTests.Paths(Verbs.Root(), "").Where(verb => Verb(verb) is { ConcernsNode: true, ForAuditor: false }))
        {
            var example = HelpTests.Words(Verb(verb).Description!.Split('\n').Last().Trim()).Skip(1).Where(word => word is not ("-" or "--officer" or "linh")).ToList();
            var ran = await As("kiem", [.. example.Count >= verb.Split(' ').Length ? example : [.. verb.Split(' ')]]);
            Assert.True(ran.Exit == 2 && (ran.Err.Contains("'kiem' is an auditor, who sees everything and changes nothing", StringComparison.Ordinal) || ran.Err.Contains("See 'tocsin", StringComparison.Ordinal)), $"{verb}: {ran.Exit} {ran.Err}");
        }
        (await Run("handover", "--officer", "kiem")).NotDone("'kiem' is an auditor");
        (await Run("handover", "sign", "--officer", "kiem")).NotDone("'kiem' is an auditor");

        async Task<Ran> As(string officer, params string[] args)
        {
            var (output, error) = (new StringWriter(), new StringWriter());
            var words = args.Length == 1 ? args[0].Split(' ') : args;
            var exit = await CommandLine.Run(words, new Terminal(Stream.Null, output, error, Path.GetTempPath(), name => name == "TOCSIN_OFFICER" ? officer : name == "TOCSIN_DATA" ? node.Data : null), opened: null, default);
            return new Ran(exit, output.ToString(), error.ToString());
        }

        static Verb Verb(string path) => (Verb)path.Split(' ').Aggregate((System.CommandLine.Command)Verbs.Root(), (command, word) => command.Subcommands.First(each => each.Name == word));
    }

    [Fact]
    public async Task A_call_goes_out_when_the_node_is_served_and_again_after_it_was_killed()
    {
        var heard = new List<string>();
        await using var broken = Liar.Answering("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", heard);
        Channels(broken.Url);
        (await Run("roster", "adopt", node.Write("roster.yaml", Roster), "--officer", "chi")).Done();
        var served = await Served.Start(node.Data);
        try
        {
            (await Run("warn", "new", "--event", "Tsunami", "--category", "Geo", "--severity", "Severe", "--at", "121.7,24.1", "--officer", "minh")).Done();
            await Until(() => heard.Count > 0);
            Assert.True(await served.Says("answered 500", TimeSpan.FromMinutes(1)), served.Err);
        }
        finally
        {
            await served.Kill();
            await served.DisposeAsync();
        }
        var taken = new List<string>();
        await using var mended = Liar.Answering("HTTP/1.1 204 No Content\r\n\r\n", taken);
        Channels(mended.Url);
        await using (await Served.Start(node.Data))
        {
            await Until(() => taken.Count > 0);
            string Id(string request) => request.Split("\r\n").Single(line => line.StartsWith("Tocsin-Delivery: ", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(Id(heard[0]), Id(taken[0]));
            Assert.Contains("\"link\":\"https://tocsin.example.org/warnings/officer", taken[0], StringComparison.Ordinal);
            await Until(async () => (await Run("deliveries", "--json")).Json().EnumerateArray().All(d => d.GetProperty("state").GetString() == "delivered"));
            await Task.Delay(TimeSpan.FromSeconds(3));
            Assert.Single(taken);
        }
        Assert.Contains("escalate", (await Run("audit")).Done().Out, StringComparison.Ordinal);
    }

    static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    static async Task Until(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await holds()) return;
            await Task.Delay(200);
        }
        Assert.Fail("it did not come within a minute");
    }
}
