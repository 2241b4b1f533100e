using Tocsin.Formats;
using Tocsin.Formats.Misp;

namespace Tocsin.Warn.Feeds;

/// <summary>A source that the node asks by itself: a closed set. docs/feeds.md has each key of <c>feeds.yaml</c>.</summary>
public abstract record Feed
{
    private protected Feed() { }

    /// <summary>Its name: at most 40 lower-case letters, digits and hyphens.</summary>
    public required string Name { get; init; }
    /// <summary>In which circle its records are written, by name or id; nothing: in the private one.</summary>
    public string? Circle { get; init; }
    /// <summary>What it sends; unknown: it is recognised by its content.</summary>
    public FileFormat Format { get; init; }
    /// <summary>Whose list it is, where it does not say.</summary>
    public string? Publisher { get; init; }
    /// <summary>The file of the certificates whose signatures on its CAP alerts are believed, from the folder of <c>feeds.yaml</c> on; nothing: nobody's is asked for.</summary>
    public string? SignedBy { get; init; }
    /// <summary>Whether alerts that none of them signed are refused.</summary>
    public bool SignatureRequired { get; init; }
    /// <summary>Whether the circle is told salted hashes in place of the values of a list of indicators.</summary>
    public bool HashesValues { get; init; }
    /// <summary>For how long it may be silent, as its file says; nothing: it does not say.</summary>
    public Duration? SilentAfterWritten { get; init; }

    /// <summary>For how long it may be silent until that is an event; nothing: for ever.</summary>
    public abstract Duration? SilentAfter { get; }

    /// <summary>SHA-256, base64, over all that decides what comes and where it goes: once it changes, nothing is known of the feed any more.</summary>
    public abstract string Question { get; }

    private protected static string DigestOf(IEnumerable<string?> parts) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    /// <summary>What of it is part of the question where it is written at all.</summary>
    private protected IEnumerable<string?> Conditions => [.. SignedBy is null ? [] : (string?[])["signed", SignedBy, $"{SignatureRequired}"], .. HashesValues ? ["hashed"] : (string?[])[]];
}

/// <summary>A document behind an address.</summary>
public sealed record UrlFeed : Feed
{
    /// <summary>Where: https, or http on this machine.</summary>
    public required Uri Url { get; init; }
    /// <summary>How often it is asked, from <see cref="FeedLimits.EveryLeast"/> to <see cref="FeedLimits.EveryMost"/>.</summary>
    public required Duration Every { get; init; }
    /// <summary>A bearer token; nothing: none is sent.</summary>
    public string? Token { get; init; }
    /// <summary>Who signs in, with <see cref="Password"/>; nothing: nobody does.</summary>
    public string? User { get; init; }
    /// <summary>Their password.</summary>
    public string? Password { get; init; }
    /// <summary>The file of the certificate authority that alone is trusted; nothing: those of the machine.</summary>
    public string? CaFile { get; init; }
    /// <summary>Whether it is an index, Atom or RSS, whose links lead to the alerts.</summary>
    public bool FollowsLinks { get; init; }
    /// <summary>Hosts beside the index's own to which its links may lead. No token or password goes there.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Whether it is a TAXII 2.1 server, asked page by page for what came to a collection.</summary>
    public bool IsTaxii { get; init; }
    /// <summary>Its collection, by id or alias, where the address is an API root's; nothing: the address is the collection's.</summary>
    public string? Collection { get; init; }

    /// <summary>Where a TAXII server has the objects of the collection.</summary>
    public Uri TaxiiObjects => new($"{Url.AbsoluteUri.TrimEnd('/')}{(Collection is { } id ? $"/collections/{Uri.EscapeDataString(id)}" : "")}/objects/");

    /// <summary>Whether it is a MISP feed: a manifest, and a file for each event.</summary>
    public bool IsMispFeed => Format == FileFormat.MispFeed;

    /// <summary>Where a MISP feed has a file, whether the address is the feed's or its manifest's.</summary>
    public Uri MispFile(string name)
    {
        var folder = Url.AbsoluteUri.EndsWith($"/{MispManifest.FileName}", StringComparison.Ordinal) ? Url.AbsoluteUri[..^MispManifest.FileName.Length] : Url.AbsoluteUri;
        return new Uri($"{folder.TrimEnd('/')}/{name}");
    }

