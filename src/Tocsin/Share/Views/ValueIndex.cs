using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>What a record says of a value.</summary>
public enum ValueRole
{
    /// <summary>It is known to be bad. The default value.</summary>
    Indicator,
    /// <summary>It was met.</summary>
    Sighting,
    /// <summary>An indicator's STIX pattern may hold of what has it.</summary>
    Pattern,
    /// <summary>An observed STIX object has it.</summary>
    Observed,
    /// <summary>It is the id of this STIX object.</summary>
    Object,
    /// <summary>It is the id of an object that this STIX observation holds.</summary>
    Observation,
}

/// <summary>A record that names a value.</summary>
/// <param name="Role">What it says of the value.</param>
/// <param name="Arrival">Its arrival number.</param>
/// <param name="Address">Where it stands.</param>
public readonly record struct ValueHolder(ValueRole Role, long Arrival, RecordAddress Address);

/// <summary>Which records name which values: the view in which indicators and sightings find each other. One row for each value that a
/// record names; never a table of pairs.</summary>
public static class ValueIndex
{
    /// <summary>At most so many records are found for one value and role.</summary>
    public const int HoldersMax = 1_000;

    /// <summary>The sort of value that is a network.</summary>
    public const string NetworkType = "cidr";

    /// <summary>The records that name a value in a role, the newest first, of those that had arrived by then.</summary>
    public static Task<IReadOnlyList<ValueHolder>> Find(IViews views, ValueRole role, string type, string value, long arrivedBy, CancellationToken stop) =>
        views.Holders(role, type, value, arrivedBy, HoldersMax, stop);
}

/// <summary>The lengths that the prefixes of known networks have, so that an address is looked for in no others. The default value is none.</summary>
/// <param name="Four">Bit n: some IPv4 network has a prefix of n bits.</param>
/// <param name="Six">Bit n: some IPv6 network has a prefix of n bits; bit 127 stands for 128 too.</param>
public readonly record struct PrefixLengths(ulong Four, UInt128 Six)
{
    /// <summary>Every length that there is.</summary>
    public static PrefixLengths All { get; } = new(ulong.MaxValue, UInt128.MaxValue);

    /// <summary>Whether some network has this prefix.</summary>
    /// <param name="isSix">Whether it is of IPv6.</param>
    /// <param name="bits">The prefix's length, 0 to 32 or 128.</param>
    public bool Has(bool isSix, int bits) => isSix ? (Six >> Math.Min(bits, 127) & 1) != 0 : (Four >> bits & 1) != 0;

    /// <summary>These and the length of one more network, as in <c>192.0.2.0/24</c>; what does not read adds none.</summary>
    public PrefixLengths With(string network)
    {
        if (!int.TryParse(network.AsSpan(network.LastIndexOf('/') + 1), out var bits) || bits is < 0 or > 128) return this;
        return network.Contains(':', StringComparison.Ordinal) ? this with { Six = Six | UInt128.One << Math.Min(bits, 127) } : this with { Four = Four | 1UL << Math.Min(bits, 63) };
    }
}
