using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tocsin.Share.Records;

/// <summary>What a record says in its group <see cref="Group.What"/>: a closed set, one type for each kind or few kinds.</summary>
public abstract record Facts
{
    private protected Facts() { }

    /// <summary>The CAP status: whether this is meant in earnest. Only <see cref="CapStatus.Actual"/> may ring as real.</summary>
    public CapStatus Status { get; init; }

    /// <summary>The measured numbers, where this kind has them.</summary>
    internal virtual IReadOnlyDictionary<string, double>? AllNumbers => null;
}

/// <summary>An observation's or an incident's facts, in CAP 1.2's words (§3.2.2).</summary>
public sealed record EventFacts : Facts
{
    /// <summary>What kind of thing it is, in this house's lower-case words: earthquake, hotspot, alert, feature, report.</summary>
    public required string Type { get; init; }
    /// <summary>CAP's category.</summary>
    public required Category Category { get; init; }
    /// <summary>CAP's event, in the source's words: "Flood Warning".</summary>
    public string? Event { get; init; }
    /// <summary>How bad.</summary>
    public Severity Severity { get; init; } = Severity.Unknown;
    /// <summary>How soon.</summary>
    public Urgency Urgency { get; init; } = Urgency.Unknown;
    /// <summary>How sure.</summary>
    public Certainty Certainty { get; init; } = Certainty.Unknown;
    /// <summary>When it happened, or begins. UTC.</summary>
    public required Instant At { get; init; }
    /// <summary>When it ended, or expires. UTC.</summary>
    public Instant? Until { get; init; }
    /// <summary>Measured numbers, the unit in each name: magnitude, depthKm, radiativePowerMw. All finite.</summary>
    public IReadOnlyDictionary<string, double>? Numbers { get; init; }
    internal override IReadOnlyDictionary<string, double>? AllNumbers => Numbers;
    /// <summary>The source's own codes: magnitudeType, message, references.</summary>
    public IReadOnlyDictionary<string, string>? Codes { get; init; }
}

/// <summary>A value that is known to be bad.</summary>
public sealed record IndicatorFacts : Facts
{
    /// <summary>An indicator of which nobody says how bad it is.</summary>
    public IndicatorFacts()
    {
    }

    [JsonConstructor]
    internal IndicatorFacts(Severity severity = Severity.Unknown) => Severity = severity;

    /// <summary>What sort of value: domain, url, ipv4, ipv6, cidr, endpoint, md5, sha1, sha256, email, iban, account, phone, wallet; or hashed- and one
    /// of domain, iban, account, phone, wallet (docs/spec/value-hash.md).</summary>
    public required string Type { get; init; }
    /// <summary>The value, normalised.</summary>
    public required string Value { get; init; }
    /// <summary>Infra for attacks on systems, Security for fraud.</summary>
    public required Category Category { get; init; }
    /// <summary>How bad a sighting of it would be.</summary>
    public Severity Severity { get; init; } = Severity.Unknown;
    /// <summary>How sure the source is, 0 to 100.</summary>
    public int? ConfidencePercent { get; init; }
    /// <summary>From when on it is known to be bad. UTC.</summary>
    public Instant? From { get; init; }
    /// <summary>Until when it counts. UTC.</summary>
    public Instant? Until { get; init; }
    /// <summary>What else it names, normalised: further values of a pattern, and its own id under STIX or MISP.</summary>
    public IReadOnlyList<NamedValue>? Also { get; init; }
    /// <summary>In one sentence, why it names nothing that rings; nothing where it may ring.</summary>
    public string? Silent { get; init; }

    /// <summary>All that it names.</summary>
    [JsonIgnore]
    public IEnumerable<NamedValue> Names => (Also ?? []).Prepend(new NamedValue(Type, Value));
}

/// <summary>A value and its sort.</summary>
/// <param name="Type">As in <see cref="IndicatorFacts.Type"/>; <c>stix</c> or <c>misp</c> for an id.</param>
/// <param name="Value">Normalised.</param>
public sealed record NamedValue(string Type, string Value);

