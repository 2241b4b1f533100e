using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Warn;

/// <summary>What became of a report: a closed set.</summary>
public abstract record Reporting
{
    Reporting() { }

    /// <summary>It stands in the log.</summary>
    /// <param name="Address">Where.</param>
    public sealed record Done(RecordAddress Address) : Reporting;
    /// <summary>It is not right, or the log does not take it.</summary>
    /// <param name="Why">Each fault in one sentence; at least one.</param>
    public sealed record Refused(ImmutableArray<string> Why) : Reporting;
}

/// <summary>What an officer reports.</summary>
/// <param name="Category">CAP's category.</param>
/// <param name="Event">What happened, in a few words.</param>
/// <param name="Severity">How bad.</param>
/// <param name="At">When. UTC; never in the future.</param>
/// <param name="Where">Where.</param>
/// <param name="Texts">What there is to say, one block a language.</param>
/// <param name="Officer">The officer's pseudonym.</param>
public sealed record IncidentReport(
    Category Category, string Event, Severity Severity, Instant At, Where? Where, IReadOnlyList<TextBlock> Texts, string Officer);

/// <summary>An officer reports what happened; it warns nobody by itself.</summary>
/// <param name="journal">This party's log.</param>
/// <param name="clock">Tells a wrong time from a right one.</param>
public sealed class ReportIncident(Journal journal, TimeProvider clock)
{
    /// <summary>Reports it, or says all that is wrong with it.</summary>
    public async Task<Reporting> Handle(IncidentReport report, CancellationToken stop)
    {
        var now = clock.Now();
        // A report is checked as a warning is that says it was observed and holds for an hour.
        var faults = WarningFaults.Of(new WarningRequest
        {
            Message = MessageType.Alert, Category = report.Category, Event = report.Event, Severity = report.Severity, Urgency = Urgency.Unknown,
            Certainty = Certainty.Observed, At = report.At, Until = Instant.Max(now, report.At) + Duration.FromHours(1), Why = report.Event,
            Where = report.Where, Texts = report.Texts, Officer = report.Officer,
        }, now).Distinct().ToImmutableArray();
        if (faults.Length > 0) return new Reporting.Refused(faults);
        return await journal.Append(new Draft
        {
            Kind = Kind.Incident,
            What = new EventFacts { Type = "report", Category = report.Category, Event = report.Event.Trim(), Severity = report.Severity, Certainty = Certainty.Observed, At = report.At },
            Where = report.Where,
            Texts = report.Texts,
            Source = new Source { Officer = report.Officer },
        }, stop) switch
        {
            Appended.Stored stored => new Reporting.Done(stored.Address),
            Appended.Refused refused => new Reporting.Refused([refused.Reason]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
