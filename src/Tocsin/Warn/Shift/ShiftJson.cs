using System.Text.Json.Serialization;
using Tocsin.Share.Records;
using Tocsin.Warn.Feeds;

namespace Tocsin.Warn.Shift;

/// <summary>Where a record stands, as a view's document says it.</summary>
sealed record Place(string Log, long Index)
{
    public static Place Of(RecordAddress address) => new(address.Log.ToString(), address.Index);

    [JsonIgnore]
    public string Text => Address.ToString();

    [JsonIgnore]
    public RecordAddress Address => new(Origin.Parse(Log).Value, Index);
}

/// <summary>A rule that is shelved.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Until">Until when. UTC.</param>
/// <param name="Why">In one line, why.</param>
/// <param name="At">Since when. UTC.</param>
/// <param name="Log">The log that says so.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Leaf">Its leaf hash, base64url.</param>
public sealed record RuleShelf(string Rule, Instant Until, string Why, Instant At, string Log, long Index, string Leaf);

/// <summary>When a source was last heard.</summary>
/// <param name="Scheme">Who gives its keys: usgs, cap, firms, geojson, indicators.</param>
/// <param name="Publisher">The organisation; where records name none, the sender.</param>
/// <param name="At">When its last record was written here. UTC.</param>
/// <param name="Log">The log that holds that record.</param>
/// <param name="Index">Its place there.</param>
public sealed record LastHeard(string Scheme, string Publisher, Instant At, string Log, long Index);

/// <summary>A source that is overdue.</summary>
/// <param name="Thread">The warning's thread.</param>
/// <param name="Log">The log that holds the warning.</param>
/// <param name="Index">Its place there.</param>
public sealed record Silence(string Thread, string Log, long Index);

/// <summary>The last handover.</summary>
/// <param name="Log">The log that holds it.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Leaf">Its leaf hash, base64url.</param>
/// <param name="At">When it was written. UTC.</param>
/// <param name="From">Who left: a pseudonym; nothing where that was erased.</param>
/// <param name="To">The relief who signed it: a pseudonym; nothing while nobody has.</param>
/// <param name="SignedAt">When. UTC.</param>
/// <param name="SignedIn">The record that signs it: LOG:NUMBER.</param>
public sealed record LastHandover(string Log, long Index, string Leaf, Instant At, string? From, string? To, Instant? SignedAt, string? SignedIn)
{
    /// <summary>Where it stands.</summary>
    [JsonIgnore]
    public RecordAddress Address => new(Origin.Parse(Log).Value, Index);
}

/// <summary>A warning that nobody has acknowledged, as the escalation needs it.</summary>
/// <param name="Thread">Its thread.</param>
/// <param name="Ringing">The leaf hash of the message that rings, base64url.</param>
/// <param name="RangAt">When that was written. UTC.</param>
/// <param name="AcknowledgeBy">By when somebody must acknowledge it; nothing where nobody has to. UTC.</param>
/// <param name="Until">When it ceases to hold. UTC.</param>
/// <param name="Step">The last call; nothing where there was none.</param>
/// <param name="CalledAt">When that was. UTC.</param>
/// <param name="ShelvedUntil">Until when it is shelved. UTC.</param>
public sealed record Unanswered(
    string Thread, string Ringing, Instant RangAt, Instant? AcknowledgeBy, Instant Until, int? Step, Instant? CalledAt, Instant? ShelvedUntil);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Place))]
[JsonSerializable(typeof(RuleShelf))]
[JsonSerializable(typeof(LastHeard))]
[JsonSerializable(typeof(Silence))]
[JsonSerializable(typeof(FeedSilence))]
[JsonSerializable(typeof(LastHandover))]
[JsonSerializable(typeof(Unanswered))]
sealed partial class ShiftJson : JsonSerializerContext;
