using System.CommandLine;
using Tocsin.Node.Running;
using Tocsin.Node.Stores.Sqlite;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin backup</c>, <c>restore</c> and <c>rebuild</c>: what an administrator does.</summary>
static class OperationVerbs
{
    static readonly Argument<string> File = new("FILE") { Description = "The backup" };
    static readonly Option<bool> Check = new("--check") { Description = "Rebuild beside the views in use, and compare every row; exit 1 names the first that differs" };

    public static Verb Backup() => new("backup", "Writes the node, its keys included, into one file.", "tocsin backup /media/safe/node.tgz", (context, stop) => context.WithNode(async node =>
    {
        var file = context.Terminal.Path(context.Parsed.GetValue(File)!);
        await NodeBackup.Write(node.Folder, file, stop);
        context.Out.WriteLine($"{file} holds the node and its keys, up to record {node.Journal.Head.Size - 1}");
        return Verb.Done;
    }, stop))
    {
        Arguments = { File },
    };

    public static Verb Restore() => new("restore", "Makes a node of a backup, with a later incarnation of its log.", "tocsin restore /media/safe/node.tgz --data ~/restored", async (context, stop) =>
    {
        var folder = await NodeBackup.Restore(context.Terminal.Path(context.Parsed.GetValue(File)!), context.DataFolder, NodeSources.System.Clock, stop);
        await using var node = await TocsinNode.Open(folder, NodeSources.System, stop);
        await node.Settle(stop);
        context.Out.WriteLine($"{folder.Path} holds the node again; it writes to {node.Log}");
        return Verb.Done;
    })
    {
        ConcernsNode = false, Arguments = { File },
    };

    public static Verb Rebuild() => new("rebuild", "Makes every view again from the journal.", "tocsin rebuild --check", Run)
    {
        ConcernsNode = false, Options = { Check },
    };

    static async Task<int> Run(VerbContext context, CancellationToken stop)
    {
        var folder = NodeFolder.Open(context.DataFolder);
        if (!context.Parsed.GetValue(Check)) await RemoveViews(folder, stop);
        await using var node = await TocsinNode.Open(folder, NodeSources.System, stop);
        await node.Settle(stop);
        if (!context.Parsed.GetValue(Check))
        {
            context.Out.WriteLine($"the views are made again, up to arrival {await node.Records.Arrived(stop)}");
            return Verb.Done;
        }
        var work = Directory.CreateTempSubdirectory("tocsin-rebuild-").FullName;
        try
        {
            using var file = SqliteFile.Open(Path.Combine(work, "views.db"), "OFF", ViewsLayout.Layout);
            return await Compare(context, node, new SqliteViews(file), stop);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    static async Task<int> Compare(VerbContext context, TocsinNode node, IViews fresh, CancellationToken stop)
    {
        var (world, judging) = (node.World, new CheckJudging(node.Journal, node.Records, node.Folder.Identity()) { Names = node.Names });
        var answer = await new RebuildViews(node.Records, node.Sources.Passing).Check(views => node.FollowersInto(views, world, judging), node.Views, fresh, stop);
        await judging.FindSilent(stop);
        foreach (var deviation in judging.Named) context.Out.WriteLine(deviation.ToString());
        if (judging.Count > judging.Named.Count) context.Out.WriteLine($"and {judging.Count - judging.Named.Count} more");
        switch (answer)
        {
            case Rebuilding.Same same when judging.Count == 0:
                context.Out.WriteLine($"{same.Rows} rows are what the journal makes them; digest {same.Digest}");
                return Verb.Done;
            case Rebuilding.Same:
                return Verb.BadAnswer;
            case Rebuilding.Different different:
                context.Out.WriteLine($"the views differ:\n  in use:  {different.Live ?? "no such row"}\n  rebuilt: {different.Rebuilt ?? "no such row"}\n'tocsin rebuild' makes them again");
                return Verb.BadAnswer;
            default: throw new IOException("something was appended meanwhile: try again");
        }
    }

    /// <summary>All but how far this node's warnings were published in circles: what was said there is not said again.</summary>
    static async Task RemoveViews(NodeFolder folder, CancellationToken stop)
    {
        using var alone = folder.Lock();
        var published = SqliteViews.CursorIn(folder.Views, PublishFollower.FollowerName);
        foreach (var suffix in new[] { "", "-wal", "-shm" }) System.IO.File.Delete(folder.Views + suffix);
        if (published == 0) return;
        using var file = SqliteFile.Open(folder.Views, "NORMAL", ViewsLayout.Layout);
        await new SqliteViews(file).Advance([new FollowerStep(PublishFollower.FollowerName, 0, published, new ViewChanges())], stop);
    }
}
