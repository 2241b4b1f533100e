using Tocsin.Formats;
using Tocsin.Share.Doors;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Feeds;

/// <summary>What came of reading the feeds: a closed set.</summary>
public abstract record FeedsRead
{
    FeedsRead() { }

    /// <summary>All of it is understood.</summary>
    /// <param name="Book">The feeds.</param>
    public sealed record Good(FeedBook Book) : FeedsRead;

    /// <summary>Something is not understood, so nothing of the file counts.</summary>
    /// <param name="Faults">What is wrong, in the order of the file; at least one. No fault repeats a secret.</param>
    public sealed record Bad(ImmutableArray<RuleFault> Faults) : FeedsRead;
}

/// <summary>Reads <c>feeds.yaml</c> strictly: what it does not know it refuses with its place.</summary>
public static class FeedsReader
{
    /// <summary>The format of a server that is asked page by page.</summary>
    const string Taxii = "taxii";

    /// <summary>Reads the text of the file.</summary>
    public static FeedsRead Read(string yaml)
    {
        if (YamlFile.Open(yaml, FeedLimits.TextCharsMax, "the feeds", "version and feeds", out var fault, isSecret: true) is not { } root) return new FeedsRead.Bad([fault]);
        var faults = new List<RuleFault>();
        var file = new Fields(root, "the file", faults);
        file.Number("version", FeedBook.Version, FeedBook.Version, "the only version of this layout is 1");
        var feeds = file.Entries("feeds", FeedLimits.FeedsMax, "one of feeds", Feed);
        file.End();
        foreach (var twice in feeds.GroupBy(feed => feed.Name).Where(group => group.Count() > 1)) file.Fault("feeds", $"two feeds bear the name '{twice.Key}'");
        return faults.Count > 0
            ? new FeedsRead.Bad([.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)])
            : new FeedsRead.Good(new FeedBook(feeds));
    }

    static Feed Feed(Fields fields)
    {
        var feed = Source(fields);
        if (!fields.Has("silent_after")) return feed;
        var silent = fields.Time("silent_after", FeedLimits.SilentAfterMost);
        var least = feed is UrlFeed url ? Duration.Max(url.Every, FeedLimits.SilentAfterLeast) : FeedLimits.SilentAfterLeast;
        if (silent < least) fields.Fault("silent_after", feed is UrlFeed ? "a feed may be silent for as long as it is not asked, and for a minute at least" : "a folder may be silent for a minute at least");
        return feed with { SilentAfterWritten = silent };
    }

    static Feed Source(Fields fields)
    {
        var (name, circle, publisher, word) = (fields.Name("name"), fields.Optional("circle"), fields.Optional("publisher"), fields.Optional("format"));
        if (word == Taxii && !fields.Has("folder")) return OfTaxii(fields, Url(fields)) with { Name = name, Circle = circle, Publisher = publisher, Format = FileFormat.Stix, IsTaxii = true };
        var format = Format(fields, word);
        var isHashed = HashesValues(fields, circle, format);
        var (signedBy, required) = Signed(fields, format);
        if (!fields.Has("folder")) return OfUrl(fields, format) with { Name = name, Circle = circle, Publisher = publisher, Format = format, SignedBy = signedBy, SignatureRequired = required, HashesValues = isHashed };
        var path = fields.Text("folder") ?? "";
        if (!Path.IsPathRooted(path)) fields.Fault("folder", "folder is a whole path, from the root on");
        if (format == FileFormat.MispFeed) fields.Fault("format", "a watched folder takes files in and moves them away: a folder that is a MISP feed is read by 'tocsin import'");
        return new FolderFeed { Name = name, Circle = circle, Publisher = publisher, Format = format, Path = path, SignedBy = signedBy, SignatureRequired = required, HashesValues = isHashed };
    }

    static UrlFeed OfUrl(Fields fields, FileFormat format)
    {
        var feed = Url(fields);
        if (format == FileFormat.MispWarningList) fields.Fault("format", "a warning list decides what is silent here, and no server decides that: fetch it yourself, and 'tocsin import' it or drop it into a watched folder");
        if (format != FileFormat.MispFeed) return feed;
        if (feed.FollowsLinks) fields.Fault("links", "a MISP feed has a manifest and no links: leave links out");
        if (feed.Url.Query.Length > 0 || feed.Url.Fragment.Length > 0) fields.Fault("url", "the address of a MISP feed has neither ? nor #");
        return feed;
    }

    static bool HashesValues(Fields fields, string? circle, FileFormat format)
    {
        if (!fields.Bool("hash_values", otherwise: false)) return false;
        if (circle is null or "private") fields.Fault("hash_values", "hashes in place of values are told to a circle's members: name the circle");
        if (format is not (FileFormat.Unknown or FileFormat.Indicators)) fields.Fault("hash_values", "only a list of indicators is told as hashes; other formats say the values elsewhere too");
        return true;
    }

    static UrlFeed Url(Fields fields)
    {
        var url = fields.Url("url") ?? new Uri("https://none.invalid");
        var every = fields.Time("every", FeedLimits.EveryMost);
        if (every < FeedLimits.EveryLeast) fields.Fault("every", $"no server is asked more often than every {FeedLimits.EveryLeast.TotalSeconds:0} seconds");
        var (token, user, password) = (fields.Optional("token"), fields.Optional("user"), fields.Optional("password"));
        if (user is null != password is null) fields.Fault("user", "whoever signs in has a user and a password");
        if (token is not null && user is not null) fields.Fault("token", "a feed has a token, or a user and a password, not both");
        if (token?.Any(c => c is <= ' ' or > '~') == true) fields.Fault("token", "a token has no spaces, and nothing beyond ASCII");
        var follows = fields.Bool("links", otherwise: false);
        var hosts = fields.Has("hosts") ? fields.Strings("hosts") : [];
        if (hosts.Count > 0 && !follows) fields.Fault("hosts", "hosts are those to which links lead: it needs links: true");
        if (hosts.FirstOrDefault(host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is { } odd) fields.Fault("hosts", $"'{odd}' is no name of a machine");
        return new UrlFeed { Name = "", Url = url, Every = every, Token = token, User = user, Password = password, CaFile = fields.Optional("ca_file"), FollowsLinks = follows, Hosts = [.. hosts] };
    }

    static (string? By, bool Required) Signed(Fields fields, FileFormat format)
    {
        var (by, required) = (fields.Optional("signed_by"), fields.Has("signature") && fields.Choice("signature", "required", "wanted") == "required");
        if (by is null && fields.Has("signature")) fields.Fault("signature", "signature needs signed_by: whose signature it is to be");
        if (by is not null && format is not (FileFormat.Unknown or FileFormat.Cap)) fields.Fault("signed_by", "alerts (cap) bear signatures, and no other format does");
        return (by, required);
    }

    static UrlFeed OfTaxii(Fields fields, UrlFeed feed)
    {
        var collection = fields.Optional("collection");
        if (feed.FollowsLinks) fields.Fault("links", "a TAXII server has pages and no links: leave links out");
        if (feed.Url.Query.Length > 0 || feed.Url.Fragment.Length > 0) fields.Fault("url", "the address of a TAXII server's API root or collection has neither ? nor #");
        if (collection is null && !feed.Url.AbsolutePath.Contains("/collections/", StringComparison.Ordinal)) fields.Fault("url", "the address of a collection ends in /collections/ID/; of an API root the collection is named by collection: ID");
        return feed with { Collection = collection };
    }

    static FileFormat Format(Fields fields, string? text)
    {
        if (text is null) return FileFormat.Unknown;
        if (!DoorFormats.TryParse(text, out var format)) fields.Fault("format", text == Taxii ? $"a folder is no TAXII server: {Taxii} goes with url" : $"format is {Taxii}, or one of {DoorFormats.All}");
        return format;
    }
}
