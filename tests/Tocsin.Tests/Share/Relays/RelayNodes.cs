using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;
using Tocsin.Tests.Console;
using Tocsin.Warn;
using Xunit;
using Record = Tocsin.Share.Records.Record;

namespace Tocsin.Tests.Share.Relays;

/// <summary>Three nodes over loopback: alpha and beta in one circle, beta and gamma in another. Alpha and gamma share nothing.</summary>
public sealed class RelayNodes : IAsyncLifetime
{
    public static readonly CancellationToken Stop = CancellationToken.None;

    internal SharingNode Alpha { get; private set; } = null!;
    internal SharingNode Beta { get; private set; } = null!;
    internal SharingNode Gamma { get; private set; } = null!;

    /// <summary>Where alpha speaks, and where it is passed on to.</summary>
    internal Circle Origin { get; private set; } = null!;
    internal Circle Onward { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (Alpha, Beta, Gamma) = (await SharingNode.Start("Agency of Alpha"), await SharingNode.Start("Ministry of Beta"), await SharingNode.Start("Office of Gamma"));
        Origin = await Found(Alpha, Beta, "origin", Tlp.Clear);
        Onward = await Found(Beta, Gamma, "onward", Tlp.Amber);
    }

    /// <summary>A circle of two.</summary>
    internal static async Task<Circle> Found(SharingNode founder, SharingNode joining, string name, Tlp marking, bool exercise = false)
    {
        var circle = await founder.Desk.Found(new(name, "Passing on", marking, exercise, History: true, Quorum: null, Succeeds: null), Stop);
        var invitation = await founder.Desk.Invite(circle, PapersFile.Of(joining.Node.Register.Chain(joining.Node.Own.Id)!), Stop);
        await founder.Take((await joining.Desk.Join(invitation, Stop)).Answer);
        await joining.Take(PapersFile.Of(founder.Node.Register, circle));
        return circle;
    }

    internal Journal Of(SharingNode node, Circle circle) => node.Node.Logs.Of(circle.Id)!;

    /// <summary>Alpha says something in the circle of origin, and beta holds it.</summary>
    internal async Task<Appended.Stored> Say(string words, Tlp? marking = null, Personal? personal = null, string? key = null)
    {
        var stored = Assert.IsType<Appended.Stored>(await Of(Alpha, Origin).Append(new Draft
        {
            Kind = Kind.Observation, Marking = marking, Personal = personal,
            What = new EventFacts { Type = "report", Category = Category.Health, At = Instant.FromUtc(2026, 1, 2, 3, 4), Severity = Severity.Severe },
            Where = new Where { Name = "the port" }, Texts = [new TextBlock { Headline = words }],
            Source = new Source { Publisher = "Alpha's clinic", Key = key is null ? null : new SourceKey("clinic", "alpha", [key], null) },
        }, Stop));
        await Holds(Beta, stored.Address);
        return stored;
    }

    internal Task<Publishing> Relay(RecordAddress address, params string[] without) => Relay(Onward, address, withPersonal: false, without);

    internal async Task<Publishing> Relay(Circle circle, RecordAddress address, bool withPersonal, params string[] without)
    {
        while (true)
        {
            await Beta.Node.Settle(Stop);
            var relaying = await new RelayRecord(Beta.Node.Sharing.House, Of(Beta, circle), circle.Current!.Terms()).Relay(address, without, withPersonal, Stop);
            // The head comes a moment after what stands under it.
            if (relaying is not Publishing.Refused { Reason: var reason } || !reason.Contains("no signed head", StringComparison.Ordinal)) return relaying;
            await Task.Delay(TimeSpan.FromMilliseconds(50), Stop);
        }
    }

    internal async Task<RecordAddress> Relayed(RecordAddress address, params string[] without)
    {
        var relay = Assert.IsType<Publishing.Published>(await Relay(address, without)).Address;
        await Holds(Gamma, relay);
        return relay;
    }

