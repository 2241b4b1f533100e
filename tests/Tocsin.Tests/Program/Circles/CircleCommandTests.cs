using Xunit;

namespace Tocsin.Tests.Program.Circles;

/// <summary>Circles by hand: papers go from one to the other as files, and no node runs.</summary>
[Trait("Group", "Program")]
public sealed class CircleCommandTests : IAsyncLifetime
{
    readonly string root = Directory.CreateTempSubdirectory("tocsin-circles-").FullName;
    Agency a = null!, b = null!;

    public async Task InitializeAsync() => (a, b) = (await Agency.Found(root, "alpha"), await Agency.Found(root, "beta"));

    [Fact]
    public async Task A_circle_of_two_comes_about_by_three_files_and_a_change_by_two()
    {
        var (invitation, answer, change) = (At("invitation"), At("answer"), At("change"));
        (await a.Run("circle", "new", "health", "--purpose", "Outbreaks", "--tlp", "amber", "--history")).Done();
        (await a.Run("circle", "new", "health", "--purpose", "Again")).NotDone("there is a circle 'health' already");
        (await a.Run("circle", "invite", "health", b.PartyFile, "--out", invitation)).Done();
        (await a.Run("circle", "join", invitation)).NotDone("is a member of 'health' already");
        (await b.Run("circle", "join", b.PartyFile)).NotDone("invites to no circle");
        var joined = (await b.Run("circle", "join", invitation, "--out", answer, "--json")).Done().Json();
        Assert.Equal((2, "is a member"), (joined.GetProperty("epoch").GetInt32(), joined.GetProperty("state").GetString()));
        (await a.Run("circle", "take", answer)).Done();
        var shown = (await a.Run("circle", "show", "health", "--json")).Done().Json();
        Assert.Equal(2, shown.GetProperty("members").GetArrayLength());
        Assert.EndsWith("/1", shown.GetProperty("log").GetString(), StringComparison.Ordinal);

        (await b.Run("circle", "propose", "terms", "health", "--tlp", "GREEN", "--name", "two at once")).NotDone("one thing at a time");
        (await b.Run("circle", "propose", "terms", "health", "--tlp", "GREEN", "--out", change)).Done();
        (await b.Run("circle", "propose", "terms", "health", "--name", "another")).NotDone("to agree to two would convict it");
        (await a.Run("circle", "take", change)).Done();
        (await a.Run("circle", "consent", "health", "--json")).Done();
        Assert.Equal("GREEN", (await a.Run("circle", "list", "--json")).Done().Json()[0].GetProperty("tlp").GetString());
        (await a.Run("circle", "consent", "health")).NotDone("nothing waits there");

        // What was opened under the old terms goes on under the new ones, behind their mark.
        (await a.Run("import", Cli.Sample("flood-alert.xml"), "--circle", "health")).Done();
        (await a.Run("import", Cli.Sample("line-list.csv"), "--circle", "health", "--keep-rows")).NotDone("--keep-rows is for this party's private circle alone");
        var kinds = (await a.Run("records", "--circle", "health", "--json")).Done().Json().EnumerateArray().ToList();
        Assert.Equal(3, kinds.Count(record => record.GetProperty("kind").GetString() == "charter"));
        Assert.All((await a.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
        Assert.Empty((await a.Run("circle", "evidence", "--json")).Done().Json().EnumerateArray());
        (await a.Run("sync", "health", "--lift", "beta")).NotDone("no log of 'beta' is frozen here");
        (await a.Run("sync", "health", "--lift", "nobody")).NotDone("no log of 'nobody' is frozen here");
    }

    [Fact]
    public async Task Values_are_told_a_circle_as_hashes_where_the_sharer_asks_for_it()
    {
        (await a.Run("circle", "new", "fraud", "--purpose", "Online fraud")).Done();
        File.WriteAllText(At("list.csv"), "value,type,description\n+84 24 3825 1234,phone,calls as a bank: +84 24 3825 1234\nGB29 NWBK 6016 1331 9268 19,iban,\nevil.example,domain,\n192.0.2.7,ip,\n");
        (await a.Run("import", At("list.csv"), "--hash-values")).NotDone("name the circle. In the private circle");
        var report = (await a.Run("import", At("list.csv"), "--circle", "fraud", "--hash-values", "--json")).Done().Json()[0];
        Assert.Equal((3, 1), (report.GetProperty("accepted").GetInt32(), report.GetProperty("refused").GetArrayLength()));
        Assert.Contains("'ipv4' is not told as a hash", report.GetProperty("refused")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("its description is left out", report.GetProperty("repaired").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(3, (await a.Run("import", At("list.csv"), "--circle", "fraud", "--hash-values", "--json")).Done().Json()[0].GetProperty("duplicates").GetInt32());
        var told = (await a.Run("export", "--format", "geojson", "--circle", "fraud", "--kind", "indicator")).Done().Out;
        Assert.Contains("hashed-phone", told, StringComparison.Ordinal);
        Assert.Equal(3, (await a.Run("records", "--circle", "fraud", "--kind", "indicator")).Done().Out.Split("shared as a hash").Length - 1);
        foreach (var clear in (string[])["3825", "NWBK", "evil.example"])
        {
            Assert.DoesNotContain(clear, told, StringComparison.Ordinal);
            Assert.Empty(a.FilesWith(clear));
        }
        File.WriteAllText(At("bundle.json"), "{\"type\":\"bundle\",\"id\":\"bundle--2ac7882f-76a3-4a9b-97b3-811b3af1c7c0\",\"objects\":[]}");
        (await a.Run("import", At("bundle.json"), "--circle", "fraud", "--hash-values")).NotDone("only a list of indicators is taken in with its values as hashes");
    }

    [Fact]
    public async Task Keys_are_rotated_and_what_was_signed_before_still_verifies()
    {
        (await a.Run("circle", "new", "health", "--purpose", "Outbreaks")).Done();
        var before = (await a.Run("party", "show", "--json")).Done().Json();
        var root = At("root.pem");
        File.Move(Path.Combine(a.Data, "keys", "root.pem"), root);
        (await a.Run("party", "rotate")).NotDone("give it with --root FILE");
        (await a.Run("party", "rotate", "--root", Path.Combine(b.Data, "keys", "root.pem"))).NotDone("is not this party's root key");
        var after = (await a.Run("party", "rotate", "--root", root, "--json")).Done().Json();
        Assert.True(after.GetProperty("document").GetInt32() > before.GetProperty("document").GetInt32());
        Assert.NotEqual(before.GetProperty("tls").GetString(), after.GetProperty("tls").GetString());
        Assert.Empty(Keys(before).Intersect(Keys(after)));
        await a.Report("After the rotation");
        Assert.All((await a.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
        (await a.Run("circle", "new", "more", "--purpose", "Signed with the new key", "--root", root)).Done();
        Assert.Empty(Directory.GetFiles(Path.Combine(a.Data, "keys"), "*.next.pem"));
    }

    [Fact]
    public async Task A_restored_node_goes_on_under_a_later_incarnation_in_every_circle()
    {
        (await a.Run("circle", "new", "health", "--purpose", "Outbreaks")).Done();
        await a.Report("Before the backup");
        var (file, restored) = (At("node.tgz"), At("restored"));
        (await a.Run("backup", file)).Done();
        (await Cli.Run(restored, "restore", file)).Done();
        (await Cli.Run(restored, "report", "--event", "After the restore", "--circle", "health")).Done();
        var logs = (await Cli.Run(restored, "log", "verify", "--json")).Done().Json().EnumerateArray().ToList();
        Assert.Equal(4, logs.Count);
        Assert.All(logs, log => Assert.True(log.GetProperty("verified").GetBoolean()));
        Assert.Equal(2, logs.Count(log => log.GetProperty("log").GetString()!.EndsWith("/1", StringComparison.Ordinal)));
        Assert.Equal(2, (await Cli.Run(restored, "records", "--circle", "health", "--kind", "incident", "--json")).Done().Json().GetArrayLength());
        (await Cli.Run(restored, "rebuild", "--check")).Done();
    }

    [Fact]
    public async Task A_restored_node_signs_nothing_before_it_has_heard_from_its_partners()
    {
        var (invitation, answer, file, restored) = (At("invitation"), At("answer"), At("node.tgz"), At("restored"));
        (await a.Run("circle", "new", "health", "--purpose", "Outbreaks")).Done();
        (await a.Run("circle", "invite", "health", b.PartyFile, "--out", invitation)).Done();
        (await b.Run("circle", "join", invitation, "--out", answer)).Done();
        (await a.Run("circle", "take", answer)).Done();
        (await a.Run("backup", file)).Done();
        (await Cli.Run(restored, "restore", file)).Done();
        foreach (var args in new string[][] { ["circle", "propose", "terms", "health", "--tlp", "GREEN"], ["party", "set", "--name", "another"], ["party", "rotate"], ["circle", "new", "more", "--purpose", "More"] })
            (await Cli.Run(restored, args)).NotDone("its partners alone know");
        (await Cli.Run(restored, "report", "--event", "After the restore", "--circle", "health")).Done();
        (await a.Run("sync", "--gone", "beta")).NotDone("was not restored from a backup");
        (await Cli.Run(restored, "sync", "--gone", "nobody")).NotDone("no other member is called 'nobody'");
        (await Cli.Run(restored, "sync", "--gone", "beta")).Done();
        (await Cli.Run(restored, "circle", "propose", "terms", "health", "--tlp", "GREEN")).Done();
    }

    [Fact]
    public async Task A_restored_node_opens_with_rules_that_publish_into_a_circle_that_was_left_since()
    {
        (await a.Run("circle", "new", "health", "--purpose", "Outbreaks")).Done();
        var rules = Path.Combine(a.Data, "rules.yaml");
        File.WriteAllText(rules, Tocsin.Warn.Rules.RuleBook.DefaultText().Replace("    kind: earthquake\n", "    kind: earthquake\n    publish: health\n", StringComparison.Ordinal));
        await a.Report("Under these rules");
        (await a.Run("circle", "propose", "terms", "health", "--name", "fever")).Done();
        var (file, restored) = (At("node.tgz"), At("restored"));
        (await a.Run("backup", file)).Done();
        (await Cli.Run(restored, "restore", file)).Done();
        (await Cli.Run(restored, "records")).Done();
        File.AppendAllText(Path.Combine(restored, "rules.yaml"), "# edited\n");
        (await Cli.Run(restored, "records")).NotDone("there is no circle 'health'");
    }

    /// <summary>What a node of an earlier version lacks: document 1, the keys that partners need, the table of papers.</summary>
    [Fact]
    public async Task A_folder_from_before_gets_what_partners_need_by_itself()
    {
        var old = At("old");
        (await Cli.Run(old, "init", "--party", "Old")).Done();
        using (var file = Tocsin.Node.Stores.Sqlite.SqliteFile.Open(Path.Combine(old, "journal.db"), "FULL", Tocsin.Node.Stores.Sqlite.JournalLayout.Layout))
            file.Maintain(connection => Tocsin.Node.Stores.Sqlite.SqliteFile.Run(connection, Tocsin.Tests.Stores.EarlierJournal.First));
        foreach (var key in new[] { "request", "tls" }) File.Delete(Path.Combine(old, "keys", key + ".pem"));
        File.WriteAllText(Path.Combine(old, "party.note"), OldNote(old));
        var party = (await Cli.Run(old, "party", "show", "--out", At("old.party"), "--json")).Done().Json();
        Assert.Equal(3, party.GetProperty("document").GetInt32());
        Assert.Contains(party.GetProperty("keys").EnumerateArray(), key => key.GetProperty("use").GetString() == "request");
        (await Cli.Run(old, "circle", "new", "health", "--purpose", "Outbreaks")).Done();
    }

    /// <summary>Document 2 as it was made before: the keys for charters and the private log alone, and a first one without the latter.</summary>
    static string OldNote(string data)
    {
        using var root = Tocsin.Node.Running.NodeKeys.ReadFile(Path.Combine(data, "keys", "root.pem"));
        var now = Tocsin.Share.Parties.PartyNote.Read(File.ReadAllText(Path.Combine(data, "party.note"))).Value.Document;
        var first = now with { Number = 1, Previous = null, Keys = [.. now.Keys.Where(key => key.Use == "charter")] };
        var second = first with
        {
            Number = 2, Previous = Tocsin.Log.Hash.Of(System.Text.Encoding.UTF8.GetBytes(first.Text())).ToBase64Url(), Keys = [.. first.Keys, .. now.Keys.Where(key => key.Use == "log")],
        };
        return second.Sign(root);
    }

    static IEnumerable<string> Keys(System.Text.Json.JsonElement party) => party.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("key").GetString()!);

    string At(string name) => Path.Combine(root, name);

    public async Task DisposeAsync()
    {
        await a.DisposeAsync();
        await b.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
