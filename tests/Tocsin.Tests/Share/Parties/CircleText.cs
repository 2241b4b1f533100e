using Tocsin.Log;
using Tocsin.Share.Parties;

namespace Tocsin.Tests.Share.Parties;

/// <summary>All that a circle's history says, as text, to be compared.</summary>
static class CircleText
{
    public static string Of(Circle circle, params Origin[] logs) => string.Join('\n',
    [
        .. circle.Charters.Select(charter => charter.Text()), $"frozen {circle.IsFrozen}", .. circle.Rivals.Select(charter => charter.Text()),
        $"members {string.Join(' ', circle.MembersNow)}", $"on sides {string.Join(' ', circle.OnSides)}", $"left {string.Join(' ', circle.Current?.Members.Where(circle.HasLeft) ?? [])}",
        .. circle.Convictions.Select(conviction => $"convicted {conviction.Party} {conviction.Verify()}").Order(StringComparer.Ordinal),
        .. circle.Proposals.Select(waiting => $"waits {waiting.Charter.Hash()} {string.Join(' ', waiting.Consented)} / {string.Join(' ', waiting.Lacking)} / {waiting.Needed}"),
        .. logs.Select(log => $"{log} {circle.End(log)?.Size}"),
    ]);
}
