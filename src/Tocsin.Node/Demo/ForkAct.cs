using Microsoft.Data.Sqlite;
using Tocsin.Node.Running;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Demo;

/// <summary>One party keeps two books: its folder is copied, both copies write on, and each shows its half to one partner.</summary>
static class ForkAct
{
    const string Copied = "copy";

    public static async Task Play(StoryStage stage, CancellationToken stop)
    {
        var (coast, health, cyber) = (stage.Circles.Coast, stage.Circles.Health, stage.Circles.Cyber);
        await stage.Acknowledge(stop);
        var lines = stage.Circles.Network;
        foreach (var (from, to) in Pairs(stage.Circles)) lines.Cut(from.Name, to.Node);
        await cyber.Node.Settle(stop);
        await using (var copy = await TocsinNode.Open(Copy(cyber.Node.Folder, Path.Combine(stage.Circles.Folder, Copied)), cyber.Node.Sources, stop))
        {
            var twin = cyber with { Node = copy };
            var sync = await twin.Sync(StoryCircles.Strait, stop);
            await CircleActs.Report(cyber, StoryCircles.Strait, "Port systems probed", "SAMPLE: nothing was found", personal: null, stage.Clock, stop);
            await CircleActs.Report(twin, StoryCircles.Strait, "Port systems probed", "SAMPLE: the port's systems were entered", personal: null, stage.Clock, stop);
            await sync.RefreshOwn(stop);
            lines.Mend(coast.Name, cyber.Node);
            lines.Mislead(health.Name, copy);
            await StoryCircles.Ask(coast, cyber, StoryCircles.Strait, stop);
            await StoryCircles.Ask(health, twin, StoryCircles.Strait, stop);
            await stage.Circles.Until(async () => await coast.Holds(cyber, StoryCircles.Strait, stop) && await health.Holds(twin, StoryCircles.Strait, stop), "the two halves", stop);
            lines.Cut(coast.Name, cyber.Node);
            lines.Cut(health.Name, cyber.Node);
        }
        lines.Mend(coast.Name, health.Node);
        lines.Mend(health.Name, coast.Node);
        await StoryCircles.Ask(coast, health, StoryCircles.Strait, stop);
        await StoryCircles.Ask(health, coast, StoryCircles.Strait, stop);
        await stage.Circles.Until(async () => await Evidence(coast, cyber, stop) is not null && await Evidence(health, cyber, stop) is not null, "the evidence", stop);
        await Convict(stage.Circles, stop);
    }

    /// <summary>The evidence is written to a file, read again, and checked with the keys of the accused's own documents alone.</summary>
    static async Task Convict(StoryCircles circles, CancellationToken stop)
    {
        var sentences = new List<string>();
        foreach (var judge in new[] { circles.Coast, circles.Health })
        {
            var file = Path.Combine(circles.Folder, $"evidence-{judge.Name}.json");
            await File.WriteAllBytesAsync(file, (await Evidence(judge, circles.Cyber, stop))!.Value, stop);
            if (ForkEvidence.Read(await File.ReadAllBytesAsync(file, stop)).Try(out var fork, out _) && fork.Verify(judge.Node.Register.KeysEver(fork.Log)) is null) sentences.Add(fork.Sentence());
        }
        if (sentences is [var first, var other] && first == other) circles.Convicted = $"{circles.Cyber.Title}: {first}";
    }

    /// <summary>The document at a party that accuses another, once nothing more of the other's log is taken there.</summary>
    static async Task<ReadOnlyMemory<byte>?> Evidence(StoryParty judge, StoryParty accused, CancellationToken stop)
    {
        var log = accused.Journal(StoryCircles.Strait).Log;
        if (await judge.StateOf(accused, StoryCircles.Strait, stop) is not { Frozen: not null }) return null;     // So far its console tells it too.
        foreach (var paper in await judge.Node.Papers.List(Mirror.EvidenceKind, "", stop))
            if (ForkEvidence.Read(paper.Bytes.Span).Try(out var fork, out _) && fork.Log == log) return paper.Bytes;
        return null;
    }

    static IEnumerable<(StoryParty From, StoryParty To)> Pairs(StoryCircles circles) =>
        from one in circles.Parties from other in circles.Parties where one != other select (one, other);

    /// <summary>A folder as somebody would copy it who forgets that a log has one author; a restored backup opens a later incarnation instead.</summary>
    static NodeFolder Copy(NodeFolder folder, string path)
    {
        PrivateFolder.Create(Path.Combine(path, "keys"));
        foreach (var name in Directory.EnumerateFiles(folder.Path, "*.note").Append(Path.Combine(folder.Path, "node.json")).Concat(Directory.EnumerateFiles(folder.Keys)))
            File.Copy(name, Path.Combine(path, Path.GetRelativePath(folder.Path, name)));
        // What followers read may be older than the log, and never newer.
        foreach (var database in new[] { folder.Views, folder.Journal })
        {
            using var source = new SqliteConnection($"Data Source={database};Pooling=False");
            using var target = new SqliteConnection($"Data Source={Path.Combine(path, Path.GetFileName(database))};Pooling=False");
            source.Open();
            target.Open();
            source.BackupDatabase(target);
        }
        return NodeFolder.Open(path);
    }
}
