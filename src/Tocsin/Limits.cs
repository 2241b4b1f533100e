namespace Tocsin;

/// <summary>Every limit of the product on one page, units in the names, and the relations between them proved by the compiler.</summary>
public static class Limits
{
    /// <summary>Bytes of one leaf. C2SP tlog-tiles: an entry's length is a uint16.</summary>
    public const int LeafBytesMax = 65_535;

    /// <summary>Bytes of one record's content: all its disclosures with their length prefixes.</summary>
    public const int ContentBytesMax = 1 << 20;

    /// <summary>Bytes of one disclosure.</summary>
    public const int DisclosureBytesMax = 1 << 20;

    /// <summary>Disclosure groups that one leaf may commit to.</summary>
    public const int GroupsMax = 16;

    /// <summary>References that one leaf may carry.</summary>
    public const int ReferencesMax = 64;

    /// <summary>Levels of nesting in a leaf or a disclosure.</summary>
    public const int JsonDepthMax = 64;

    /// <summary>Entries of one full bundle. C2SP tlog-tiles.</summary>
    public const int BundleRecords = 256;

    /// <summary>Records of one commit: one transaction, one fsync, one signature.</summary>
    public const int CommitRecordsMax = 4_096;

    /// <summary>Bytes of leaves and content in one commit, unless a single record is larger.</summary>
    public const int CommitBytesMax = 16 << 20;

    /// <summary>Appends that wait for the journal's writer before callers are made to wait.</summary>
    public const int AppendsWaitingMax = 64;

    /// <summary>Records that a follower reads and applies in one step.</summary>
    public const int FollowRecordsMax = 1_000;

    /// <summary>Bytes of leaves and content that a follower reads in one step, unless a single record is larger.</summary>
    public const int FollowBytesMax = 32 << 20;

    /// <summary>Milliseconds for which the index and the other views step back, at a time, while the journal has much to write; rules and watches, which follow the index, with them.</summary>
    public const int ShowingWaitMilliseconds = 5_000;

    /// <summary>Records that may wait for them meanwhile.</summary>
    public const int ShowingWaitRecords = 60_000;

    /// <summary>Records that may wait for the index before an import waits for it: as many as it shows within 2 seconds.</summary>
    public const int AheadRecordsMax = 90_000;

    /// <summary>Words of one search; those beyond are not looked for.</summary>
    public const int SearchWordsMax = 32;

    /// <summary>Records that one search answers at most.</summary>
    public const int SearchRecordsMax = 10_000;

    /// <summary>Records up to which a search is counted; more are "so many, and more".</summary>
    public const int CountRecordsMax = 100_000;

    /// <summary>Bytes of a party document, a charter, a consent or a leave, with its signature.</summary>
    public const int DocumentBytesMax = 64 << 10;

    /// <summary>Bytes of a charter with all its consents, and of any other paper.</summary>
    public const int PapersBytesMax = 8 << 20;

    /// <summary>Bytes of a file that proves who was entitled to read a record: every leaf from the mark of its epoch stands in it.</summary>
    public const int ReadersBytesMax = 64 << 20;

    /// <summary>Members of a circle. Their ids take 46 bytes each in a charter.</summary>
    public const int MembersMax = 1_000;

    /// <summary>Characters of a circle's purpose.</summary>
    public const int PurposeCharsMax = 1_000;

    /// <summary>Keys that one party document lists: one for each circle, and a few more.</summary>
    public const int PartyKeysMax = 256;

    /// <summary>Addresses of one party.</summary>
    public const int PartyAddressesMax = 8;

    /// <summary>Characters of one address.</summary>
    public const int AddressCharsMax = 256;

    /// <summary>Logs whose ends one consent or leave tells: a party's incarnations in one circle.</summary>
    public const int EndsMax = 64;

    /// <summary>Charters of one epoch that are kept of one proposer, by its verified signature; a fair one signs a single one.</summary>
    public const int ProposalsMax = 16;

    /// <summary>Consents to one charter that are kept of one party; a fair one gives a single one.</summary>
    public const int ConsentsMax = 4;

    /// <summary>Bytes of charters of one circle, not in force, that are kept of one proposer.</summary>
    public const int ProposerBytesMax = 4 << 20;

    /// <summary>Bytes of one circle's charters, consents and leaves that wait for a party's document to bear them out.</summary>
    public const int WaitingBytesMax = 64 << 20;

    /// <summary>Minutes by which a time may lie in the future before it is refused as a wrong clock.</summary>
    public const int FutureMinutesMax = 15;

    /// <summary>Months for which data on persons that a STIX or MISP file brings are kept, from the beginning of the month in which it is taken in.</summary>
    public const int IntelligencePersonalMonths = 12;

    /// <summary>Bytes of one MISP warning list, and the number of lists, that a node keeps.</summary>
    public const int WarningListBytesMax = 64 << 20, WarningListsMax = 256;

    const byte ALeafFitsItsLength = LeafBytesMax <= ushort.MaxValue ? 0 : -1;
    const byte OneRecordFitsACommit = LeafBytesMax + ContentBytesMax <= CommitBytesMax ? 0 : -1;
    const byte ADisclosureFitsItsRecord = DisclosureBytesMax <= ContentBytesMax ? 0 : -1;
    const byte EveryMemberFitsACharter = MembersMax * 46 + 12 * PurposeCharsMax + 4_096 <= DocumentBytesMax ? 0 : -1;
    const byte EveryConsentFitsItsPapers = (MembersMax + 1) * 1_024 + DocumentBytesMax <= PapersBytesMax ? 0 : -1;
    const byte AnEpochFitsItsProposer = ProposalsMax * DocumentBytesMax <= ProposerBytesMax ? 0 : -1;
    const byte ACommitFillsBundles = CommitRecordsMax % BundleRecords == 0 ? 0 : -1;
}
