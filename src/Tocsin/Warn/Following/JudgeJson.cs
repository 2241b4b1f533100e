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
    /// <summary>The incarnation of the log in which its last message stands; nothing: the first.</summary>
    public int? Incarnation { get; init; }

    public static ThreadState New(Instant last) => new(last, null, 0, null);

    /// <summary>Where its last message stands.</summary>
    public RecordAddress MessageIn(Origin own) => new(new Origin(own.Circle, own.Party, Incarnation ?? 1), Index);

    /// <summary>The same with a message of its own.</summary>
    public ThreadState SaidAt(Origin own, long index, string leaf) => this with { Index = index, Leaf = leaf, Incarnation = own.Incarnation == 1 ? null : own.Incarnation };
}

/// <summary>A record of an open event; the document goes when the record is erased.</summary>
sealed record MemberState(Guid Id, long Index, string Leaf, Instant At, Instant Minted, QuakeState? Quake)
{
    /// <summary>The log's number; nothing: 0.</summary>
    public int? Log { get; init; }
    /// <summary>Its arrival number; nothing in the log of number 0.</summary>
    public long? Arrival { get; init; }

    public static MemberState Of(Witness w, QuakeState? quake, LogTable logs) =>
        new(w.Id, w.Address.Index, w.Leaf.ToBase64Url(), w.At, w.Minted, quake) { Log = logs.Mark(w.Address.Log), Arrival = logs.Mark(w.Address.Log) is null ? null : w.Arrival };

