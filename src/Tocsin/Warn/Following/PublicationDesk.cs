using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Following;

/// <summary>What is to be said of a warning in a circle: a closed set.</summary>
abstract record PublicationPlan
{
    PublicationPlan() { }

    /// <summary>No rule asks for it.</summary>
    public sealed record None : PublicationPlan;

    /// <summary>It is said.</summary>
    public sealed record Say(PublishingCircle Circle, Record Warning, Tlp Marking) : PublicationPlan;

    /// <summary>It is not, and why.</summary>
    public sealed record Keep(string Circle, string Why) : PublicationPlan;
}

/// <summary>Decides what of this party's own warnings is said in circles, by the rules that each of them cites, and by nothing else that changes.</summary>
/// <param name="log">This party's private log.</param>
/// <param name="records">The records of all logs.</param>
/// <param name="identity">Finds what was published, by its key.</param>
/// <param name="circleOf">Finds the circles.</param>
sealed class PublicationDesk(Origin log, IRecords records, Identity identity, FindCircle circleOf)
{
    static readonly Sentence Ended = Sentence.Of("ending.dropped", "Its author no longer holds this warning up.");

    public async Task<PublicationPlan> Plan(Record warning, CancellationToken stop)
    {
        if (warning.What is not WarningFacts facts) return new PublicationPlan.None();
        if (facts.Message == MessageType.Cancel) return await Cancel(warning, stop);
        if (await RuleOf(warning, stop) is not { Publish: { } named } rule) return new PublicationPlan.None();
        if (!circleOf(named).Try(out var circle, out var reason)) return new PublicationPlan.Keep(named, reason);
        return await Judged(warning, facts, rule, circle, stop);
    }

    /// <summary>Where a message of the private log was said in a circle; nothing where it was not.</summary>
    public async Task<RecordAddress?> Published(Hash leaf, PublishingCircle circle, CancellationToken stop) =>
        await records.IndexOf(circle.Journal.Log, identity.Keys(PublishRecord.KeyOf(leaf))[0], stop) is { } index ? new RecordAddress(circle.Journal.Log, index) : null;

    /// <summary>A cancellation follows whatever stands in the circle, an officer's too; where it may not tell why, it only says that it is over.</summary>
    async Task<PublicationPlan> Cancel(Record warning, CancellationToken stop)
    {
        (Rule Rule, PublishingCircle Circle)? target = null;
        for (var message = warning; message is not null; message = await Cited(message, Relation.Follows, stop))
        {
            if (target is null && await RuleOf(message, stop) is { Publish: { } named } rule)
            {
                if (!circleOf(named).Try(out var circle, out var reason)) return new PublicationPlan.Keep(named, reason);
                target = (rule, circle);
            }
            if (target is not var (by, into) || message == warning || await Published(message.LeafHash, into, stop) is not { } at) continue;
            if (message.What is not WarningFacts { Message: not MessageType.Cancel } standing || await LeafRecord.Read(records, at.Log, at.Index, stop) is not { } said) break;
            return await Judged(warning, (WarningFacts)warning.What!, by, into, stop) is PublicationPlan.Say say ? say
                : new PublicationPlan.Say(into, Bare(warning, standing), said.Leaf.Marking > into.Terms.Marking ? said.Leaf.Marking : into.Terms.Marking);
        }
        return target is null ? new PublicationPlan.None() : new PublicationPlan.Keep(target.Value.Circle.Name, "nothing of this thread stands there");
    }

    async Task<PublicationPlan> Judged(Record warning, WarningFacts facts, Rule rule, PublishingCircle circle, CancellationToken stop)
    {
        var evidence = new List<Leaf>();
        foreach (var address in (facts.Judgement?.Evidence.Addresses() ?? []).Where(leaf => leaf.Log.Circle == circle.Journal.Log.Circle))
            if (await records.Read(address, stop) is { } held && LeafReader.Read(held.Leaf.Span).Try(out var leaf, out _)) evidence.Add(leaf);
        return Publication.Objection(rule, facts, evidence, circle.Journal.Log.Circle, circle.Terms) is { } why
            ? new PublicationPlan.Keep(circle.Name, why)
            : new PublicationPlan.Say(circle, warning, Publication.Marking(evidence, circle.Terms));
    }

    /// <summary>That what the circle was told is over, in the words of what it was told, and nothing of what ended it.</summary>
    static Record Bare(Record warning, WarningFacts standing)
    {
        var of = standing.Phrases?.Event;
        var headline = WarningMaker.Cancelled(of is null ? Sentence.Name(standing.Event) : Sentence.Again(standing.Event, of));
        return warning with
        {
            What = standing with
            {
                Message = MessageType.Cancel, Urgency = Urgency.Past, Certainty = Certainty.Observed, Why = Ended.Text, Phrases = new(of, headline.Phrase, Ended.Phrase, Place: null),
                Numbers = null, AcknowledgeBy = null,
            },
            Where = null,
            Texts = [new TextBlock { Event = standing.Event, Headline = headline.Text, Description = Ended.Text }],
            Source = null,
        };
    }

    /// <summary>The rule that raised a message, in the rules that it cites; nothing for an officer's or a watch's.</summary>
    async Task<Rule?> RuleOf(Record message, CancellationToken stop) =>
        message.What is WarningFacts { Judgement: { } judgement } && await Cited(message, Relation.Rules, stop) is { What: RulesFacts rules }
            && RulesReader.Read(rules.Yaml) is RulesRead.Good { Book: var book } ? book.Find(judgement.Rule) : null;

    async Task<Record?> Cited(Record from, string relation, CancellationToken stop)
    {
        foreach (var named in from.Leaf.References.Where(r => r.Relation == relation && r.Log.IsOfAuthorOf(log)))
            if (await LeafRecord.Read(records, named.Log, named.Index, stop) is { } record && record.LeafHash == named.Leaf) return record;
        return null;
    }
}
