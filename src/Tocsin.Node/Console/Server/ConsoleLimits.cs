namespace Tocsin.Node.Ui;

/// <summary>Every limit of the console on one page, units in the names.</summary>
static class ConsoleLimits
{
    /// <summary>Rows of the warning list; the head of the list says how many there are.</summary>
    public const int WarningsShownMax = 200;

    /// <summary>Threads that the console counts and draws: the open ones come first, the worst before the lesser.</summary>
    public const int ThreadsMax = 20_000;

    /// <summary>Records that may arrive before all threads are read again instead of those that changed.</summary>
    public const int BoardBehindMax = 5_000;

    /// <summary>Calls of which a page is told at once, the last ones; and of which it may ask at once what became of them, the first that it names.</summary>
    public const int CallsToldMax = 50;

    /// <summary>Records of the log among which a page of the audit looks; the next page goes on where it ended.</summary>
    public const int AuditLookedMax = 50_000;

    /// <summary>Days of records on which rules are tried.</summary>
    public const int TrialDays = 90;

    /// <summary>Seconds after which a trial of rules ends with what it found.</summary>
    public const int TrialSeconds = 20;

    /// <summary>Messages of a trial that are shown.</summary>
    public const int TrialShownMax = 200;

    /// <summary>Lines that are shown of what somebody else put in force meanwhile; further ones are counted.</summary>
    public const int ChangesShownMax = 100;

    /// <summary>Bytes of a posted form with rules in it.</summary>
    public const int RulesFormBytesMax = 2 << 20;

    /// <summary>Kilometres around a place that a search may reach.</summary>
    public const int SearchKmMax = 2_000;

    /// <summary>Warnings whose areas the map draws: the first of the list.</summary>
    public const int AreasMax = 300;

    /// <summary>Record dots on the map: those of the newest events.</summary>
    public const int MapRecordsMax = 50_000;

    /// <summary>Records that may arrive before the map's snapshot is made anew instead of added to.</summary>
    public const int SnapshotBehindMax = 5_000;

    /// <summary>Rows of one page of the record list.</summary>
    public const int RecordsShownMax = 100;

    /// <summary>Rows of one page of the list of series: of so many the latest period is judged for one request.</summary>
    public const int SeriesShownMax = 50;

    /// <summary>Series whose verdicts are kept so that they are not made again, and pages of the list: those used last.</summary>
    public const int SeriesKept = 64;

    /// <summary>Rows of one page of the list of stations: the latest measurement of each is judged for one request.</summary>
    public const int StationsShownMax = 50;

    /// <summary>Vessels near an incident that its page lists; it says how many there are.</summary>
    public const int VesselsShownMax = 50;

    /// <summary>Answers of this sort that are given again, and for how many times as long as they took to find.</summary>
    public const int VesselsKept = 32, VesselsKeptTimes = 20;

    /// <summary>Charters of a circle's history that its page shows: the newest.</summary>
    public const int EpochsShownMax = 100;

    /// <summary>Changes that wait for agreement, of those that a circle's page shows.</summary>
    public const int ProposalsShownMax = 50;

    /// <summary>Partners of which the duty page says that they are silent, or that something is proven against them; further ones are counted.</summary>
    public const int PartnersNoticedMax = 5;

    /// <summary>Linked records that a record's or a warning's page names.</summary>
    public const int LinksMax = 100;

    /// <summary>How near a region of several places is shown: by default, at least and at most.</summary>
    public const double RegionZoom = 6, RegionZoomMin = 3, RegionZoomMax = 7.5;

    /// <summary>Two to the zoom at which a radius of one kilometre is 125 points of the screen, in middle latitudes.</summary>
    public const double ZoomOneKm = 9_000;

    /// <summary>Rows of each list of the shift's page; the list says how many there are.</summary>
    public const int ShiftShownMax = 100;

    /// <summary>Handovers that the shift's page names: the newest.</summary>
    public const int HandoversShownMax = 20;

    /// <summary>Calls, and deliveries, that are shown: the newest of each.</summary>
    public const int DeliveriesShownMax = 200;

    /// <summary>Places that a search proposes.</summary>
    public const int PlacesMax = 8;

    /// <summary>Hours that the timeline shows.</summary>
    public const int TimelineHours = 7 * 24;

    /// <summary>Open pages.</summary>
    public const int ClientsMax = 512;

    /// <summary>Open pages of one officer.</summary>
    public const int ClientsOfOneMax = 64;

    /// <summary>Bytes of what a page may say in one message.</summary>
    public const int WordBytesMax = 4_096;

    /// <summary>Milliseconds between two pushes to a page.</summary>
    public const int PushEveryMs = 250;

    /// <summary>Milliseconds between two pushes the later of which tells of a warning that begins to ring.</summary>
    public const int UrgentPushEveryMs = 50;

    /// <summary>Records since the last push among which a warning that rings is looked for before the next is due; where more have come, as in an import, the pause is kept.</summary>
    public const int UrgentBehindMax = 1_000;

    /// <summary>Seconds between two beats.</summary>
    public const int BeatSeconds = 5;

    /// <summary>Seconds that a page may take to take a message before it is let go.</summary>
    public const int SendSeconds = 10;

    /// <summary>Seconds that an answer waits for the followers to come as far as what was just written.</summary>
    public const int CatchUpSeconds = 5;

    /// <summary>Bytes of a posted form.</summary>
    public const int FormBytesMax = 64 << 10;

    const byte AThreadListFitsItsCount = WarningsShownMax <= ThreadsMax && AreasMax <= ThreadsMax ? 0 : -1;
    const byte AnOfficersPagesFit = ClientsOfOneMax <= ClientsMax ? 0 : -1;
    const byte WhatIsUrgentIsSooner = UrgentPushEveryMs < PushEveryMs && UrgentBehindMax < BoardBehindMax ? 0 : -1;
    const byte ASnapshotKeepsMost = SnapshotBehindMax < MapRecordsMax ? 0 : -1;
}
