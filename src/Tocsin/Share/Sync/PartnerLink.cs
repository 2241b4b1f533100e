namespace Tocsin.Share.Sync;

/// <summary>What one node asks of another, as it goes over the wire.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Target">The path, without a query: the sync knows none.</param>
/// <param name="Headers">Header fields by their names in lower case.</param>
/// <param name="Body">The body; empty for a GET.</param>
public sealed record PartnerRequest(string Method, string Target, ImmutableDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);

/// <summary>What is answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">Header fields by their names in lower case.</param>
/// <param name="Body">The body.</param>
public sealed record PartnerAnswer(int Status, ImmutableDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Bytes that the body of the answer to a request may have.</summary>
    public static int BytesMax(string target) => target.Contains("/" + LogPath.Entries, StringComparison.Ordinal) ? SyncLimits.EntryAnswerBytesMax : SyncLimits.AnswerBytesMax;
}

/// <summary>Carries requests to partners' nodes: HTTPS with pinned keys, or a simulation's network. It follows no redirects.</summary>
public interface IPartnerLink
{
    /// <summary>Asks a party's node.</summary>
    /// <param name="party">The party's id.</param>
    /// <param name="request">The request; it is signed already.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="IOException">No answer came: says why, in words for a duty officer.</exception>
    Task<PartnerAnswer> Ask(string party, PartnerRequest request, CancellationToken stop);
}
