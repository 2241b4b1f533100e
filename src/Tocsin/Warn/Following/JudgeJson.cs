using System.Text.Json.Serialization;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;

namespace Tocsin.Warn.Following;

/// <summary>What the judge keeps of an open event. It repeats no record's content.</summary>
/// <param name="Last">The time of its last record's event. UTC.</param>
/// <param name="Said">Its last message.</param>
/// <param name="Index">Where that message stands in the log.</param>
/// <param name="Leaf">Its leaf hash, base64url.</param>
sealed record ThreadState(Instant Last, Said? Said, long Index, string? Leaf)
{
    /// <summary>The thread into which it folded; nothing where it speaks for itself.</summary>
    public string? Folded { get; init; }
    /// <summary>The shelving that counts it already.</summary>
    public long? ShelvedBy { get; init; }

    public static ThreadState New(Instant last) => new(last, null, 0, null);
}

/// <summary>A record of an open event; the document goes when the record is erased.</summary>
sealed record MemberState(Guid Id, long Index, string Leaf, Instant At, Instant Minted, QuakeState? Quake)
{
    public static MemberState Of(Witness w, QuakeState? quake) => new(w.Id, w.Index, w.Leaf.ToBase64Url(), w.At, w.Minted, quake);

    public Witness Witness => new(Id, Index, Hash.TryParseBase64Url(Leaf, out var leaf) ? leaf : throw new InvalidDataException($"'{Leaf}' is no leaf hash"), At, Minted);
}

/// <summary>The numbers of an earthquake that belongs to an open sequence.</summary>
sealed record QuakeState(double Magnitude, double Longitude, double Latitude, double DepthKm);

/// <summary>A rule or a thread that is shelved.</summary>
/// <param name="Until">Until when. UTC.</param>
/// <param name="Index">Where the log says so.</param>
/// <param name="Count">How many threads would have spoken since.</param>
/// <param name="From">Since when. UTC.</param>
/// <param name="Seen">When the last record that asked was written. UTC.</param>
/// <param name="PassedMs">How much time has passed from record to record; where a clock was set back, none.</param>
sealed record ShelfState(Instant Until, long Index, int Count, Instant From, Instant Seen, long PassedMs)
{
    /// <summary>It at the time of a record.</summary>
    public ShelfState At(Instant time) => this with { Seen = time, PassedMs = PassedMs + Math.Max(0, (long)(time - Seen).TotalMilliseconds) };

    /// <summary>Whether it still holds: until its end, and whatever becomes of the clock no longer than it was meant to.</summary>
    [JsonIgnore]
    public bool Holds => Seen < Until && PassedMs < (Until - From).TotalMilliseconds;
}

/// <summary>How often a rule rang in a shift.</summary>
/// <param name="From">When the first of them was written. UTC.</param>
/// <param name="Count">How often.</param>
/// <param name="Fold">The thread into which the others fold; nothing before the budget is spent.</param>
sealed record BudgetState(Instant From, int Count, string? Fold);

/// <summary>A document that points at a thread or at a leaf.</summary>
sealed record Pointer(string? Thread, long Index);

/// <summary>The counts of 64 periods of a series, in the order of the periods.</summary>
sealed record CountPage(List<CountEntry> Counts);

/// <summary>One count: its period's number, the leaf that tells it, the count (nothing where it cannot be compared), the population.</summary>
sealed record CountEntry(int Ordinal, long Index, string Leaf, long? Count, long? Population);

/// <summary>Which periods of which series the leaves of one bundle tell.</summary>
sealed record CountPlaces(List<CountPlace> Places);

/// <summary>A leaf, the series that it belongs to by the digest of its key, and the period's number.</summary>
sealed record CountPlace(long Index, string Series, int Ordinal, CountPeriod Period);

/// <summary>A series that is known.</summary>
/// <param name="Key">Its key's text.</param>
/// <param name="Subject">What it is of.</param>
/// <param name="Counts">How many periods have a count.</param>
sealed record SeriesState(string Key, SeriesSubject Subject, int Counts);

/// <summary>An open outbreak.</summary>
/// <param name="Thread">Its thread.</param>
/// <param name="State">What was said.</param>
/// <param name="Above">The periods above their thresholds, ascending; the latest 64.</param>
sealed record OutbreakState(string Thread, ThreadState State, ImmutableArray<int> Above);

/// <summary>The hotspots of one bundle of leaves that still matter, in the order of the leaves.</summary>
sealed record FirePage(List<FireEntry> Spots);

/// <summary>A hotspot.</summary>
sealed record FireEntry(Guid Id, long Index, string Leaf, Instant At, Instant Minted, double Longitude, double Latitude, double PowerMw);

/// <summary>A fire that has rung.</summary>
/// <param name="State">What was said.</param>
/// <param name="Anchor">The leaf of its latest hotspot.</param>
sealed record FireState(ThreadState State, long Anchor);

/// <summary>The attacks in one subregion.</summary>
/// <param name="Thread">The open thread; nothing before the first.</param>
/// <param name="State">What was said.</param>
/// <param name="Attacks">The attacks that still matter.</param>
sealed record RegionState(string? Thread, ThreadState? State, List<AttackEntry> Attacks);

/// <summary>An attack.</summary>
sealed record AttackEntry(MemberState Member, Severity Severity, double Longitude, double Latitude);

/// <summary>A station or an event that its records tell of one by one.</summary>
/// <param name="Thread">The open thread; nothing where none is.</param>
/// <param name="State">What was said.</param>
/// <param name="Members">Its last records, ascending by time.</param>
sealed record WatchedState(string? Thread, ThreadState? State, List<MemberState> Members);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ThreadState))]
[JsonSerializable(typeof(MemberState))]
[JsonSerializable(typeof(Pointer))]
[JsonSerializable(typeof(CountPage))]
[JsonSerializable(typeof(CountPlaces))]
[JsonSerializable(typeof(SeriesState))]
[JsonSerializable(typeof(OutbreakState))]
[JsonSerializable(typeof(FirePage))]
[JsonSerializable(typeof(FireState))]
[JsonSerializable(typeof(RegionState))]
[JsonSerializable(typeof(WatchedState))]
[JsonSerializable(typeof(ShelfState))]
[JsonSerializable(typeof(BudgetState))]
sealed partial class JudgeJson : JsonSerializerContext;
