using Tocsin.Formats;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>What a door needs to know beside the value itself.</summary>
/// <param name="Now">When the file is read. UTC.</param>
/// <param name="Publisher">The name of the list or file, for sources that do not name themselves.</param>
public sealed record DoorTerms(Instant Now, string Publisher)
{
    /// <summary>What was said of a file of counts that does not say it itself.</summary>
    public CountSettings Counts { get; init; } = CountSettings.None;

    /// <summary>Values that are met everywhere; what stands in one of the lists does not ring.</summary>
    public WarningListShelf Lists { get; init; } = WarningListShelf.None;

    /// <summary>Whose signatures on alerts are believed.</summary>
    public CapTrust Signatures { get; init; } = CapTrust.None;

    /// <summary>The salt under which indicators are told as hashes of themselves; nothing: they are told as they are.</summary>
    public ValueSalt? Salt { get; init; }

    /// <summary>Until when the rows of a list of persons are kept beside its counts, UTC; nothing: they are not kept.</summary>
    public Instant? KeepRowsUntil { get; init; }

    /// <summary>Why a day is refused as a wrong clock; null where it is not. A day begins first at 14 hours east of Greenwich.</summary>
    internal string? FutureFault(LocalDate day) => FutureFault(day.AtMidnight().WithOffset(Offset.FromHours(14)).ToInstant());

    /// <summary>Why an event's time is refused as a wrong clock; null where it is not.</summary>
    internal string? FutureFault(Instant at) => at > Now + Duration.FromMinutes(Limits.FutureMinutesMax)
        ? $"its time {at} is more than {Limits.FutureMinutesMax} minutes ahead of this node's clock, {Now}: one of the two clocks is wrong"
        : null;
}

/// <summary>What a mapping made of one value: a draft, or the reason why there is none. The default value is neither: others like it tell enough.</summary>
/// <param name="Draft">The draft; null where there is none.</param>
/// <param name="Refused">Why it is refused, in one sentence; null where it is not.</param>
/// <param name="Note">What was put right on the way; null where nothing was.</param>
public readonly record struct Mapped(Draft? Draft, string? Refused, string? Note)
{
    internal static Mapped To(Draft draft) => new(draft, null, null);

    internal static Mapped Refuse(string reason) => new(null, reason, null);
}

/// <summary>One row, feature or alert of a file on its way in. With neither draft nor refusal it was read, and others like it tell enough.</summary>
/// <param name="At">Where it stands in the file.</param>
/// <param name="Draft">The draft; null where there is none.</param>
/// <param name="Refused">Why it is refused; null where it is not.</param>
/// <param name="Repairs">What was put right; empty where nothing was.</param>
public readonly record struct DoorItem(string At, Draft? Draft, string? Refused, ImmutableArray<Repair> Repairs)
{
    /// <summary>A time at the calendar's very edge reads, but has no place in UTC.</summary>
    static Mapped Guarded<T>(T value, DoorTerms terms, Func<T, DoorTerms, Mapped> map)
    {
        try { return map(value, terms); }
        catch (OverflowException) { return Mapped.Refuse("a time in it lies outside of the calendar, the years -9998 to 9999 in UTC"); }
    }

    /// <summary>Puts a mapping behind a reader: what the reader refused passes through.</summary>
    internal static IEnumerable<DoorItem> Map<T>(IEnumerable<Item<T>> items, DoorTerms terms, Func<T, DoorTerms, Mapped> map)
    {
        foreach (var item in items) yield return Of(item, terms, map);
    }

    /// <summary>The same, handed in by somebody.</summary>
    internal DoorItem By(string officer) => Draft is null ? this : this with { Draft = Draft with { Source = (Draft.Source ?? new Source()) with { Officer = officer } } };

    /// <summary>Maps one item: what the reader refused passes through.</summary>
    internal static DoorItem Of<T>(Item<T> item, DoorTerms terms, Func<T, DoorTerms, Mapped> map) => item switch
    {
        Item<T>.Read read => Of(read.At, read.Repairs, Guarded(read.Value, terms, map)),
        Item<T>.Refused { Refusal: var refusal } => new DoorItem(refusal.At, null, refusal.Reason, []),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static DoorItem Of(string at, ImmutableArray<Repair> repairs, Mapped mapped) =>
        new(at, mapped.Draft, mapped.Refused, mapped.Note is { } note ? repairs.Add(new Repair(at, note)) : repairs);
}
