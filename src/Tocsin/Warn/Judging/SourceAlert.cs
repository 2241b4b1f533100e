using System.Globalization;
using System.Text;
using NetTopologySuite.Geometries;
using Tocsin.Share.Records;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Judging;

/// <summary>Another agency's alert as a rule sees it.</summary>
/// <param name="Witness">The record that holds it; its time is when the agency sent it.</param>
/// <param name="Facts">What the alert says.</param>
/// <param name="Geometry">Its area.</param>
/// <param name="Self">The digest of its CAP identity.</param>
/// <param name="References">The digests of the earlier messages that it names.</param>
public sealed record SourceAlert(Witness Witness, EventFacts Facts, Geometry? Geometry, string Self, ImmutableArray<string> References)
{
    /// <summary>Whether it takes its earlier messages back.</summary>
    public bool IsCancel => Code(Facts, "message") is "Cancel" or "Error";

    /// <summary>Whether it was sent lately, and holds still, at the time when its record is written.</summary>
    public bool IsNews(Rule rule, Instant written) =>
        Judging.Witness.IsFresh(rule, written, Witness.At) && (Facts.Until is not { } until || until > written);

    /// <summary>Reads an alert out of a record, or says why it is not looked at.</summary>
    public static Parsed<SourceAlert> Of(Record record)
    {
        if (record is not { What: EventFacts { Type: "alert" } facts } || record.Leaf.Kind != Kind.Observation) return new("It is no alert.");
        if (Earnest.Of(record) is null) return new($"Its status is {facts.Status}: it does not ring as real.");
        if (Code(facts, "message") == "Ack") return new("It acknowledges other messages and says nothing of its own.");
        if (Code(facts, "sender") is not { } sender || Code(facts, "identifier") is not { } identifier || Code(facts, "sent") is not { } sent)
            return new("It names no sender, identifier and time, so its thread cannot be known.");
        if (!DateTimeOffset.TryParse(sent, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return new("The time at which it was sent does not read.");
        var references = (Code(facts, "references") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(new SourceAlert(Witness.Of(record, Instant.FromDateTimeOffset(time)), facts, record.Where?.Geometry,
            Digest($"{sender},{identifier},{sent}"), [.. references.Select(Digest)]));
    }

    /// <summary>The latest of some alerts, by the time at which it was sent, then by leaf hash.</summary>
    public static SourceAlert Latest(IEnumerable<SourceAlert> alerts) => alerts.OrderBy(a => a.Witness.At).ThenBy(a => a.Witness.Leaf).Last();

    static string? Code(EventFacts facts, string name) => facts.Codes?.GetValueOrDefault(name);

    /// <summary>CAP 1.2 §3.2.1 names a message by sender, identifier and sent; what is kept of it is a digest.</summary>
    static string Digest(string identity) => Hash.Of(Encoding.UTF8.GetBytes(identity)).ToBase64Url();
}
