namespace Tocsin.Share.Sync;

/// <summary>Every limit of what partners ask of each other, units in the names. docs/spec/sync.md names them; a test keeps the two the same.</summary>
public static class SyncLimits
{
    /// <summary>Bytes of a request's body.</summary>
    public const int RequestBytesMax = 1 << 20;

    /// <summary>Bytes of an answer's body, unless it is an entry bundle.</summary>
    public const int AnswerBytesMax = 8 << 20;

    /// <summary>Bytes of an answer's body, whatever it is: the largest entry bundle.</summary>
    public const int EntryAnswerBytesMax = LogLimits.BundleBytesMax;

    /// <summary>Seconds that a signed request is good for.</summary>
    public const int RequestSecondsMax = 60;

    /// <summary>Seconds by which two clocks may differ.</summary>
    public const int SkewSecondsMax = 300;

    /// <summary>Nonces of one partner that are remembered at once, each for six minutes: 728 requests a second. Beyond, it is asked to wait.</summary>
    public const int NoncesMax = 262_144;

    /// <summary>Characters of a nonce: 128 bits in base64url.</summary>
    public const int NonceChars = 22;

    /// <summary>Seconds for which a long poll is held.</summary>
    public const int WaitSecondsMax = 25;

    /// <summary>Milliseconds between a partner's answer and the next long poll, whatever it answers.</summary>
    public const int PollPauseMilliseconds = 20;

    /// <summary>Seconds after the answer to a partner's long poll in which its next one is waited for: it is told nothing by a request meanwhile. Where that request has begun and the partner does not come back, news wait for its end, <see cref="WaitSecondsMax"/> at most.</summary>
    public const int PollReturnSeconds = 1;

    /// <summary>GETs of one partner that are answered at once; more wait their turn.</summary>
    public const int GetsAtOnceMax = 32;

    /// <summary>Seconds after which a request without an answer is given up; longer than any long poll.</summary>
    public const int RequestTimeoutSeconds = 40;

    /// <summary>Seconds after which a log whose author was not heard is "silent or cut off".</summary>
    public const int SilentAfterSeconds = 60;

    /// <summary>Seconds after which an author says its head again: three may be lost before it counts as silent.</summary>
    public const int RestateSeconds = 20;

    /// <summary>Heads, cosignatures, receipts or parties in one message, each.</summary>
    public const int MessageItemsMax = 1_024;

    /// <summary>Members for each second that passes between two tellings of one log's head by who is not its author: with fewer there is no rest.</summary>
    public const int MembersASecond = 8;

    /// <summary>Seconds for which another's head rests at most before it is told again, however many members there are.</summary>
    public const int RestSecondsMax = 20;

    /// <summary>Seconds after which what nobody gave is asked for again, at the most: the pause grows from one second on.</summary>
    public const int RetrySecondsMax = 60;

    /// <summary>Bundles of one log in flight at once; fewer where they are large.</summary>
    public const int BundlesInFlightMax = 16;

    /// <summary>Bytes of one log in flight from which on there are fewer bundles at once, but always two.</summary>
    public const int BytesInFlightMax = 32 << 20;

    /// <summary>Bundles up to which growth is taken at once, without a look at tiles.</summary>
    public const int BundlesAtOnceMax = 4;

    /// <summary>Bytes of entries and contents together that come along with the head which covers them; what is more is fetched.</summary>
    public const int GrowthBytesMax = 64 << 10;

    /// <summary>Ranges in a receipt; where there would be more, the last one reaches to the end.</summary>
    public const int RangesMax = 2_048;

    /// <summary>Ranges that are kept of a log's lacking contents; where there would be more, they are rounded to whole bundles, and to whole tiles of bundles.</summary>
    public const int GapsMax = 65_536;

    /// <summary>Seconds between two cosignatures of one log.</summary>
    public const int CosignSecondsMin = 1;

    /// <summary>Seconds between two receipts for one log, and between two fetches of evidence from one partner.</summary>
    public const int ReceiptSecondsMin = 10;

    /// <summary>Seconds between two rounds of asking for content that is withheld.</summary>
    public const int FillSecondsMin = 60;

    /// <summary>Minutes after which a record that a partner does not hold is overdue.</summary>
    public const int OverdueMinutes = 60;

    /// <summary>Documents of evidence that are served, and that are read of an answer.</summary>
    public const int EvidenceMax = 256;

    /// <summary>Documents of evidence that are listed, served and told against one party; that are kept of forks of one log, of one party's double documents, and of its agreement to two charters of one circle, each. One more is kept where that is why nothing of the party is believed.</summary>
    public const int EvidenceOfOneMax = 4;

    const byte APollReturnsInTime = 10 * PollPauseMilliseconds < PollReturnSeconds * 1_000 ? 0 : -1;
    const byte AnAnswerHasRoomForGrowth = 2 * GrowthBytesMax < AnswerBytesMax ? 0 : -1;
    const byte AWaitFitsItsRequest = WaitSecondsMax < RequestTimeoutSeconds ? 0 : -1;
    const byte ALogInFlightIsAnsweredAtOnce = 2 * BundlesInFlightMax <= GetsAtOnceMax ? 0 : -1;
    const byte ARestatedHeadIsNotSilent = RestateSeconds * 3 <= SilentAfterSeconds ? 0 : -1;
    const byte AHeadIsToldBeforeItIsSilent = RestSecondsMax + WaitSecondsMax < SilentAfterSeconds ? 0 : -1;
    const byte ARecordFitsAnAnswer = Limits.ContentBytesMax + 4 <= AnswerBytesMax ? 0 : -1;
}