    /// <summary>Bytes of one answer at most, unpacked.</summary>
    public long AnswerBytesMax => IsTaxii ? FeedLimits.TaxiiPageBytesMax : IsMispFeed ? FormatLimits.JsonItemBytesMax : FeedLimits.AnswerBytesMax;

    /// <inheritdoc/>
    /// <remarks>Where the file does not say: three of its periods, and a quarter of an hour at least.</remarks>
    public override Duration? SilentAfter => SilentAfterWritten ?? Duration.Max(Every * FeedLimits.SilentPeriods, FeedLimits.SilentLeast);

    /// <inheritdoc/>
    public override string Question =>
        DigestOf([Url.AbsoluteUri, $"{Format}", Circle, Publisher, Token, User, Password, CaFile, $"{FollowsLinks}", .. Hosts, .. IsTaxii ? ["taxii", Collection] : (string?[])[], .. Conditions]);
}

/// <summary>A folder of this machine into which files are dropped.</summary>
public sealed record FolderFeed : Feed
{
    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <inheritdoc/>
    /// <remarks>A folder has no period: where the file does not say, nobody waits for the next file.</remarks>
    public override Duration? SilentAfter => SilentAfterWritten;

    /// <inheritdoc/>
    public override string Question => DigestOf([Path, $"{Format}", Circle, Publisher, .. Conditions]);
}

/// <summary>All of <c>feeds.yaml</c>.</summary>
/// <param name="Feeds">The feeds; their names differ.</param>
public sealed record FeedBook(ImmutableArray<Feed> Feeds)
{
    /// <summary>The version of the file's layout that this code reads.</summary>
    public const int Version = 1;

    /// <summary>Nothing is asked.</summary>
    public static FeedBook Empty { get; } = new([]);
}

/// <summary>How much a feed may be and take.</summary>
public static class FeedLimits
{
    /// <summary>Characters of <c>feeds.yaml</c> at most.</summary>
    public const int TextCharsMax = 100_000;
    /// <summary>Feeds at most.</summary>
    public const int FeedsMax = 200;
    /// <summary>Bytes of one answer at most, unpacked; of a MISP feed's events at one time together.</summary>
    public const long AnswerBytesMax = 256L << 20;
    /// <summary>Bytes of one page of a TAXII server's, unpacked.</summary>
    public const long TaxiiPageBytesMax = 64L << 20;
    /// <summary>Pages of a TAXII server's that are asked for at one time; it is asked on at once where more follow.</summary>
    public const int TaxiiPagesMax = 100;
    /// <summary>Links of one index, or events of a MISP feed, that are followed at one time; the others wait for the next.</summary>
    public const int LinksMax = 200;
    /// <summary>Events of a MISP feed that fail one after another until the others wait for the next time.</summary>
    public const int EventFailuresMax = 10;
    /// <summary>Links, or events, that are remembered as followed.</summary>
    public const int LinksKept = 10_000;
    /// <summary>How long one answer may take, from the first byte asked to the last one read.</summary>
    public static readonly Duration Patience = Duration.FromMinutes(5);
    /// <summary>How often a server may be asked at most.</summary>
    public static readonly Duration EveryLeast = Duration.FromSeconds(10);
    /// <summary>How seldom at least.</summary>
    public static readonly Duration EveryMost = Duration.FromDays(7);
    /// <summary>The longest pause after failures, unless the feed is asked more seldom anyway or its server says more.</summary>
    public static readonly Duration PauseMost = Duration.FromHours(1);
    /// <summary>Periods that a server may miss, where the file does not say for how long it may be silent.</summary>
    public const int SilentPeriods = 3;
    /// <summary>For how long it may be silent at least then.</summary>
    public static readonly Duration SilentLeast = Duration.FromMinutes(15);
    /// <summary>The shortest silence that may be waited for.</summary>
    public static readonly Duration SilentAfterLeast = Duration.FromMinutes(1);
    /// <summary>The longest.</summary>
    public static readonly Duration SilentAfterMost = Duration.FromDays(366);
    /// <summary>The longest pause that a server's own word (Retry-After) makes.</summary>
    public static readonly Duration RetryAfterMost = Duration.FromDays(1);
}
