using Tocsin.Share;

namespace Tocsin.Node.Api;

/// <summary>Every limit of what programs may ask on one page, units in the names. docs/api.md names them.</summary>
static class ApiLimits
{
    /// <summary>Records of one page, and how many come where nobody says.</summary>
    public const int PageRecordsMax = PageRecords.MostMax, PageRecordsUsual = 100;

    /// <summary>Threads of the list of warnings.</summary>
    public const int WarningsMax = 1_000;

    /// <summary>Entries of one page of a feed, and how many come where nobody says.</summary>
    public const int FeedEntriesMax = 500, FeedEntriesUsual = 50;

    /// <summary>Records that the MISP feed of a circle holds, the newest first, and characters of what their sources said.</summary>
    public const int MispFeedRecordsMax = 100_000, MispFeedCharsMax = 128 << 20;

    /// <summary>From more records than these on a MISP feed is made again after so many seconds at the earliest, unless something was erased.</summary>
    public const int MispFeedLargeRecords = 10_000, MispFeedRestSeconds = 10;

    /// <summary>MISP feeds that are kept in memory: the circles that were asked for last.</summary>
    public const int MispFeedsMax = 8;

    /// <summary>Bytes of these together, unless one alone is larger.</summary>
    public const long MispFeedsBytesMax = 256L << 20;

    /// <summary>Bytes of a file that is handed in.</summary>
    public const int FileBytesMax = 64 << 20;

    /// <summary>Bytes of such a file that are kept in memory until it is whole; what is longer waits in the data folder.</summary>
    public const int FileBytesInMemory = 1 << 20;

    /// <summary>Characters of one query parameter.</summary>
    public const int ParameterCharsMax = 2_000;

    /// <summary>Open streams of the node, and of one token.</summary>
    public const int StreamsMax = 4_096, StreamsOfOneMax = 256;

    /// <summary>Seconds after which a stream without news says that it lives.</summary>
    public const int HeartbeatSeconds = 15;

    /// <summary>Seconds that a reader may take to take what was sent before its stream is cut.</summary>
    public const int PatienceSeconds = 10;

    /// <summary>Milliseconds after which a stream looks again whether its token still holds, at the latest.</summary>
    public const int LookAgainMilliseconds = 1_000;

    /// <summary>Requests a minute of one token: how many it may be given, and how many it has where nobody says.</summary>
    public const int RateMax = 600_000, RateUsual = 600;

    /// <summary>Days that a token may hold.</summary>
    public const int TokenDaysMax = 3_650;

    /// <summary>Circles that a token names.</summary>
    public const int TokenCirclesMax = 64;

    const byte AFileInMemoryIsAFile = FileBytesInMemory <= FileBytesMax ? 0 : -1;
    const byte ATokensStreamsFit = StreamsOfOneMax <= StreamsMax ? 0 : -1;
    const byte APageFitsASearch = PageRecordsMax < Limits.SearchRecordsMax && FeedEntriesMax <= PageRecordsMax ? 0 : -1;
}
