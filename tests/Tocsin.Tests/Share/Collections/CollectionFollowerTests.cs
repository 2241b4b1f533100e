using System.Text;
using Tocsin.Formats.Stix;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Xunit;
using static Tocsin.Tests.Share.Collections.CollectionDesk;

namespace Tocsin.Tests.Share.Collections;

/// <summary>What collections list of records that are revised, withdrawn, erased, said by several.</summary>
public sealed class CollectionFollowerTests
{
    [Fact]
    public async Task An_object_goes_out_as_its_author_wrote_it()
    {
        // In the circle in which the party is alone nothing is added to what others said.
        await using var desk = await OpenPrivate();
        var text = Object("malware", Uuid(1), "\"created\":\"2016-04-06T20:03:48.000Z\",\"modified\":\"2016-04-06T20:03:48.1234Z\",\"name\":\"\\u0041 <family> \\/\",\"is_family\":true,\"x_number\":1.0e3");
        await desk.Judge(text);
        await desk.Follow();
        Assert.Equal(text, Assert.Single((await desk.Read(All())).Texts));
    }

    [Fact]
    public async Task A_later_version_is_another_and_the_earlier_one_stays_to_be_asked_for()
    {
        await using var desk = await Open();
        await desk.Judge(Malware(1), Malware(2));
        await desk.Judge(Malware(1, "2018-01-01T00:00:00.000Z"));
        var malware = All() with { Types = ["malware"] };
        Assert.Equal(["malware--0000000 2016-04-06T20:03:48.000Z", "malware--0000000 2018-01-01T00:00:00.000Z"], await desk.Versions(malware));
        Assert.Equal(3, (await desk.Versions(malware with { Versions = new(true, false, false, []) })).Count);
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task The_same_again_is_listed_once_and_a_corrected_one_in_its_place_comes_anew()
    {
        await using var desk = await Open();
        Assert.All(await desk.Judge(Malware(1), Malware(1)), each => Assert.Null(each.Fault));
        Assert.All(await desk.Judge(Malware(1)), each => Assert.Null(each.Fault));
        await desk.Follow();
        var malware = All() with { Types = ["malware"], Versions = new(true, false, false, []) };
        var first = Assert.Single((await desk.Read(malware)).Objects);
        // Its author forgot to say another time: the log takes it for a revision.
        await desk.Judge(Malware(1, name: "Another family"));
        await desk.Follow();
        var page = await desk.Read(malware);
        Assert.Contains("Another family", Assert.Single(page.Texts), StringComparison.Ordinal);
        Assert.True(page.Objects[0].Place.Arrival > first.Place.Arrival);
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task What_two_logs_say_is_listed_once_and_the_second_stands_in_when_the_first_is_erased()
    {
        await using var desk = await Open();
        await using var other = await desk.Another();
        await desk.Judge(Malware(1));
        await desk.Post(other, Malware(1), Malware(2));
        await desk.Follow();
        var malware = All() with { Types = ["malware"], Versions = new(true, false, false, []) };
        Assert.Equal(2, (await desk.Read(malware)).Texts.Count);
        var first = await desk.Address($"malware--{Uuid(1)}");
        Assert.Equal(Desk.Log, first.Log);
        Assert.IsType<Erasing.Erased>(await desk.Desk.Erase.Erase(first, [], "asked for", Desk.Stop));
        await desk.Follow();
        Assert.Equal(2, (await desk.Read(malware)).Texts.Count);
        Assert.NotEqual(Desk.Log, (await desk.Address($"malware--{Uuid(1)}")).Log);
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task A_withdrawn_object_comes_again_revoked_and_what_has_no_versions_goes()
    {
        await using var desk = await Open();
        await desk.Judge(Malware(1), Object("ipv4-addr", "ff26c055-6336-5bc5-b98d-13d6226742dd", "\"value\":\"198.51.100.3\""));
        await desk.Follow();
        var before = (await desk.Read(All())).Next;
        foreach (var id in new[] { $"malware--{Uuid(1)}", "ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd" }) await desk.Withdraw(desk.Desk.Journal, await desk.Address(id));
        var all = All() with { Types = ["malware", "ipv4-addr"] };
        Assert.Equal(["malware--0000000 2016-04-06T20:03:48.001Z revoked"], await desk.Versions(all with { After = before }));
        Assert.Equal(["malware--0000000 2016-04-06T20:03:48.001Z revoked"], await desk.Versions(all));
        // Whatever its author writes later is later still.
        await desk.Judge(Malware(1, "2016-05-01T00:00:00.000Z"));
        Assert.Equal(["malware--0000000 2016-05-01T00:00:00.000Z"], await desk.Versions(all));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task What_another_still_says_is_not_revoked()
    {
        await using var desk = await Open();
        await using var other = await desk.Another();
        await desk.Judge(Malware(1));
        await desk.Post(other, Malware(1));
        await desk.Follow();
        await desk.Withdraw(desk.Desk.Journal, await desk.Address($"malware--{Uuid(1)}"));
        Assert.Equal(["malware--0000000 2016-04-06T20:03:48.000Z"], await desk.Versions(All() with { Types = ["malware"] }));
    }

    [Fact]
    public async Task What_is_erased_leaves_the_collection_and_the_file()
    {
        await using var desk = await Open();
        await desk.Judge(Malware(1), Malware(2, name: "Kept"), Object("malware", "abcdef01-2345-4678-9abc-def012345678", $"\"created\":\"{When}\",\"modified\":\"{When}\",\"name\":\"Gone\",\"is_family\":true"));
        await desk.Follow();
        Assert.IsType<Erasing.Erased>(await desk.Desk.Erase.Erase(await desk.Address("malware--abcdef01-2345-4678-9abc-def012345678"), [], "asked for", Desk.Stop));
        await desk.Follow();
        var malware = All() with { Types = ["malware"] };
        Assert.Equal(2, (await desk.Read(malware)).Texts.Count);
        Assert.DoesNotContain("abcdef01-2345-4678-9abc-def012345678", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(desk.Desk.Store.Folder, "views.db"))), StringComparison.Ordinal);
        // Words alone may go; what STIX is told of it stays.
        Assert.IsType<Erasing.Erased>(await desk.Desk.Erase.Erase(await desk.Address($"malware--{Uuid(2)}"), [Group.Text], "asked for", Desk.Stop));
        await desk.Follow();
        Assert.Equal(2, (await desk.Read(malware)).Texts.Count);
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }

    [Fact]
    public async Task A_record_of_another_origin_is_listed_in_this_houses_words()
    {
        await using var desk = await Open();
        await desk.Desk.Journal.Append(new Draft { Kind = Kind.Indicator, What = new IndicatorFacts { Type = "ipv4", Value = "192.0.2.7", Category = Category.Infra }, Source = new Source { Key = new SourceKey("list", "list", ["192.0.2.7"], null), Publisher = "List" } }, Desk.Stop);
        await desk.Desk.Journal.Append(Desk.Quake("a quake", "us1"), Desk.Stop);
        await desk.Follow();
        var page = await desk.Read(All());
        Assert.Equal(["identity", "marking-definition", "indicator"], page.Objects.Select(each => each.Type));
        Assert.Equal(page.Objects.Select(each => each.Id), page.Texts.Select(text => StixHeader.Read(text).Id));
        Assert.IsType<Rebuilding.Same>(await desk.Rebuild());
    }
}
