using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>Who did what when, as the log's records say.</summary>
sealed class AuditScreen(TocsinNode node, OfficerStore officers, ConsoleOptions options)
{
    static readonly IReadOnlyList<string> Names = [.. AuditTrail.Kinds.Select(kind => kind.Name)];

    public async Task<AuditView> Read(AuditQuery query, CancellationToken stop)
    {
        var (now, people) = (node.Sources.Clock.Now(), officers.All());
        IReadOnlyList<(string, string)> known = [(CurrentOfficer.LocalId, Texts.Of("officer.local")), .. people.Select(officer => (officer.Id, officer.DisplayName))];
        AuditView View(IReadOnlyList<AuditRow> rows, AuditExcerpt? page, string? problem) => new(rows, query, known, Names, page?.Before, page?.Reached, problem, now, options.Zone);
        if (query.Deed.Length > 0 && !Names.Contains(query.Deed)) return View([], page: null, Texts.Of("report.noChoice", Texts.Of("audit.deed"), query.Deed));
        if (!DayRange.Read(query.Since, query.Until, options.Zone).Try(out var days, out var reason)) return View([], page: null, reason);
        var found = await new AuditTrail(node.Log.Party, node.Records).Handle(new AuditRequest
        {
            Kind = query.Deed.Length > 0 ? AuditTrail.Kinds.First(kind => kind.Name == query.Deed) : null, Officer = query.Officer.Length > 0 ? query.Officer : null,
            Since = days.Since, Until = days.Until, Before = query.Before, Most = ConsoleLimits.RecordsShownMax, LookedMax = ConsoleLimits.AuditLookedMax,
        }, stop);
        var (rows, names) = (new List<AuditRow>(), new OfficerNames(officers));
        foreach (var entry in found.Entries) rows.Add(await Row(entry.Record, names, stop));
        return View(rows, found, problem: null);
    }

    async Task<AuditRow> Row(Record record, OfficerNames names, CancellationToken stop)
    {
        var who = record.Source?.Officer is { } officer ? await names.Of(officer, stop) : Texts.Of("audit.node");
        var (url, about) = await About(record, stop);
        return new AuditRow(RecordKeys.Of(record.Address, record.Leaf.Id, node.Log), $"{record.Leaf.Id}-{record.Leaf.Revision}", record.Leaf.Time, who, What(record), Why(record), url, about, record.Leaf.Exercise || record.What?.Status == CapStatus.Exercise);
    }

    static string What(Record record) => record.What switch
    {
        DispositionFacts { Outcome: { } outcome } done => $"{DeedWords.Of(done)}: {Texts.Of(outcome)}",
        DispositionFacts done => DeedWords.Of(done),
        WarningFacts warning => Texts.Of($"deed.{warning.Message}"),
        null => Texts.Of("record.erased"),
        _ => Texts.Find($"audit.{record.Leaf.Kind.Name}") ?? record.Leaf.Kind.Name,
    };

    static string? Why(Record record) => record.What switch
    {
        DispositionFacts facts => PhraseWords.Why(facts),
        WithdrawalFacts facts => facts.Why,
        ErasureFacts facts => facts.Why,
        WarningFacts facts => PhraseWords.Why(facts),
        NoteFacts => Languages.Best(record.Texts, block => block.Language)?.Description,
        _ => null,
    };

    async Task<(string? Url, string? Words)> About(Record record, CancellationToken stop)
    {
        var thread = record.What switch { DispositionFacts facts => facts.Thread, WarningFacts facts => facts.Thread, _ => null };
        if (thread is not null)
            return await new ShowWarning(node.Views).Handle(thread, stop) is { } found ? ($"/warnings/{Uri.EscapeDataString(thread)}", PhraseWords.Headline(found)) : (null, thread);
        if (record.What is RulesFacts or EventFacts) return ($"/records/{RecordKeys.Of(record.Address, record.Leaf.Id, node.Log)}", Languages.Best(record.Texts, block => block.Language)?.Headline ?? Texts.Of("kind.rules"));
        foreach (var reference in record.Leaf.References.Where(each => each.Relation is Relation.About or Relation.Ends))
            if (await node.Views.Row(new RecordAddress(reference.Log, reference.Index), stop) is { } row)
                return ($"/records/{node.KeyOf(row)}", row.Headline.Length > 0 ? row.Headline : Show.KindName(row.Kind));
        return (null, null);
    }
}
