using System.Globalization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>What a record says of a value.</summary>
public enum ValueRole
{
    /// <summary>It is known to be bad. The default value.</summary>
    Indicator,
    /// <summary>It was met.</summary>
    Sighting,
}

/// <summary>A record that names a value.</summary>
/// <param name="Role">What it says of the value.</param>
/// <param name="Arrival">Its arrival number.</param>
/// <param name="Address">Where it stands.</param>
public readonly record struct ValueHolder(ValueRole Role, long Arrival, RecordAddress Address);

/// <summary>Which records name which values: the view in which indicators and sightings find each other.</summary>
public static class ValueIndex
{
    const string View = "value";

    // Below every character that a normalised value may hold, so that no value is the beginning of another's key.
    const char End = '\u0001';

    const char AfterDigits = ':';

    /// <summary>At most so many records are found for one value and role.</summary>
    public const int HoldersMax = 1_000;

    internal static void Add(ViewChanges changes, ValueRole role, string type, string value, long arrival, RecordAddress address) =>
        changes.Put(View, new ViewDocument(Prefix(role, type, value) + NewestFirst(arrival), arrival, address.ToString(), address));

    /// <summary>The records that name a value in a role, the newest first, of those that had arrived by then.</summary>
    public static async Task<IReadOnlyList<ValueHolder>> Find(IViews views, ValueRole role, string type, string value, long arrivedBy, CancellationToken stop)
    {
        var prefix = Prefix(role, type, value);
        var found = await views.ByKey(View, prefix + NewestFirst(arrivedBy), prefix + AfterDigits, HoldersMax, stop);
        return [.. found.Select(document => new ValueHolder(role, document.Rank, document.Owner!.Value))];
    }

    static string NewestFirst(long arrival) => (long.MaxValue - arrival).ToString("D19", CultureInfo.InvariantCulture);

    static string Prefix(ValueRole role, string type, string value) => $"{(int)role}{End}{type}{End}{value}{End}";
}
