using NodaTime;
using Tocsin.Formats;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Warn.Feeds;

/// <summary>The file of the feeds.</summary>
public sealed class FeedsReaderTests
{
    [Fact]
    public void The_example_of_the_documentation()
    {
        var page = File.ReadAllText(Share.Doors.Checkout.Path("docs/feeds.md"));
        var feeds = Assert.IsType<FeedsRead.Good>(FeedsReader.Read(page.Split("```yaml\n")[1].Split("```")[0])).Book.Feeds;
        var (usgs, alerts, inbox) = ((UrlFeed)feeds[0], (UrlFeed)feeds[1], (FolderFeed)feeds[2]);
        Assert.Equal((Duration.FromMinutes(1), FileFormat.UsgsGeoJson, (string?)null), (usgs.Every, usgs.Format, usgs.Circle));
        Assert.Equal((true, "coast", "5f0c4e0b7a", "cdn.alerts.example"), (alerts.FollowsLinks, alerts.Circle, alerts.Token, Assert.Single(alerts.Hosts)));
        Assert.Equal("/srv/tocsin/inbox", inbox.Path);
        Assert.Equal((Duration.FromMinutes(15), Duration.FromHours(1), Duration.FromDays(1)), (usgs.SilentAfter, alerts.SilentAfter, inbox.SilentAfter));
    }

    [Theory]
    [InlineData("name: a\n    url: https://a.example\n    every: 9s", "no server is asked more often than every 10 seconds")]
    [InlineData("name: a\n    url: https://a.example\n    every: 8d", "7 days are the most")]
    [InlineData("name: a\n    url: http://a.example\n    every: 1m", "spoken to in the clear")]
    [InlineData("name: a\n    url: https://me:secret@a.example\n    every: 1m", "without a password")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    user: me", "has a user and a password")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    token: 'a b'", "a token has no spaces")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    token: a\n    user: b\n    password: c", "not both")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    hosts: [b.example]", "it needs links: true")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    links: true\n    hosts: ['b/c']", "no name of a machine")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    format: pdf", "format is taxii, or one of usgs, cap")]
    [InlineData("name: a\n    url: https://a.example/api1\n    every: 1m\n    format: taxii", "ends in /collections/ID/")]
    [InlineData("name: a\n    url: https://a.example/collections/a/?x=1\n    every: 1m\n    format: taxii", "neither ? nor #")]
    [InlineData("name: a\n    url: https://a.example/collections/a/\n    every: 1m\n    format: taxii\n    links: true", "pages and no links")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    collection: a", "has no key 'collection'")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    pace: 3", "has no key 'pace'")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    signature: required", "signature needs signed_by")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    signed_by: a.pem\n    signature: yes", "signature is required or wanted, not 'yes'")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    signed_by: a.pem\n    format: usgs", "alerts (cap) bear signatures")]
    [InlineData("name: a\n    url: https://a.example/collections/a/\n    every: 1m\n    format: taxii\n    signed_by: a.pem", "has no key 'signed_by'")]
    [InlineData("name: a\n    url: https://a.example", "needs the key every")]
    [InlineData("name: a\n    folder: inbox", "a whole path")]
    [InlineData("name: a\n    folder: /inbox\n    format: taxii", "taxii goes with url")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    format: misp-warninglist", "no server decides that")]
    [InlineData("name: a\n    url: https://a.example/?x=1\n    every: 1m\n    format: misp-feed", "neither ? nor #")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1m\n    format: misp-feed\n    links: true", "a manifest and no links")]
    [InlineData("name: a\n    folder: /inbox\n    format: misp-feed", "is read by 'tocsin import'")]
    [InlineData("name: a\n    folder: /inbox\n    hash_values: true", "name the circle")]
    [InlineData("name: a\n    folder: /inbox\n    circle: private\n    hash_values: true", "name the circle")]
    [InlineData("name: a\n    folder: /inbox\n    circle: fraud\n    format: misp\n    hash_values: true", "only a list of indicators is told as hashes")]
    [InlineData("name: a\n    url: https://a.example/collections/a/\n    every: 1m\n    circle: fraud\n    format: taxii\n    hash_values: true", "has no key 'hash_values'")]
    [InlineData("name: a\n    url: https://a.example\n    every: 1h\n    silent_after: 59m", "silent for as long as it is not asked")]
    [InlineData("name: a\n    url: https://a.example\n    every: 10s\n    silent_after: 59s", "for a minute at least")]
    [InlineData("name: a\n    folder: /inbox\n    silent_after: 59s", "a folder may be silent for a minute at least")]
    [InlineData("name: a\n    folder: /inbox\n    silent_after: 367d", "366 days are the most")]
    [InlineData("name: A b\n    folder: /inbox", "lower-case letters")]
    [InlineData("name: a\n    folder: /inbox\n  - name: a\n    folder: /other", "two feeds bear the name 'a'")]
    public void What_is_wrong_is_told_with_its_place(string feed, string reason)
    {
        var fault = Assert.Single(Assert.IsType<FeedsRead.Bad>(FeedsReader.Read($"version: 1\nfeeds:\n  - {feed}\n")).Faults);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
        Assert.InRange(fault.Line, 1, 10);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_pins_other_certificates_asks_another_question()
    {
        UrlFeed Of(string more) => (UrlFeed)Assert.Single(Assert.IsType<FeedsRead.Good>(FeedsReader.Read($"version: 1\nfeeds:\n  - name: a\n    url: https://a.example\n    every: 1m\n{more}")).Book.Feeds);
        var (none, wanted, required, other) = (Of(""), Of("    signed_by: a.pem\n"), Of("    signed_by: a.pem\n    signature: required\n"), Of("    signed_by: b.pem\n"));
        Assert.Equal((null, "a.pem", false, true), (none.SignedBy, wanted.SignedBy, wanted.SignatureRequired, required.SignatureRequired));
        Assert.Equal(4, new[] { none, wanted, required, other }.Select(feed => feed.Question).Distinct().Count());
    }

    [Fact]
    public void Values_as_hashes_and_MISP_feeds_are_asked_for()
    {
        var feeds = Assert.IsType<FeedsRead.Good>(FeedsReader.Read("version: 1\nfeeds:\n  - name: a\n    folder: /in\n    circle: fraud\n    hash_values: true\n  - name: b\n    url: https://b.example/feed/\n    every: 1h\n    format: misp-feed\n  - name: c\n    url: https://c.example/l.csv\n    every: 1h\n    format: indicators\n    circle: fraud\n    hash_values: true\n  - name: d\n    folder: /lists\n    format: misp-warninglist\n")).Book.Feeds;
        Assert.Equal([true, false, true, false], feeds.Select(feed => feed.HashesValues));
        Assert.Equal(("https://b.example/feed/manifest.json", true), (((UrlFeed)feeds[1]).MispFile("manifest.json").AbsoluteUri, ((UrlFeed)feeds[1]).IsMispFeed));
        Assert.NotEqual(((UrlFeed)feeds[2]).Question, (((UrlFeed)feeds[2]) with { HashesValues = false }).Question);
    }

    [Theory]
    [InlineData(FeedLimits.FeedsMax, true)]
    [InlineData(FeedLimits.FeedsMax + 1, false)]
    public void So_many_feeds_and_no_more(int count, bool isRead) => Assert.Equal(isRead,
        FeedsReader.Read("version: 1\nfeeds:\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"  - name: f{i}\n    folder: /in\n"))) is FeedsRead.Good);
}