    public Witness Witness(LogTable logs) => new(Id, new RecordAddress(logs.At(Log), Index), LogTable.Leaf(Leaf), At, Minted) { Arrival = Arrival ?? 0 };
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

/// <summary>Under which salt a circle shares values.</summary>
/// <param name="Nonce">The charters' nonce; nothing where this party's own charter has not been met yet.</param>
/// <param name="HasDomains">Whether domains were shared as hashes there.</param>
sealed record CircleSalt(string? Nonce, bool HasDomains);

/// <summary>A document that points at a thread or at a leaf.</summary>
sealed record Pointer(string? Thread, long Index)
{
    /// <summary>The log's number; nothing: 0.</summary>
    public int? Log { get; init; }
}

/// <summary>What time it is by this party's own records.</summary>
sealed record TimeState(Instant Now);

/// <summary>The counts of 64 periods of a series, in the order of the periods; of one period that several logs tell, in the order in which they count.</summary>
sealed record CountPage(List<CountEntry> Counts);

/// <summary>One count: its period's number, the leaf that tells it, the count (nothing where it cannot be compared), the population.</summary>
sealed record CountEntry(int Ordinal, long Index, string Leaf, long? Count, long? Population)
{
    /// <summary>When the leaf was written, as its author says.</summary>
    public required Instant Time { get; init; }
    /// <summary>The log's number; nothing: 0.</summary>
    public int? Log { get; init; }
    /// <summary>The leaf's arrival number; nothing in the log of number 0.</summary>
    public long? Arrival { get; init; }
    /// <summary>The leaf that revised it; nothing where a later leaf only told of the same period.</summary>
    public long? RevisedBy { get; init; }
    /// <summary>The number of that leaf's log; nothing: 0.</summary>
    public int? RevisedIn { get; init; }
}

/// <summary>Which periods of which series the leaves of one bundle tell.</summary>
sealed record CountPlaces(List<CountPlace> Places);

/// <summary>A leaf, the series that it belongs to by the digest of its key, and the period's number.</summary>
sealed record CountPlace(long Index, string Series, int Ordinal, CountPeriod Period);

/// <summary>A series that is known.</summary>
/// <param name="Key">Its key's text.</param>
/// <param name="Subject">What it is of.</param>
/// <param name="Counts">How many periods have a count.</param>
sealed record SeriesState(string Key, SeriesSubject Subject, int Counts);

/// <summary>The series of one topic, measure, status, date basis and period that say where they are, in the order of their digests.</summary>
sealed record GroupPage(List<GroupEntry> Series);

/// <summary>One series of a group.</summary>
/// <param name="Series">The digest of its key.</param>
/// <param name="Longitude">Degrees, as the count of its newest period says.</param>
/// <param name="Latitude">Degrees.</param>
/// <param name="Country">Its country's code, as the same says; nothing where it gives none.</param>
/// <param name="Ordinal">That period's number.</param>
/// <param name="Arrival">That count's arrival number; 0 in the log of number 0.</param>
sealed record GroupEntry(string Series, double Longitude, double Latitude, string? Country, int Ordinal, long Arrival)
{
    /// <summary>The number of that count's log; nothing: 0.</summary>
    public int? Log { get; init; }
}

/// <summary>An open outbreak.</summary>
/// <param name="Thread">Its thread.</param>
/// <param name="State">What was said.</param>
/// <param name="Above">The periods above their thresholds, ascending; the latest 64.</param>
sealed record OutbreakState(string Thread, ThreadState State, ImmutableArray<int> Above)
{
    /// <summary>Those of them in which nothing stands out any more, while places have yet to report them; nothing where there are none.</summary>
    public ImmutableArray<int>? Held { get; init; }
}

/// <summary>What a rule has spent on looking at several places.</summary>
/// <param name="From">When its hour began. UTC.</param>
/// <param name="Spent">How much since, in the measure of <see cref="ScanBudget"/>.</param>
sealed record ScanState(Instant From, int Spent);

/// <summary>Periods that wait to be judged.</summary>
sealed record ScanWaits(List<ScanWait> Waits);

/// <summary>A period that is to be judged.</summary>
/// <param name="Group">The name of the group of series.</param>
/// <param name="Series">The digest of one of them.</param>
/// <param name="Ordinal">The period's number.</param>
/// <param name="IsNew">Whether a series had no count of it before.</param>
sealed record ScanWait(string Group, string Series, int Ordinal, bool IsNew);

/// <summary>The hotspots of one bundle of leaves that still matter, in the order of the leaves.</summary>
sealed record FirePage(List<FireEntry> Spots);

/// <summary>A hotspot.</summary>
sealed record FireEntry(Guid Id, long Index, string Leaf, Instant At, Instant Minted, double Longitude, double Latitude, double PowerMw)
{
    /// <summary>The log's number; nothing: 0.</summary>
    public int? Log { get; init; }
    /// <summary>Its arrival number; nothing in the log of number 0.</summary>
    public long? Arrival { get; init; }
    /// <summary>Where its leaf stands.</summary>
    [JsonIgnore]
    public LeafPlace Place => new(Log ?? 0, Index);
}

/// <summary>A leaf by its log's number and its place there.</summary>
readonly record struct LeafPlace(int Log, long Index);

/// <summary>A fire that has rung.</summary>
/// <param name="State">What was said.</param>
/// <param name="Anchor">The leaf of its latest hotspot.</param>
sealed record FireState(ThreadState State, long Anchor)
{
    /// <summary>The number of that leaf's log; nothing: 0.</summary>
    public int? AnchorLog { get; init; }
    /// <summary>Where that leaf stands.</summary>
    [JsonIgnore]
    public LeafPlace Place => new(AnchorLog ?? 0, Anchor);

    public static FireState Of(ThreadState state, FireEntry anchor) => new(state, anchor.Index) { AnchorLog = anchor.Log };
}

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
[JsonSerializable(typeof(CircleSalt))]
[JsonSerializable(typeof(Pointer))]
[JsonSerializable(typeof(TimeState))]
[JsonSerializable(typeof(CountPage))]
[JsonSerializable(typeof(CountPlaces))]
[JsonSerializable(typeof(SeriesState))]
[JsonSerializable(typeof(GroupPage))]
[JsonSerializable(typeof(OutbreakState))]
[JsonSerializable(typeof(ScanState))]
[JsonSerializable(typeof(ScanWaits))]
[JsonSerializable(typeof(FirePage))]
[JsonSerializable(typeof(FireState))]
[JsonSerializable(typeof(RegionState))]
[JsonSerializable(typeof(WatchedState))]
[JsonSerializable(typeof(ShelfState))]
[JsonSerializable(typeof(BudgetState))]
sealed partial class JudgeJson : JsonSerializerContext;
