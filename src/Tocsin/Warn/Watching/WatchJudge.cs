using System.Globalization;
using System.Text;
using NetTopologySuite.Geometries;
using Record = Tocsin.Share.Records.Record;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Watching;

/// <summary>Judges a record that meets a watch: what is said of it, and whether anything is.</summary>
/// <param name="atlas">Gives the words for places.</param>
public sealed class WatchJudge(Atlas atlas)
{
    /// <summary>The detector's name in a warning.</summary>
    public const string Detector = "watch";
    /// <summary>The detector's version: it changes whenever the same records could lead to other words.</summary>
    public const string Version = "1";

    /// <summary>Why a thread ends whose record was revised.</summary>
    public static Sentence NoLongerMet { get; } = Sentence.Of("watch.noLonger", "What is known of it now no longer meets the watch.");

    /// <summary>The atlas.</summary>
    public Atlas Atlas => atlas;

    /// <summary>Whether a record meets a watch.</summary>
    public bool Meets(WatchRule rule, Record record)
    {
        var book = WatchBook.Of(rule);
        return book.Met(WatchSubjects.Of(record, book.Needs, atlas.Countries)).Count > 0;
    }

    /// <summary>Whether what a record tells of was news at a time, and holds still.</summary>
    public static bool IsFresh(Record record, Instant time) =>
        time - WatchSubjects.TimeOf(record) <= WatchLimits.FreshFor && !(record.What is EventFacts { Until: { } until } && until <= time);

    /// <summary>Decides on a telling of a record.</summary>
    /// <param name="rule">The watch.</param>
    /// <param name="said">The thread's last message; nothing where there is none.</param>
    /// <param name="substance">The <see cref="Substance"/> of what that message was about.</param>
    /// <param name="record">The telling.</param>
    /// <param name="time">At which time it is judged. UTC.</param>
    /// <param name="meets">Whether it meets the watch.</param>
    public Verdict Decide(WatchRule rule, Said? said, string? substance, Record record, Instant time, bool meets)
    {
        if (said is not { Stands: true })
        {
            return !meets ? new Verdict.Silent("It does not meet the watch.")
                : IsFresh(record, time) ? new Verdict.Raise(MessageType.Alert, Assess(rule, record))
                : new Verdict.Silent("It was old news when it was written.");
        }
        if (!meets) return new Verdict.Raise(MessageType.Cancel, Ending(rule, time, NoLongerMet));
        if (substance == Substance(record)) return new Verdict.Silent("The thread has said as much already.");
        var matter = Assess(rule, record);
        return new Verdict.Raise(MessageType.Update, matter with { Why = Sentence.Then(Sentence.Of("watch.changed", "Its source has changed it."), matter.Why) });
    }

    /// <summary>Decides whether the thread into which a day folds says something of one more record.</summary>
    /// <param name="rule">The watch.</param>
    /// <param name="said">That thread's last message; nothing where there is none.</param>
    /// <param name="record">The record.</param>
    /// <param name="day">The day.</param>
    public Verdict Fold(WatchRule rule, Said? said, Record record, LocalDate day)
    {
        var matter = Assess(rule, record);
        if (said is not null && matter.Severity >= said.Severity) return new Verdict.Silent("The day's thread has said as much already.");
        return new Verdict.Raise(said is null ? MessageType.Alert : MessageType.Update, matter with
        {
            Headline = Sentence.Of("watch.many", $"{matter.Event}: more than {Sentence.Of("count.records", $"{WatchLimits.RingsADayMax} records")} on {WatchKeys.DayOf(day)}"), Where = null, Place = null, AreaKm2 = 0,
            Why = Sentence.Of("watch.fold", $"The watch '{rule.Name}' has rung for {Sentence.Of("count.records", $"{WatchLimits.RingsADayMax} records")} on {WatchKeys.DayOf(day)}. What else it finds that day is counted, and said only if it is worse than {CapWord.Of(matter.Severity)}."),
        });
    }