    internal async Task<RecordAddress> Consent(Appended.Stored record, Circle to, bool withPersonal = false)
    {
        await Alpha.Node.Settle(Stop);
        var consent = Assert.IsType<Consenting.Given>(await new ConsentToRelay(Of(Alpha, Origin), Alpha.Node.Records, Alpha.Node.Views).Consent(record.Address, to.Id, withPersonal, "o-alpha", Stop)).Address;
        await Holds(Beta, consent);
        return consent;
    }

    internal async Task Withdraw(RecordAddress address)
    {
        await Alpha.Node.Settle(Stop);
        var by = Assert.IsType<Withdrawing.Withdrawn>(await new WithdrawRecord(Of(Alpha, Origin), Alpha.Node.Records, Alpha.Node.Views).Withdraw(address, "wrong", Stop)).By;
        await Holds(Beta, by);
        await Beta.Node.Settle(Stop);
    }

    internal async Task Erase(RecordAddress address, params string[] groups)
    {
        await Alpha.Node.Settle(Stop);
        Assert.IsType<Erasing.Erased>(await new EraseRecord(Of(Alpha, Origin), Alpha.Node.Records, Alpha.Node.Views).Erase(address, groups, "asked for", Stop));
        var by = new RecordAddress(Of(Alpha, Origin).Log, Of(Alpha, Origin).Head.Size - 1);
        await Holds(Beta, by);
        await Beta.Node.Settle(Stop);
    }

    internal async Task<int> Tend()
    {
        await Beta.Node.Settle(Stop);
        var done = await new TendRelays(Beta.Node.Logs.OfAuthor, Beta.Node.Records, Beta.Node.Views).Sweep(Stop);
        await Beta.Node.Settle(Stop);
        return done;
    }

    internal static async Task<Record?> Read(SharingNode node, RecordAddress address) =>
        await node.Node.Records.Read(address, Stop) is { } stored && stored.Read().Try(out var record, out _) ? record : null;

    internal static Task Holds(SharingNode node, RecordAddress address) => Until(node, address, record => record is { Leaf.Digests.Length: > 0 });

    internal static Task Until(SharingNode node, RecordAddress address, Func<Record?, bool> isSo) => CircleNode.Until(async () => isSo(await Read(node, address)));

    internal static Task Stands(SharingNode node, RecordAddress address, RecordState state) =>
        CircleNode.Until(async () => (await node.Node.Views.Row(address, Stop))?.State == state);

    internal async Task<RelayLine> Line(SharingNode node, RecordAddress relay)
    {
        await node.Node.Settle(Stop);
        return (await new ListRelays(node.Node.Records, node.Node.Views).All(Stop)).Single(line => line.Address == relay);
    }

    /// <summary>The views are what the journal makes of them.</summary>
    internal static async Task Rebuild(SharingNode node)
    {
        await node.Node.Settle(Stop);
        var file = Path.Combine(Path.GetTempPath(), $"tocsin-rebuilt-{Guid.CreateVersion7():N}.db");
        try
        {
            using var fresh = Tocsin.Node.Stores.Sqlite.SqliteFile.Open(file, "OFF", Tocsin.Node.Stores.Sqlite.ViewsLayout.Layout);
            var judging = new CheckJudging(node.Node.Journal, node.Node.Records, node.Node.Folder.Identity()) { Names = node.Node.Names };
            Assert.IsType<Rebuilding.Same>(await new RebuildViews(node.Node.Records, _ => { }).Check(views => node.Node.FollowersInto(views, node.Node.World, judging), node.Node.Views, new Tocsin.Node.Stores.Sqlite.SqliteViews(fresh), Stop));
        }
        finally
        {
            foreach (var part in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(file) + "*")) File.Delete(part);
        }
    }

    public async Task DisposeAsync()
    {
        await Gamma.DisposeAsync();
        await Beta.DisposeAsync();
        await Alpha.DisposeAsync();
    }
}
