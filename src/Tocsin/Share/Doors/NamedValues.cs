using Tocsin.Formats.Indicators;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>What an indicator of STIX or MISP names: its values as far as no warning list has them, and its own id, under which it is found too.</summary>
/// <param name="First">What its record is shown by.</param>
/// <param name="Also">What else it names.</param>
/// <param name="Silent">Why it does not ring, where every one of its values stands in a list.</param>
/// <param name="LeftOut">Which value stands in which list, where it is one of several.</param>
readonly record struct NamedValues(NamedValue First, IReadOnlyList<NamedValue>? Also, string? Silent, string? LeftOut)
{
    /// <summary>Whether it names an account, a wallet, a telephone number, or the hash of a value: what fraud is told by.</summary>
    public bool AreOfFraud => (Also ?? []).Prepend(First).Any(named => named.Type is "iban" or "account" or "phone" or "wallet" || HashedValues.SortOf(named.Type) is not null);

    public static NamedValues Of(IEnumerable<Indicator> read, IEnumerable<NamedValue> hashes, NamedValue id, DoorTerms terms)
    {
        List<NamedValue> values = [.. read.Select(each => new NamedValue(IndicatorDoor.TypeOf(each), each.Value)), .. hashes];
        if (values.Count == 0) return new(id, null, null, null);
        var (names, silent, leftOut) = (new List<NamedValue>(), (string?)null, (string?)null);
        foreach (var named in values)
        {
            if (terms.Lists.Naming(named.Type, named.Value) is not { } listed) names.Add(named);
            else (silent, leftOut) = (listed, $"{named.Value}: {listed}");
        }
        return names.Count == 0
            ? new(values[0], [id], silent, null)
            : new(names[0], [.. names.Skip(1), id], null, leftOut);
    }
}
