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

/// <summary>A document that points at a thread or at a leaf.</summary>
sealed record Pointer(string? Thread, long Index);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ThreadState))]
[JsonSerializable(typeof(MemberState))]
[JsonSerializable(typeof(Pointer))]
sealed partial class JudgeJson : JsonSerializerContext;