/// <summary>An indicator's value, met in somebody's own logs.</summary>
public sealed record SightingFacts : Facts
{
    /// <summary>What was met once.</summary>
    public SightingFacts()
    {
    }

    [JsonConstructor]
    internal SightingFacts(long count = 1) => Count = count;

    /// <summary>What sort of value, as in <see cref="IndicatorFacts.Type"/>.</summary>
    public required string Type { get; init; }
    /// <summary>The value, normalised.</summary>
    public required string Value { get; init; }
    /// <summary>When it was met. UTC.</summary>
    public required Instant At { get; init; }
    /// <summary>How often, 1 or more.</summary>
    public long Count { get; init; } = 1;
    /// <summary>In one sentence, why it does not ring; nothing where it may.</summary>
    public string? Silent { get; init; }
}

/// <summary>What is known of attacks, by what the source calls it; what it says of it stands in <see cref="Source.Original"/>.</summary>
public sealed record IntelligenceFacts : Facts
{
    /// <summary>STIX's type of the object (malware, campaign, relationship), or misp-event, misp-object, misp-attribute.</summary>
    public required string Type { get; init; }
    /// <summary>Its id under STIX or MISP.</summary>
    public required string Id { get; init; }
    /// <summary>When it was last changed, or, of observations, when it was first seen. UTC.</summary>
    public Instant? At { get; init; }
    /// <summary>The ids of what a relationship or a report binds together, up to <see cref="Limits.ReferencesMax"/>.</summary>
    public IReadOnlyList<string>? Binds { get; init; }
}

/// <summary>A warning of this party: CAP-shaped, and reproducible where a rule made it.</summary>
public sealed record WarningFacts : Facts
{
    /// <summary>Whether it begins, updates or cancels its thread.</summary>
    public required MessageType Message { get; init; }
    /// <summary>The thread that it belongs to: rule and event, or the officer's own id.</summary>
    public required string Thread { get; init; }
    /// <summary>CAP's category.</summary>
    public required Category Category { get; init; }
    /// <summary>CAP's event.</summary>
    public required string Event { get; init; }
    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }
    /// <summary>How soon.</summary>
    public required Urgency Urgency { get; init; }
    /// <summary>How sure.</summary>
    public required Certainty Certainty { get; init; }
    /// <summary>When the event began, or begins. UTC.</summary>
    public required Instant At { get; init; }
    /// <summary>When the warning ceases to hold. UTC.</summary>
    public required Instant Until { get; init; }
    /// <summary>In one sentence, why it rang.</summary>
    public required string Why { get; init; }
    /// <summary>What its words are made of, so that a reader has them in another language; nothing where an officer wrote them.</summary>
    public WarningPhrases? Phrases { get; init; }
    /// <summary>Measured numbers, the unit in each name.</summary>
    public IReadOnlyDictionary<string, double>? Numbers { get; init; }
    /// <summary>Whom it concerns beyond whoever judged; nothing where the rule does not ask.</summary>
    public Concern? Concerned { get; init; }
    /// <summary>By when somebody must have acknowledged it; nothing where nobody has to. UTC.</summary>
    public Instant? AcknowledgeBy { get; init; }
    /// <summary>Who judged; nothing where an officer wrote the warning.</summary>
    public Judgement? Judgement { get; init; }
    internal override IReadOnlyDictionary<string, double>? AllNumbers => Numbers;
}

/// <summary>Whom an event near a border concerns.</summary>
/// <param name="Border">How it lies to a border.</param>
/// <param name="Countries">The countries whose places are in it, ISO 3166-1 alpha-2, in their order.</param>
/// <param name="Neighbours">Further countries that it is near to, in their order.</param>
/// <param name="Parties">The ids of the parties whose records tell of it, base64url, in their order.</param>
public sealed record Concern(BorderRelation Border, IReadOnlyList<string> Countries, IReadOnlyList<string> Neighbours, IReadOnlyList<string> Parties);

