using Tocsin.Node.Running;
using Tocsin.Share.Doors;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>How what a feed brings is taken in.</summary>
static class FeedOptions
{
    /// <summary>As the feed's entry says, and by what the node knows now. Only a folder's files may be lists that decide what is silent here.</summary>
    /// <exception cref="IOException">The certificates do not read.</exception>
    public static ImportOptions Of(Feed feed, TocsinNode node) => node.Importing with
    {
        Format = feed.Format, Publisher = feed is FolderFeed ? feed.Publisher : feed.Publisher ?? feed.Name, KeepsLists = feed is FolderFeed,
        Salt = feed.HashesValues ? node.SaltIn(feed.Circle) : null, Signatures = PinnedCertificates.Of(feed, Path.GetDirectoryName(node.Folder.Feeds)!),
    };

    /// <summary>What came of taking a document in.</summary>
    public static Asked AskedOf(ImportReport report) => report.Failure is { } failure
        ? new Asked.Failed(failure, null)
        : new Asked.Taken(report.Accepted + report.Revised, report.Refused.Count, report.Refused is [var first, ..] ? $"{first.At}: {first.Reason}" : null) { Known = report.Duplicates };
}
