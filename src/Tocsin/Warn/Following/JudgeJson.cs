using System.Text.Json.Serialization;
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
sealed record ShelfState(Instant Until, long Index, int Count);

/// <summary>How often a rule rang in a shift.</summary>
/// <param name="From">When the first of them was written. UTC.</param>
/// <param name="Count">How often.</param>
/// <param name="Fold">The thread into which the others fold; nothing before the budget is spent.</param>
sealed record BudgetState(Instant From, int Count, string? Fold);

/// <summary>A document that points at a thread or at a leaf.</summary>
sealed record Pointer(string? Thread, long Index);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ThreadState))]
[JsonSerializable(typeof(MemberState))]
[JsonSerializable(typeof(Pointer))]
[JsonSerializable(typeof(ShelfState))]
[JsonSerializable(typeof(BudgetState))]
sealed partial class JudgeJson : JsonSerializerContext;