/// <summary>How an event lies to the borders of countries.</summary>
public enum BorderRelation
{
    /// <summary>Away from any. The default value.</summary>
    Within,
    /// <summary>Near to one.</summary>
    Nears,
    /// <summary>On both sides of one.</summary>
    Crosses,
}

/// <summary>What made a rule's warning, exactly enough to make it again.</summary>
/// <param name="Rule">The rule's name in the rules in force.</param>
/// <param name="Detector">The detector's name.</param>
/// <param name="Version">The detector's version.</param>
/// <param name="Evidence">The records that it judged.</param>
public sealed record Judgement(string Rule, string Detector, string Version, Evidence Evidence)
{
    /// <summary>At which time its cause was judged; nothing where that is when the cause was written. UTC.</summary>
    public Instant? Heard { get; init; }
}

/// <summary>A set of records, named so that anybody who holds their logs can find and check it.</summary>
/// <param name="Log">The origin of the first log: the private one of whoever judged where that is among them, else the first by its text.</param>
/// <param name="Size">The size of the head under which that log's records stood.</param>
/// <param name="Leaves">The indexes of that log's records, ascending.</param>
/// <param name="Digest">SHA-256, base64url, over the leaf hashes of all in the order of (event time, leaf hash).</param>
public sealed record Evidence(string Log, long Size, IReadOnlyList<long> Leaves, string Digest)
{
    /// <summary>What a warning says of its evidence where that may not be told.</summary>
    public static Evidence Untold { get; } = new("", 0, [], "");

    /// <summary>The records of further logs, in the order of their origins; nothing where there are none.</summary>
    public IReadOnlyList<LogEvidence>? Others { get; init; }

    /// <summary>Where the records stand; those of a log whose origin does not read are left out.</summary>
    public IEnumerable<RecordAddress> Addresses()
    {
        foreach (var (log, _, leaves) in (Others ?? []).Prepend(new LogEvidence(Log, Size, Leaves)))
            if (Origin.Parse(log).Try(out var origin, out _))
                foreach (var index in leaves) yield return new RecordAddress(origin, index);
    }
}

/// <summary>The records of a further log.</summary>
/// <param name="Log">The log's origin.</param>
/// <param name="Size">The size of the head under which they stood.</param>
/// <param name="Leaves">Their indexes, ascending.</param>
public sealed record LogEvidence(string Log, long Size, IReadOnlyList<long> Leaves);

/// <summary>What an officer, or the node's clock, did with a warning's thread, with a rule or with a handover.</summary>
public sealed record DispositionFacts : Facts
{
    /// <summary>The thread; nothing where a rule is shelved or a handover is signed.</summary>
    public string? Thread { get; init; }
    /// <summary>The rule that is shelved, or no longer; nothing where it is about a thread.</summary>
    public string? Rule { get; init; }
    /// <summary>What was done.</summary>
    public required DispositionAction Action { get; init; }
    /// <summary>How it ended; only with <see cref="DispositionAction.Close"/>.</summary>
    public Outcome? Outcome { get; init; }
    /// <summary>In one line, why; required to close, to shelve and to escalate.</summary>
    public string? Why { get; init; }
    /// <summary>What that is made of; only with <see cref="DispositionAction.Escalate"/>.</summary>
    public Phrase? Phrase { get; init; }
    /// <summary>Until when it is shelved. UTC; only with <see cref="DispositionAction.Shelve"/>.</summary>
    public Instant? Until { get; init; }
    /// <summary>Which call it is since the warning rang: 0 the first, to whoever is on duty; from 1 on its deadline had passed.
    /// Only with <see cref="DispositionAction.Escalate"/>.</summary>
    public int? Step { get; init; }
    /// <summary>The pseudonyms of the officers who are called; only with <see cref="DispositionAction.Escalate"/>.</summary>
    public IReadOnlyList<string>? To { get; init; }
}