    /// <summary>What matters to a watch in a record, as a digest: a revision that leaves it as it is says nothing new. It is kind, type,
    /// category, severity, value, and the place to a hundredth of a degree.</summary>
    public static string Substance(Record record)
    {
        var (type, category, severity, value) = record.What switch
        {
            EventFacts facts => (facts.Type, facts.Category, facts.Severity, ""),
            IndicatorFacts facts => (facts.Type, facts.Category, facts.Severity, facts.Value),
            SightingFacts facts => (facts.Type, Category.Infra, Severity.Unknown, facts.Value),
            _ => ("", Category.Other, Severity.Unknown, ""),
        };
        var box = record.Where?.Geometry is { IsEmpty: false } geometry ? geometry.EnvelopeInternal : new Envelope();
        var place = string.Create(CultureInfo.InvariantCulture, $"{box.MinX:F2} {box.MinY:F2} {box.MaxX:F2} {box.MaxY:F2} {record.Where?.Country}");
        return Hash.Of(Encoding.UTF8.GetBytes($"{record.Leaf.Kind}\n{type}\n{category}\n{severity}\n{value}\n{place}")).ToBase64Url();
    }

    /// <summary>The names under which its source knows a record and this telling of it, as digests; a watch fires once for each.</summary>
    public static IReadOnlyList<string> NamesOf(Record record) => record.Source?.Key is { Scheme: not SourceKey.Own } key
        ? [.. key.Keys.Select(name => Hash.Of(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key.Scheme}\n{key.Sender}\n{name}\n{key.Version}"))).ToBase64Url())] : [];

    /// <summary>The assessment of a thread that ends.</summary>
    public static Assessment.Nothing Ending(WatchRule rule, Instant at, Sentence why) =>
        new() { Category = Category.Other, Event = EventOf(rule), At = at, Until = at + rule.QuietFor, Why = why };

    /// <summary>What is said of a record that meets a watch. No word of the record gets into it.</summary>
    Assessment.Matter Assess(WatchRule rule, Record record)
    {
        var (category, own, urgency, certainty, until) = record.What switch
        {
            EventFacts f => (f.Category, f.Severity, f.Urgency, f.Certainty, f.Until),
            IndicatorFacts f => (f.Category, f.Severity, Urgency.Unknown, Certainty.Unknown, f.Until),
            _ => (Category.Infra, Severity.Unknown, Urgency.Unknown, Certainty.Unknown, null),
        };
        var at = WatchSubjects.TimeOf(record);
        var shape = record.Where?.Geometry is { IsEmpty: false } geometry ? AlertJudge.Outline(geometry) : null;
        var middle = shape is null ? null : shape.Dimension == Dimension.Surface ? shape.InteriorPoint : shape.Centroid;
        var place = middle is null ? null : atlas.Places.Words(middle.X, middle.Y);
        return new Assessment.Matter
        {
            Category = category, Event = EventOf(rule), Headline = Sentence.Of("colon", $"{EventOf(rule)}: {Sentence.Commas(What(record), place)}"),
            Severity = rule.Facts.Raises is { } least && least < own ? least : own,
            Urgency = urgency, Certainty = certainty, At = at, Until = until is { } end && end > at ? end : at + rule.QuietFor,
            Why = Sentence.Of("watch.why", $"The watch '{rule.Name}' asks for: {WatchSentence.Of(rule.Facts)}. A record meets it: {Sentence.Commas(What(record), own == Severity.Unknown ? null : CapWord.Of(own), place)}."),
            Numbers = ImmutableSortedDictionary<string, double>.Empty,
            Where = shape is null ? null : new Where { Geometry = shape, Name = place?.Text, Country = atlas.Countries.Of(middle!.X, middle.Y)?.Alpha2 },
            Place = place,
        };
    }

    static Sentence EventOf(WatchRule rule) => Sentence.Of("watch.event", $"Watch '{rule.Name}'");

    /// <summary>The house's word for what it is.</summary>
    static Sentence What(Record record) => record.What switch
    {
        EventFacts facts => facts.Type == "report" ? Sentence.Of("watch.report", "an officer's report") : TypeWord.Of(facts.Type),
        IndicatorFacts => Sentence.Of("watch.indicator", "an indicator"),
        SightingFacts => Sentence.Of("watch.sighting", "a sighting"),
        _ => KindWord.Of(record.Leaf.Kind.Name),
    };
}
