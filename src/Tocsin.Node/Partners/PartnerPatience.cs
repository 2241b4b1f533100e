using Tocsin.Share.Sync;

namespace Tocsin.Node.Partners;

/// <summary>For how long the port of the partners bears with whoever is slow.</summary>
/// <param name="Headers">From the connection, or the end of the request before, until the headers are whole.</param>
/// <param name="Grace">For how long a body may be slower than the least rate, in either direction; more than a second.</param>
/// <param name="Answer">From the headers until the answer is ready.</param>
sealed record PartnerPatience(TimeSpan Headers, TimeSpan Grace, TimeSpan Answer)
{
    /// <summary>As nodes are served: docs/operations.md.</summary>
    public static PartnerPatience Served { get; } =
        new(TimeSpan.FromSeconds(PartnerLimits.HeadersSeconds), TimeSpan.FromSeconds(PartnerLimits.GraceSeconds), TimeSpan.FromSeconds(SyncLimits.RequestTimeoutSeconds));
}