/// <summary>A row of a list of persons; nothing of the person stands here.</summary>
/// <param name="Topic">What the list is of: measles.</param>
public sealed record CaseFacts(string Topic) : Facts;

/// <summary>A remark; its words stand in the group <see cref="Group.Text"/>.</summary>
public sealed record NoteFacts : Facts;

/// <summary>The rules in force from here on.</summary>
/// <param name="Yaml">The text of the file, as it was read.</param>
public sealed record RulesFacts(string Yaml) : Facts;

/// <summary>The roster in force from here on: the text of its file, with pseudonyms in place of names.</summary>
/// <param name="Yaml">The text, in the layout of docs/shift.md.</param>
public sealed record RosterFacts(string Yaml) : Facts;

/// <summary>What a leaving officer hands over; a word of theirs stands in the group <see cref="Group.Text"/>.</summary>
public sealed record HandoverFacts : Facts
{
    /// <summary>When the handover before was written; nothing where this is the first. UTC.</summary>
    public Instant? Since { get; init; }
    /// <summary>Threads that are open and that nobody works on.</summary>
    public required IReadOnlyList<string> Open { get; init; }
    /// <summary>Threads that somebody works on.</summary>
    public required IReadOnlyList<string> InHand { get; init; }
    /// <summary>Threads that are shelved.</summary>
    public required IReadOnlyList<string> Shelved { get; init; }
    /// <summary>Rules that are shelved.</summary>
    public required IReadOnlyList<string> ShelvedRules { get; init; }
    /// <summary>Threads of sources that are overdue.</summary>
    public required IReadOnlyList<string> Silent { get; init; }
    /// <summary>Places in this log of what was noted since the handover before.</summary>
    public required IReadOnlyList<long> Notes { get; init; }
    /// <summary>How many more there were than these lists hold.</summary>
    public int LeftOut { get; init; }
}

/// <summary>The author takes a record back.</summary>
/// <param name="Why">In one line, why.</param>
public sealed record WithdrawalFacts(string Why) : Facts;

/// <summary>The author erases a record's content.</summary>
/// <param name="Groups">The groups to erase; empty: all.</param>
/// <param name="Why">In one line, why, without repeating what is erased.</param>
public sealed record ErasureFacts(IReadOnlyList<string> Groups, string Why) : Facts
{
    /// <summary>Whether all is erased: no group is named, or the facts themselves are, without which the rest means nothing.</summary>
    [JsonIgnore]
    public bool IsWhole => Groups.Count == 0 || Groups.Contains(Group.What);

    /// <summary>What stays of a content; what does not read does not stay.</summary>
    public ReadOnlyMemory<byte> Remaining(ReadOnlySpan<byte> content)
    {
        var remaining = new ArrayBufferWriter<byte>();
        try
        {
            while (!IsWhole && Content.TryNext(ref content, out var disclosure))
                if (!Groups.Contains(RecordReader.GroupOf(disclosure))) Content.Append(remaining, disclosure);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or InvalidOperationException) { }
        return remaining.WrittenMemory;
    }
}

/// <summary>A signed document, a charter or a party's own, kept to the byte.</summary>
/// <param name="Note">The signed note's text.</param>
public sealed record DocumentFacts(string Note) : Facts;

/// <summary>The author of a record, which the reference <see cref="Relation.About"/> names, agrees that it is passed on.</summary>
/// <param name="Circle">The id of the circle that may have it, base64url.</param>
public sealed record ConsentFacts(string Circle) : Facts
{
    /// <summary>Whether the group <see cref="Group.Personal"/> may go along.</summary>
    public bool Personal { get; init; }
}

/// <summary>Facts that this version cannot read: the record is kept, flagged and not indexed.</summary>
/// <param name="Json">The value as it stands.</param>
/// <param name="Reason">Why it was not read.</param>
public sealed record UnreadFacts(JsonElement Json, string Reason) : Facts;
