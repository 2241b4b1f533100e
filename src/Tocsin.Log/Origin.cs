using System.Globalization;

namespace Tocsin.Log;

/// <summary>The name of one log of a party in a circle: <c>tocsin/CIRCLE/PARTY/INCARNATION</c>, a checkpoint's first
/// line.</summary>
/// <remarks>The default value has incarnation 0 and names no log.</remarks>
/// <param name="Circle">The circle's id: the hash of its genesis charter.</param>
/// <param name="Party">The party's id: the hash of its root key.</param>
/// <param name="Incarnation">From 1; a higher one whenever the party can no longer vouch for the last.</param>
public readonly record struct Origin(Hash Circle, Hash Party, int Incarnation)
{
    /// <summary>Which of the party's logs in the circle, from 1.</summary>
    public int Incarnation { get; } = Incarnation >= 1
        ? Incarnation
        : throw new ArgumentOutOfRangeException(nameof(Incarnation), Incarnation, "incarnations are counted from 1");

    /// <summary>Whether another log is of the same party in the same circle: this one, or another incarnation.</summary>
    public bool IsOfAuthorOf(Origin other) => Circle == other.Circle && Party == other.Party;

    /// <summary>Reads an origin strictly: ids of 43 characters in unpadded base64url, a decimal without leading
    /// zeros.</summary>
    public static Parsed<Origin> Parse(string origin)
    {
        if (origin.Split('/') is not ["tocsin", var circle, var party, var incarnation])
            return new($"an origin is tocsin/CIRCLE/PARTY/INCARNATION, not '{origin}'");
        if (!Hash.TryParseBase64Url(circle, out var circleId))
            return new($"a circle's id is 43 characters of base64url, not '{circle}'");
        if (!Hash.TryParseBase64Url(party, out var partyId))
            return new($"a party's id is 43 characters of base64url, not '{party}'");
        return int.TryParse(incarnation, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number.ToString(CultureInfo.InvariantCulture) == incarnation
            ? new(new Origin(circleId, partyId, number))
            : new($"an incarnation is a decimal from 1 without leading zeros, not '{incarnation}'");
    }

    /// <summary>The origin line, without a newline; also the path of the log below <c>/circles/</c>, but for its first
    /// word.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture, $"tocsin/{Circle.ToBase64Url()}/{Party.ToBase64Url()}/{Incarnation}");
}
