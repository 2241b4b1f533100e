using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Tests.Officers;
using Xunit;

namespace Tocsin.Tests.Node.Running;

/// <summary>The party's own logs, one of which is in trouble.</summary>
public sealed class OwnLogsTests : IDisposable
{
    static readonly CancellationToken Stop = CancellationToken.None;

    readonly string root = Directory.CreateTempSubdirectory("tocsin-logs-").FullName;
    readonly HandClock clock = new();

    [Fact]
    public async Task One_circle_s_trouble_is_told_and_is_not_the_others()
    {
        var sources = NodeSources.System with { Clock = clock };
        var folder = NodeFolder.Create(Path.Combine(root, "node"), Founding.Of("Agency", clock, Tocsin.Chance.System).Value, "Agency", Tocsin.Chance.System);
        string broken, key;
        await using (var node = await TocsinNode.Open(folder, sources, Stop))
        {
            foreach (var name in new[] { "broken", "whole" }) await new CircleDesk(node, root: null).Found(new(name, "Readings", Tlp.Amber, Exercise: false, History: false, Quorum: null, Succeeds: null), Stop);
            broken = folder.KeyRing.PathOf(NodeKeys.LogOf(node.Circle("broken").Id.ToBase64Url()));
        }
        key = await File.ReadAllTextAsync(broken, Stop);
        await File.WriteAllTextAsync(broken, "no key", Stop);
        await using (var node = await TocsinNode.Open(folder, sources, Stop))
        {
            Assert.IsType<Tocsin.Share.Logs.Appended.Stored>(await node.JournalIn("whole").Journal.Append(new Draft { Kind = Kind.Note, What = new NoteFacts() }, Stop));
            Assert.Contains("is closed: ", Assert.Throws<IOException>(() => node.JournalIn("broken")).Message, StringComparison.Ordinal);
            Assert.Contains("is damaged", node.Logs.Trouble(node.Circle("broken").Id), StringComparison.Ordinal);
            Assert.Null(node.Logs.Trouble(node.Circle("whole").Id));
            var told = new List<string>();
            using var looked = new CancellationTokenSource();
            var sharing = Task.Run(() => node.Sharing.Run(sentence => { lock (told) told.Add(sentence); }, looked.Token), Stop);
            for (var waited = 0; waited < 6_000 && told.Count == 0; waited++) await Task.Delay(10, Stop);
            lock (told) Assert.Contains(told, sentence => sentence.StartsWith("this party's log in 'broken' is closed: ", StringComparison.Ordinal));
            await looked.CancelAsync();
            await sharing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

            await File.WriteAllTextAsync(broken, key, Stop);
            await node.Logs.Follow(Stop);
            Assert.NotNull(node.Logs.Trouble(node.Circle("broken").Id));
            clock.Pass(TimeSpan.FromSeconds(10));
            await node.Logs.Follow(Stop);
            Assert.Null(node.Logs.Trouble(node.Circle("broken").Id));
            Assert.Equal(node.Circle("broken").Id, node.JournalIn("broken").Journal.Log.Circle);
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
