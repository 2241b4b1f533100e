using System.Globalization;
using Tocsin.Node.Api.Taxii;
using Tocsin.Share.Collections;
using Tocsin.Share.Views;
using Tocsin.Tests.Conventions;
using Tocsin.Warn.Feeds;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>What docs/taxii.md says is what the code does.</summary>
public sealed class TaxiiPageTests
{
    static string Page() => File.ReadAllText(Path.Combine(SourceFiles.Root, "docs", "taxii.md"));

    [Fact]
    public void Its_limits_are_those_of_the_code()
    {
        string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
        string[] told =
        [
            $"`limit` is 1 to {N(TaxiiLimits.PageObjectsMax)} ({TaxiiLimits.PageObjectsUsual})", $"about {PageObjects.PageCharsMax >> 20} million characters", $"up to {TaxiiLimits.FilterValuesMax} values each", $"looks through {N(ObjectQuery.LookedThroughMax)} versions",
            $"at most {N(PostObjects.ObjectsMax)} objects and {TaxiiLimits.PostBytesMax >> 20} MiB", $"for {TaxiiLimits.StatusHours} hours, up to the last {N(TaxiiLimits.StatusesMax)}", $"{FeedLimits.TaxiiPageBytesMax >> 20} MiB; {FeedLimits.TaxiiPagesMax} pages", $"up to {N(TaxiiCursor.LimitMost)} objects",
            $"more than {CollectionFollower.EarlyMost.TotalMinutes:0} minutes later", $"{TaxiiLimits.StatusBytesMax >> 20} MiB of all, and of one token {N(TaxiiLimits.StatusesOfTokenMax)} and {TaxiiLimits.StatusBytesOfTokenMax >> 20} MiB", $"more than {N(TaxiiCursor.NextCharsMax)} characters",
        ];
        Assert.All(told, words => Assert.Contains(words, Page().ReplaceLineEndings(" "), StringComparison.Ordinal));
    }

    [Fact]
    public void Its_feed_reads()
    {
        var feed = Assert.IsType<UrlFeed>(Assert.Single(Assert.IsType<FeedsRead.Good>(FeedsReader.Read(Page().Split("```yaml\n")[1].Split("```")[0])).Book.Feeds));
        Assert.Equal("https://taxii.example/api1/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/objects/", feed.TaxiiObjects.AbsoluteUri);
        Assert.True(feed.IsTaxii);
    }
}
