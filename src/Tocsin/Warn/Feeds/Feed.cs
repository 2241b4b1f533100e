using Tocsin.Formats;

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

    /// <summary>SHA-256, base64, over all that decides what comes back and where it goes: once it changes, the feed is asked as if for the first time.</summary>
    public string Question => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
        string.Join('\n', [Url.AbsoluteUri, $"{Format}", Circle, Publisher, Token, User, Password, CaFile, $"{FollowsLinks}", .. Hosts, .. IsTaxii ? ["taxii", Collection] : (string?[])[]]))));
}

/// <summary>A folder of this machine into which files are dropped.</summary>
public sealed record FolderFeed : Feed
{
    /// <summary>The folder.</summary>
    public required string Path { get; init; }
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
    /// <summary>Bytes of one answer at most, unpacked.</summary>
    public const long AnswerBytesMax = 256L << 20;
    /// <summary>Bytes of one page of a TAXII server's, unpacked.</summary>
    public const long TaxiiPageBytesMax = 64L << 20;
    /// <summary>Pages of a TAXII server's that are asked for at one time; it is asked on at once where more follow.</summary>
    public const int TaxiiPagesMax = 100;
    /// <summary>Links of one index that are followed at one time; the others wait for the next.</summary>
    public const int LinksMax = 200;
    /// <summary>Links that are remembered as followed.</summary>
    public const int LinksKept = 10_000;
    /// <summary>How long one answer may take, from the first byte asked to the last one read.</summary>
    public static readonly Duration Patience = Duration.FromMinutes(5);
    /// <summary>How often a server may be asked at most.</summary>
    public static readonly Duration EveryLeast = Duration.FromSeconds(10);
    /// <summary>How seldom at least.</summary>
    public static readonly Duration EveryMost = Duration.FromDays(7);
    /// <summary>The longest pause after failures, unless the feed is asked more seldom anyway or its server says more.</summary>
    public static readonly Duration PauseMost = Duration.FromHours(1);
    /// <summary>The longest pause that a server's own word (Retry-After) makes.</summary>
    public static readonly Duration RetryAfterMost = Duration.FromDays(1);
}
