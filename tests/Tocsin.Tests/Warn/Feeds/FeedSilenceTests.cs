using NodaTime;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Feeds;
using Tocsin.Warn.Following;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Xunit;

namespace Tocsin.Tests.Warn.Feeds;

/// <summary>A feed that is silent for longer than it may be is a record, which a rule or a watch rings for and which ends when the feed speaks again.</summary>
public sealed class FeedSilenceTests : IAsyncLifetime
{
    static readonly Duration Minute = Duration.FromMinutes(1);
    static readonly UrlFeed Usgs = new() { Name = "usgs", Url = new Uri("https://usgs.example/hour.geojson"), Every = Minute };
    static readonly FolderFeed Inbox = new() { Name = "inbox", Path = "/srv/inbox", SilentAfterWritten = Duration.FromHours(2) };

    readonly Dictionary<string, FeedHealth> states = new(StringComparer.Ordinal);
    WarnNode node = null!;
    WatchFeeds watch = null!;

    public async Task InitializeAsync()
    {
        node = await WarnNode.Open();
        await node.Settle();
        Restart();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    void Restart() => watch = new WatchFeeds(node.Journal, node.Views, node.Clock);

    void Ask(Feed feed, Asked asked) => states[feed.Name] = feed is UrlFeed url
        ? Of(feed).After(asked, url.Every, node.Clock.Now(), Chance.System) : Of(feed).Hearing(asked, node.Clock.Now());

    FeedHealth Of(Feed feed) => states.GetValueOrDefault(feed.Name, FeedHealth.Unasked);

    async Task<IReadOnlyList<FeedSilence>> Tick(params Feed[] feeds)
    {
        var said = await watch.Tick([.. feeds.Select(feed => (feed, Of(feed)))], WarnNode.Stop);
        await node.Settle();
        return said;
    }

    async Task<string[]> Words() => [.. (await node.Warnings()).Select(w => (WarningFacts)w.What!).Select(w => $"{w.Message}: {w.Why}")];

    [Fact]
    public async Task A_silent_feed_rings_once_over_restarts_and_is_ended_when_it_speaks()
    {
        Ask(Usgs, new Asked.Taken(1, 0, null));
        for (var minutes = 1; minutes < 15; minutes++)
        {
            node.Clock.Pass(Minute);
            Ask(Usgs, new Asked.Failed("usgs.example answered 503", null));
            Assert.Empty(await Tick(Usgs));
        }
        node.Clock.Pass(Minute);
        Assert.Equal(WarnNode.Noon, Assert.Single(await Tick(Usgs)).Since);
        Assert.Empty(await Tick(Usgs));
        Restart();
        node.Clock.Pass(WatchFeeds.Grace);
        Assert.Empty(await Tick(Usgs));
        Assert.Equal(["Alert: The feed usgs is silent since 2026-03-01 12:00 UTC, and may be for 15 minutes: what it would have told is missing here."], await Words());
        Assert.Equal("The feed usgs is silent since 2026-03-01 12:00 UTC", Assert.Single(await node.Threads()).Headline);
        Assert.Equal("usgs", Assert.Single(await ShiftViews.FeedSilences(node.Views, WarnNode.Stop)).Feed);
        Assert.Empty(await new ListSources(node.Records, node.Views, node.Clock).Handle(WarnNode.Stop));     // The node is no source of its own.

        node.Clock.Pass(Minute);
        Ask(Usgs, new Asked.Unchanged());
        Assert.Equal(SilenceEnd.Spoke, Assert.Single(await Tick(Usgs)).End);
        Assert.Empty(await Tick(Usgs));
        Restart();
        Assert.Empty(await Tick(Usgs));
        Assert.Equal("Cancel: The feed usgs spoke again on 2026-03-01 12:26 UTC.", (await Words())[^1]);
        Assert.True(Assert.Single(await node.Threads()).IsCancelled);
        Assert.Empty(await ShiftViews.FeedSilences(node.Views, WarnNode.Stop));

        Ask(Usgs, new Asked.Failed("usgs.example answered 503", null));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Single(await Tick(Usgs));
        Assert.Equal(2, (await node.Threads()).Count);       // The next silence is another event.
        Assert.Equal(3, (await Words()).Length);
        foreach (var warning in await node.Warnings())
            Assert.IsType<Replaying.Same>(await new ReplayWarning(node.Records, TestWorld.Atlas).Handle(warning.Address, WarnNode.Stop));
        Assert.IsType<Rebuilding.Same>(await node.Rebuild());
    }

    [Fact]
    public async Task A_folder_is_silent_while_no_file_comes_and_only_where_its_file_says_for_how_long()
    {
        var idle = Inbox with { Name = "idle", SilentAfterWritten = null };
        foreach (var folder in new[] { Inbox, idle }) states[folder.Name] = FeedHealth.Unasked.Watched(node.Clock.Now());
        node.Clock.Pass(Duration.FromMinutes(119));
        Assert.Empty(await Tick(Inbox, idle));
        node.Clock.Pass(Minute);
        Assert.Equal(("inbox", WarnNode.Noon), (await Tick(Inbox, idle)).Select(said => (said.Feed, said.Since)).Single());
        states[Inbox.Name] = Of(Inbox).Watched(node.Clock.Now());          // Watched again after a restart: that is no file.
        Assert.Empty(await Tick(Inbox, idle));
        Ask(Inbox, new Asked.Taken(0, 0, null) { Known = 3 });
        Assert.Equal(SilenceEnd.Spoke, Assert.Single(await Tick(Inbox, idle)).End);
    }

    [Fact]
    public async Task A_feed_that_is_taken_out_of_the_file_is_waited_for_no_more()
    {
        Ask(Usgs, new Asked.Failed("no route", null));
        node.Clock.Pass(Duration.FromMinutes(15));
        await Tick(Usgs);
        Assert.Equal(SilenceEnd.Left, Assert.Single(await Tick()).End);
        Assert.Equal("Cancel: The feed usgs is no feed of this node since 2026-03-01 12:15 UTC: nobody waits for it now, and it may be silent still.", (await Words())[^1]);
    }

    [Fact]
    public async Task A_node_that_has_just_started_hears_first_what_waited_for_it()
    {
        Ask(Usgs, new Asked.Taken(1, 0, null));
        node.Clock.Now += Duration.FromDays(20);
        Restart();
        Ask(Usgs, new Asked.Failed("the network is not up yet", null));
        Assert.Empty(await Tick(Usgs));
        node.Clock.Pass(WatchFeeds.Grace);
        Assert.Equal(WarnNode.Noon, Assert.Single(await Tick(Usgs)).Since);
        Assert.Single(await Words());        // It is no old news that nothing comes.
    }

    [Fact]
    public async Task A_clock_that_is_put_back_makes_nobody_silent_and_does_not_keep_a_silence_from_ending()
    {
        Ask(Usgs, new Asked.Taken(1, 0, null));
        node.Clock.Pass(Duration.FromMinutes(20));
        Ask(Usgs, new Asked.Failed("no route", null));
        node.Clock.Now -= Duration.FromDays(1);
        Assert.Empty(await Tick(Usgs));
        node.Clock.Now += Duration.FromDays(1);
        Assert.Single(await Tick(Usgs));
        node.Clock.Now -= Duration.FromDays(1);
        Ask(Usgs, new Asked.Unchanged());
        Assert.Equal(SilenceEnd.Spoke, Assert.Single(await Tick(Usgs)).End);
    }

    [Fact]
    public async Task A_watch_by_the_feeds_name_rings_for_it_and_ends_with_it()
    {
        await WithoutTheRule();
        await node.Append(new Draft { Kind = Kind.Watch, What = new WatchFacts { Name = "USGS quiet", Owner = "o-1", Words = ["usgs"], Kinds = [Kind.Observation.Name] } });
        Ask(Usgs, new Asked.Failed("no route", null));
        node.Clock.Pass(Duration.FromMinutes(15));
        await Tick(Usgs);
        await Match();
        Assert.StartsWith("Alert: The watch 'USGS quiet' asks for", Assert.Single(await Words()), StringComparison.Ordinal);
        node.Clock.Pass(Minute);
        Ask(Usgs, new Asked.Unchanged());
        await Tick(Usgs);
        await Match();
        Assert.Equal(["Alert", "Cancel"], (await Words()).Select(words => words.Split(':')[0]));
    }

    Task WithoutTheRule() => node.Adopt(RuleBook.DefaultText().Replace("types: [feed-silence]", "types: [nothing]", StringComparison.Ordinal));

    Task Match() => node.Step(new WatchFollower(node.Journal, node.Records, node.Views, TestWorld.Atlas));

    [Fact]
    public async Task What_a_partner_says_of_its_feeds_rings_here_for_nobody()
    {
        var partner = await node.Other(circle: 9, party: 9);
        await partner.Append(new FeedSilence("usgs", WarnNode.Noon, 15, SilenceEnd.None, null).Draft(partner.Log.Party, "why"), WarnNode.Stop);
        await Tick();
        Assert.Empty(await Words());
        Assert.Empty(await ShiftViews.FeedSilences(node.Views, WarnNode.Stop));
    }

    [Fact]
    public async Task What_is_erased_of_it_is_silent_nowhere()
    {
        await WithoutTheRule();
        Ask(Usgs, new Asked.Failed("no route", null));
        node.Clock.Pass(Duration.FromMinutes(15));
        await Tick(Usgs);
        var said = (await node.Records.ReadAfter(0, 100, WarnNode.Stop)).Single(stored => stored.Read().Try(out var record, out _) && record.What is EventFacts { Type: FeedSilence.Type });
        Assert.IsType<Erasing.Erased>(await new EraseRecord(node.Journal, node.Records, node.Views).Erase(said.Address, [], "asked for", WarnNode.Stop));
        await node.Step(new ErasureFollower(node.Records, _ => { }));
        await node.Settle();
        Assert.Empty(await ShiftViews.FeedSilences(node.Views, WarnNode.Stop));
        var rebuilt = await node.Rebuild();
        Assert.True(rebuilt is Rebuilding.Same, $"{rebuilt}");

        // Its end is told of no more, and the feeds after it are looked at all the same.
        var other = Usgs with { Name = "jma" };
        Ask(Usgs, new Asked.Taken(1, 0, null));
        Ask(other, new Asked.Failed("no route", null));
        node.Clock.Pass(Duration.FromMinutes(15));
        Assert.Equal("jma", Assert.Single(await Tick(Usgs, other)).Feed);
        Assert.Empty(await Tick(Usgs, other));
    }
}
