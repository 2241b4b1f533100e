using System.Text.Json;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Threads;

/// <summary>How far officers have come with a thread.</summary>
public enum ThreadState
{
    /// <summary>Nobody has seen it. The default value.</summary>
    New,
    /// <summary>Somebody has seen it.</summary>
    Acknowledged,
    /// <summary>Somebody works on it.</summary>
    InHand,
    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>A warning's thread: its messages, what officers did with them, and where it stands.</summary>
public sealed record WarningThread
{
    /// <summary>Its name: the rule's and the event's, or the officer's own.</summary>
    public required string Id { get; init; }
    /// <summary>How far officers have come.</summary>
    public ThreadState State { get; init; }
    /// <summary>Whether the last message cancelled it.</summary>
    public bool IsCancelled { get; init; }
    /// <summary>Whether it is meant in earnest.</summary>
    public CapStatus Status { get; init; }
    /// <summary>CAP's category.</summary>
    public Category Category { get; init; }
    /// <summary>CAP's severity, of the last message that was no cancellation.</summary>
    public Severity Severity { get; init; } = Severity.Unknown;
    /// <summary>CAP's urgency.</summary>
    public Urgency Urgency { get; init; } = Urgency.Unknown;
    /// <summary>CAP's certainty.</summary>
    public Certainty Certainty { get; init; } = Certainty.Unknown;
    /// <summary>One line for lists.</summary>
    public string Headline { get; init; } = "";
    /// <summary>In one sentence, why it rang last.</summary>
    public string Why { get; init; } = "";
    /// <summary>Where, in words.</summary>
    public string? Place { get; init; }
    /// <summary>The point to show it at: longitude in degrees.</summary>
    public double? Longitude { get; init; }
    /// <summary>The point to show it at: latitude in degrees.</summary>
    public double? Latitude { get; init; }
    /// <summary>When the event began, or begins. UTC.</summary>
    public Instant At { get; init; }
    /// <summary>When the warning ceases to hold. UTC.</summary>
    public Instant Until { get; init; }
    /// <summary>When it last rang: the message that officers must answer. UTC.</summary>
    public Instant RangAt { get; init; }
    /// <summary>The leaf hash of that message, base64url.</summary>
    public string Ringing { get; init; } = "";
    /// <summary>By when somebody must have acknowledged it; nothing once somebody has. UTC.</summary>
    public Instant? AcknowledgeBy { get; init; }
    /// <summary>Who acknowledged it first since it rang: an officer's pseudonym.</summary>
    public string? AcknowledgedBy { get; init; }
    /// <summary>Who works on it: an officer's pseudonym.</summary>
    public string? Owner { get; init; }
    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }
    /// <summary>Who closed it: an officer's pseudonym.</summary>
    public string? ClosedBy { get; init; }
    /// <summary>Which call went out last since it rang; nothing where nobody was called.</summary>
    public int? Step { get; init; }
    /// <summary>Who was called then: pseudonyms.</summary>
    public IReadOnlyList<string>? Called { get; init; }
    /// <summary>When. UTC.</summary>
    public Instant? CalledAt { get; init; }
    /// <summary>Until when it is shelved; nothing where it is not. UTC.</summary>
    public Instant? ShelvedUntil { get; init; }
    /// <summary>In one line, why it is shelved.</summary>
    public string? ShelvedWhy { get; init; }
    /// <summary>The rule that raised it; nothing where an officer did.</summary>
    public string? Rule { get; init; }
    /// <summary>Its measured numbers, the unit in each name.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = ImmutableSortedDictionary<string, double>.Empty;
    /// <summary>Everything that was said and done, the earliest first.</summary>
    public IReadOnlyList<ThreadEntry> Entries { get; init; } = [];

    /// <summary>Reads the document in which the follower keeps it.</summary>
    public static WarningThread Read(ViewDocument document) => JsonSerializer.Deserialize(document.Text, ThreadJson.Default.WarningThread)!;

    /// <summary>The thread as one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ThreadJson.Default.WarningThread);

    /// <summary>Whether an officer still has to do with it.</summary>
    [JsonIgnore]
    public bool IsOpen => State != ThreadState.Closed && !(IsCancelled && State != ThreadState.New);

    /// <summary>Whether nobody acknowledged it in time.</summary>
    public bool IsOverdue(Instant now) => State == ThreadState.New && AcknowledgeBy < now;

    /// <summary>Whether it is shelved.</summary>
    public bool IsShelved(Instant now) => now < ShelvedUntil;

    /// <summary>Whether it holds no more, by its own word.</summary>
    public bool IsExpired(Instant now) => Until < now;
}

/// <summary>One message, disposition or note of a thread.</summary>
public sealed record ThreadEntry
{
    /// <summary>The log's incarnation that holds it.</summary>
    public required int Incarnation { get; init; }
    /// <summary>Its place there.</summary>
    public required long Index { get; init; }
    /// <summary>Its leaf hash, base64url.</summary>
    public required string Leaf { get; init; }
    /// <summary>When it was written. UTC.</summary>
    public required Instant Time { get; init; }
    /// <summary>The pseudonym of the officer who wrote it; nothing where a rule did.</summary>
    public string? Officer { get; init; }
    /// <summary>The message; nothing in a disposition or a note.</summary>
    public WarningFacts? Message { get; init; }
    /// <summary>The disposition; nothing in a message or a note.</summary>
    public DispositionFacts? Disposition { get; init; }
    /// <summary>Its line: a message's headline, a note's words.</summary>
    public string? Text { get; init; }
    /// <summary>A message's place, in words.</summary>
    public string? Place { get; init; }
    /// <summary>A message's point: longitude in degrees.</summary>
    public double? Longitude { get; init; }
    /// <summary>A message's point: latitude in degrees.</summary>
    public double? Latitude { get; init; }

    /// <summary>Where it stands: not always in the log that the party writes to now.</summary>
    /// <param name="log">Any incarnation of the party's log.</param>
    public RecordAddress AddressIn(Origin log) => new(new Origin(log.Circle, log.Party, Incarnation), Index);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(WarningThread))]
[JsonSerializable(typeof(ThreadPointer))]
sealed partial class ThreadJson : JsonSerializerContext;

/// <summary>Which thread a leaf belongs to.</summary>
sealed record ThreadPointer(string Thread);
