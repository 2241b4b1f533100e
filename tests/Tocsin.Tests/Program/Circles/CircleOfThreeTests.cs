using System.Text.Json;
using Xunit;

namespace Tocsin.Tests.Program.Circles;

/// <summary>Three processes on loopback that share over HTTPS, and whatever goes wrong among them.</summary>
[Trait("Group", "Program")]
public sealed class CircleOfThreeTests(Three three) : IClassFixture<Three>
{
    [Fact]
    public async Task What_one_says_the_others_hold_and_say_so_and_it_is_proved_to_anybody()
    {
        var place = await three.A.Report("Cholera in the port");
        Assert.Equal(place, await three.B.Hears("cholera"));
        Assert.Equal(place, await three.C.Hears("cholera"));
        var ledger = await three.A.Until(ran => ran.Exit == 0 && Lines(ran).All(line => line.GetProperty("standing").GetString() == "ContentHeld"), "share", "status", place, "--json");
        Assert.Equal(2, Lines(ledger).Count);
        Assert.Contains("circle", (await three.A.Run("share", "status", "0")).NotDone("private circle").Err, StringComparison.Ordinal);

        var readers = three.At("readers.json");
        Assert.Equal(3, (await three.B.Run("circle", "show", "health", "--readers", place, "--out", readers, "--json")).Done().Json().GetArrayLength());
        Assert.All((await three.C.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
        var proof = three.At("cholera.tlog-proof");
        File.WriteAllText(proof, (await three.A.Run("log", "prove", place, "--groups", "text")).Done().Out);    // As by > proof.
        var nowhere = three.At("nowhere");
        var entitled = (await Cli.Run(nowhere, "log", "verify-proof", readers, "--json")).Done().Json();
        Assert.Equal((place, 3, 3), (entitled.GetProperty("record").GetString(), entitled.GetProperty("epoch").GetInt32(), entitled.GetProperty("readers").GetArrayLength()));
        var verdict = (await Cli.Run(nowhere, "log", "verify-proof", proof, "--json")).Done().Json();
        Assert.Equal(("alpha", 2, 2), (verdict.GetProperty("authorName").GetString(), verdict.GetProperty("cosigners").GetArrayLength(), verdict.GetProperty("holders").GetArrayLength()));
        Assert.NotNull(verdict.GetProperty("noLaterThan").GetString());
        Assert.Contains("\"Cholera in the port\"", (await Cli.Run(nowhere, "log", "verify-proof", proof)).Done().Out, StringComparison.Ordinal);

        var text = File.ReadAllText(proof).Split('\n');
        text[1] = text[1][..^5] + (text[1][^5] == 'A' ? 'B' : 'A') + text[1][^4..];
        File.WriteAllText(three.At("forged.tlog-proof"), string.Join('\n', text));
        Assert.Equal(1, (await Cli.Run(nowhere, "log", "verify-proof", three.At("forged.tlog-proof"))).Exit);
        Assert.False(Directory.Exists(nowhere), "a proof needs no node, and makes none");
    }

    /// <summary>C is killed while records pour in, twice, and comes back: nothing is lost, nothing is there twice.</summary>
    [Fact]
    public async Task A_member_that_is_killed_under_load_catches_up()
    {
        const int Hosts = 6_000;
        var list = three.At("hosts.txt");
        await File.WriteAllLinesAsync(list, Enumerable.Range(0, Hosts).Select(i => $"host{i}.killed.example"));
        var importing = three.B.Run("import", list, "--circle", "health");
        for (var kill = 0; kill < 2; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(700));
            await three.C.Kill();
            await three.C.Serve();
        }
        (await importing).Done();
        (await three.B.Run("report", "--event", "Last of the list", "--circle", "health")).Done();
        await three.C.Hears("last of the list");
        var held = (await three.C.Run("records", "--circle", "health", "--kind", "indicator", "--limit", "10000", "--json")).Done().Json();
        Assert.Equal(Hosts, held.EnumerateArray().Select(record => record.GetProperty("leaf").GetString()).Distinct().Count());
        Assert.Equal(Hosts, held.GetArrayLength());
        Assert.All((await three.C.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
    }

    [Fact]
    public async Task An_erasure_reaches_every_file_of_every_member()
    {
        const string Word = "Zweihundertneunzehn";
        var place = await three.B.Report($"Patient {Word} travels");
        Assert.Equal(place, await three.A.Hears(Word));
        Assert.Equal(place, await three.C.Hears(Word));
        Assert.NotEmpty(three.C.FilesWith(Word));
        (await three.B.Run("erase", place, "--why", "asked for")).Done();
        foreach (var agency in new[] { three.A, three.B, three.C })
        {
            await agency.Until(ran => ran.Exit == 0 && ran.Json().GetArrayLength() == 0, "records", "--circle", "health", "--words", Word, "--json");
            for (var tries = 0; agency.FilesWith(Word) is { Count: > 0 } files; tries++)
            {
                Assert.True(tries < 100, $"{agency.Name} still holds the word in {string.Join(", ", files)}");
                await Task.Delay(200);
            }
        }
        var erasure = (await three.B.Run("records", "--circle", "health", "--kind", "erasure", "--json")).Done().Json()[0];
        var ledger = await three.B.Until(ran => ran.Exit == 0 && Lines(ran).All(line => line.GetProperty("standing").GetString() == "Erased"),
            "share", "status", $"{erasure.GetProperty("log").GetString()}:{erasure.GetProperty("index").GetInt64()}", "--json");
        Assert.Equal(2, Lines(ledger).Count);
        var ofRecord = (await three.B.Run("share", "status", place, "--json")).Done();      // The record's own ledger says so, too: nothing of it is overdue, now or ever.
        Assert.All(Lines(ofRecord), line => Assert.Equal("Erased", line.GetProperty("standing").GetString()));
        (await three.A.Run("erase", place, "--why", "not mine")).NotDone("only its author may erase a record");
    }

    /// <summary>New keys for everything, while all are connected: whoever holds the old ones can say nothing new, and nobody misses a word.</summary>
    [Fact]
    public async Task Keys_are_changed_while_partners_talk()
    {
        (await three.C.Run("party", "rotate")).Done();
        var place = await three.C.Report("Said with the new key");
        Assert.Equal(place, await three.A.Hears("said with the new key"));
        await three.B.Report("Heard with the new key");
        await three.C.Hears("heard with the new key");
        Assert.All((await three.A.Run("log", "verify", "--json")).Done().Json().EnumerateArray(), log => Assert.True(log.GetProperty("verified").GetBoolean()));
    }

    [Fact]
    public async Task An_officer_publishes_what_stands_in_the_private_log()
    {
        (await three.A.Run("report", "--event", "Dengue on the islands", "--category", "Health", "--severity", "Moderate")).Done();
        var own = (await three.A.Run("records", "--words", "dengue", "--circle", "private", "--json")).Done().Json()[0].GetProperty("index").GetInt64();
        (await three.A.Run("share", $"{own}", "--circle", "health", "--without", "what")).NotDone("the facts of a record are never left out");
        (await three.A.Run("share", $"{own}", "--circle", "health", "--tlp", "CLEAR")).NotDone("laxer than TLP:AMBER");
        (await three.A.Run("share", $"{own}")).NotDone("--circle");
        Assert.StartsWith("published: ", (await three.A.Run("share", $"{own}", "--circle", "health", "--without", "personal")).Done().Out, StringComparison.Ordinal);
        Assert.StartsWith("published before: ", (await three.A.Run("share", $"{own}", "--circle", "health", "--without", "personal")).Done().Out, StringComparison.Ordinal);
        await three.B.Hears("dengue");
        (await three.A.Run("share", "0", "--circle", "health")).NotDone("concerns this party alone");
    }

    static List<JsonElement> Lines(Ran ran) => [.. ran.Json().EnumerateArray()];
}
