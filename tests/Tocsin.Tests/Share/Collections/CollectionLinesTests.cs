using NodaTime;
using Tocsin.Formats.Stix;
using Tocsin.Share.Collections;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;
using static Tocsin.Tests.Share.Collections.CollectionDesk;

namespace Tocsin.Tests.Share.Collections;

/// <summary>What is listed where several members tell of one object, and withdraw and erase what they told.</summary>
public sealed class CollectionLinesTests
{
    const string Later = "2018-01-01T00:00:00.000Z", Name = "malware--0000000";

    static readonly string Id = $"malware--{Uuid(1)}";
    static readonly ObjectQuery Lasts = All() with { Types = ["malware"] }, Versions = Lasts with { Versions = new(true, false, false, []) };

    static Task<CollectionDesk> Open() => CollectionDesk.Open();

    [Fact]
    public async Task A_withdrawal_is_not_held_back_by_who_holds_an_older_version_and_stays_when_that_is_erased()
    {
        await using var desk = await Open();
        await using var other = await desk.Another();
        await desk.Judge(Malware(1));
        await desk.Post(other, Malware(1));
        await desk.Judge(Malware(1, Later));
        await desk.Follow();
        await desk.Withdraw(desk.Desk.Journal, (await desk.Tellings(Desk.Log, Id))[^1]);
        Assert.Equal([$"{Name} 2018-01-01T00:00:00.001Z revoked"], await desk.Versions(Lasts));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
        await desk.EraseAll(other, Assert.Single(await desk.Tellings(other.Log, Id)));
        Assert.Equal([$"{Name} 2018-01-01T00:00:00.001Z revoked"], await desk.Versions(Lasts));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_withdrawal_that_was_held_back_comes_when_the_other_holder_goes(bool isErased)
    {
        await using var desk = await Open();
        await using var other = await desk.Another();
        await desk.Judge(Malware(1));
        await desk.Post(other, Malware(1));
        await desk.Follow();
        await desk.Withdraw(desk.Desk.Journal, Assert.Single(await desk.Tellings(Desk.Log, Id)));
        Assert.Equal([$"{Name} {When}"], await desk.Versions(Lasts));
        var reached = (await desk.Read(All())).Next;
        var others = Assert.Single(await desk.Tellings(other.Log, Id));
        if (isErased) await desk.EraseAll(other, others);
        else await desk.Withdraw(other, others);
        Assert.Equal([$"{Name} 2016-04-06T20:03:48.001Z revoked"], await desk.Versions(Lasts with { After = reached }));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task Who_says_it_only_after_the_withdrawal_does_not_take_it_back()
    {
        await using var desk = await Open();
        await using var other = await desk.Another();
        await desk.Judge(Malware(1));
        await desk.Follow();
        await desk.Withdraw(desk.Desk.Journal, Assert.Single(await desk.Tellings(Desk.Log, Id)));
        await desk.Follow();
        await desk.Post(other, Malware(1));
        Assert.Equal([$"{Name} 2016-04-06T20:03:48.001Z revoked"], await desk.Versions(Lasts));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task Nobody_replaces_what_another_told_first_and_what_stood_behind_it_comes_anew_when_that_is_erased()
    {
        await using var desk = await Open();
        await using var other = await desk.Another();
        await desk.Judge(Malware(1));
        await desk.Post(other, Malware(1, name: "Their words"), Malware(1, Later).Replace("}", ",\"revoked\":true}", StringComparison.Ordinal));
        Assert.Equal([$"{Name} {When}"], await desk.Versions(Lasts));
        Assert.Equal([$"{Name} {When}"], await desk.Versions(Versions));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
        var before = await desk.Read(All());
        await desk.EraseAll(desk.Desk.Journal, Assert.Single(await desk.Tellings(Desk.Log, Id)));
        // Whoever had read to the end, by place or by date, is told.
        Assert.Equal([$"{Name} {When}", $"{Name} {Later} revoked"], await desk.Versions(Versions with { After = before.Next }));
        Assert.Equal([$"{Name} {Later} revoked"], await desk.Versions(Lasts with { AddedAfter = before.Objects[^1].Added }));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task A_version_later_than_its_arrival_is_not_listed()
    {
        await using var desk = await Open();
        await using var other = await desk.Another();
        var ahead = new Tocsin.Tests.Officers.HandClock();
        ahead.Pass(TimeProvider.System.GetUtcNow().AddYears(1) - ahead.GetUtcNow());
        string In(Duration time) => StixTime.Write(Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) + time);
        await desk.Post(other, ahead, Malware(1), Malware(1, In(CollectionFollower.EarlyMost + Duration.FromMinutes(1))), Malware(2, In(CollectionFollower.EarlyMost - Duration.FromMinutes(2))));
        Assert.Equal(3, (await desk.Tellings(other.Log, Id)).Count + (await desk.Tellings(other.Log, $"malware--{Uuid(2)}")).Count);
        await desk.Follow();
        Assert.Equal([Id, $"malware--{Uuid(2)}"], (await desk.Read(Versions)).Objects.Select(each => each.Id));
        Assert.Equal([$"{Name} {When}"], await desk.Versions(Lasts with { Ids = [Id] }));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task An_exercise_says_so_in_each_object_or_leaves_it_out()
    {
        await using var desk = await OpenExercise();
        var labelled = Object("malware", Uuid(2), $"\"created\":\"{When}\",\"modified\":\"{When}\",\"name\":\"A drill\",\"is_family\":true,\"labels\":[\"x\",\"exercise\"]");
        await desk.Judge(Malware(1), labelled, Object("malware", Uuid(3), $"\"created\":\"{When}\",\"modified\":\"{When}\",\"name\":\"exercise\",\"is_family\":true,\"labels\":[[\"exercise\"]]"));
        await desk.Desk.Journal.Append(new Draft { Kind = Kind.Indicator, What = new IndicatorFacts { Type = "ipv4", Value = "192.0.2.7", Category = Category.Infra, Silent = "a whole network" }, Source = new Source { Key = new SourceKey("list", "list", ["192.0.2.7"], null), Publisher = "List" } }, Desk.Stop);
        await desk.Follow();
        var page = await desk.Read(All());
        Assert.Equal([$"malware--{Uuid(2)}"], page.Objects.Where(each => each.Type == "malware").Select(each => each.Id));
        Assert.Contains("\"labels\":[\"not-for-detection\",\"exercise\"]", Assert.Single(page.Texts, text => text.Contains("192.0.2.7", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task An_exercise_does_not_get_into_the_collection_of_a_real_circle()
    {
        await using var desk = await Open();
        Draft Incident(string word, CapStatus status) => new()
        {
            Kind = Kind.Incident, What = new EventFacts { Type = "flood", Category = Category.Met, At = Instant.FromUtc(2026, 1, 2, 3, 4), Status = status }, Texts = [new TextBlock { Headline = word }],
        };
        foreach (var status in Enum.GetValues<CapStatus>()) await desk.Desk.Journal.Append(Incident($"{status}", status), Desk.Stop);
        await desk.Follow();
        Assert.Contains("\"name\":\"Actual\"", Assert.Single((await desk.Read(All() with { Types = ["incident"] })).Texts), StringComparison.Ordinal);
    }
}
