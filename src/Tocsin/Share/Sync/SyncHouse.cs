using Tocsin.Share.Logs;
using Tocsin.Share.Views;

namespace Tocsin.Share.Sync;

/// <summary>What a node brings to the sharing with partners.</summary>
public sealed record SyncHouse
{
    /// <summary>This party's id.</summary>
    public required string Party { get; init; }

    /// <summary>Gives the key that signs requests, receipts and cosignatures to others, as the newest party document lists it.</summary>
    public required Func<RequestKey> Key { get; init; }

    /// <summary>Party documents and charters.</summary>
    public required Register Register { get; init; }

    /// <summary>How far each log is held.</summary>
    public required IHeads Heads { get; init; }

    /// <summary>Leaves, content, tiles.</summary>
    public required IRecords Records { get; init; }

    /// <summary>Heads of others, cosignatures, receipts, evidence.</summary>
    public required IPapers Papers { get; init; }

    /// <summary>Tells how far erasures are carried out.</summary>
    public required IViews Views { get; init; }

    /// <summary>Rings when something arrived.</summary>
    public required IBell Bell { get; init; }

    /// <summary>Holds the logs of others.</summary>
    public required Mirror Mirror { get; init; }

    /// <summary>Carries requests to partners.</summary>
    public required IPartnerLink Link { get; init; }

    /// <summary>The time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Nonces, and the jitter of repeated attempts.</summary>
    public required Chance Chance { get; init; }

    /// <summary>Seconds since 1970.</summary>
    internal long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Whether a time has come that was set no further ahead than a pause: one that lies further ahead was set before the clock was put back, and nobody waits for it.</summary>
    internal bool IsDue(long atSeconds, int pauseSeconds) => atSeconds <= Now || atSeconds > Now + pauseSeconds;
}
