using Tocsin.Share.Records;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Judging;

/// <summary>When a thread speaks: it rings once, and again only when the event became worse, larger, or goes on for hours.</summary>
public static class Escalation
{
    /// <summary>By how much an area must grow to be worth an update.</summary>
    public const double AreaGrowth = 1.25;

    /// <summary>Decides on an assessment.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="said">The thread's last message; nothing where there is none.</param>
    /// <param name="assessment">What is known now.</param>
    /// <param name="time">When the record that is being judged was written. UTC.</param>
    /// <param name="isFresh">Whether that record's event was news then.</param>
    public static Verdict Decide(Rule rule, Said? said, Assessment assessment, Instant time, bool isFresh) => (said, assessment) switch
    {
        ({ Stands: true }, Assessment.Matter matter) => Again(rule, said, matter, time, isFresh),
        (_, Assessment.Unjudged) => new Verdict.Silent(assessment.Why.Text),
        ({ Stands: true }, _) => new Verdict.Raise(MessageType.Cancel, assessment),
        (_, Assessment.Matter) when isFresh => new Verdict.Raise(MessageType.Alert, assessment),
        (_, Assessment.Matter) => new Verdict.Silent("It was old news, or from the future, when it was written."),
        _ => new Verdict.Silent(assessment.Why.Text),
    };

    static Verdict Again(Rule rule, Said said, Assessment.Matter matter, Instant time, bool isFresh)
    {
        var reason = matter.Severity < said.Severity ? Sentence.Of("again.severity", $"The severity rose from {CapWord.Of(said.Severity)} to {CapWord.Of(matter.Severity)}.")
            : said.AreaKm2 > 0 && matter.AreaKm2 >= AreaGrowth * said.AreaKm2 ? Sentence.Of("again.area", $"The area grew from {said.AreaKm2:0} to {matter.AreaKm2:0} km².")
            : isFresh && time - said.Time >= rule.UpdateEvery ? Sentence.Of("again.goesOn", "It goes on.")
            : null;
        return reason is null
            ? new Verdict.Silent("The thread has said as much already.")
            : new Verdict.Raise(MessageType.Update, matter with { Why = Sentence.Then(reason, matter.Why) });
    }
}
