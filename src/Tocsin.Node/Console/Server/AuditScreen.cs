using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Indexed = Tocsin.Share.Views.RecordRow;

namespace Tocsin.Node.Ui;

/// <summary>Who did what when, as the log's records say.</summary>
sealed class AuditScreen(TocsinNode node, OfficerStore officers, ConsoleOptions options)
{
    /// <summary>Kinds in which somebody does something. Of warnings and incidents those alone that an officer wrote.</summary>
    static readonly ImmutableArray<Kind> Deeds = [Kind.Disposition, Kind.Note, Kind.Warning, Kind.Incident, Kind.Rules, Kind.Watch, Kind.Roster, Kind.Handover, Kind.Withdrawal, Kind.Erasure];

    static readonly IReadOnlyList<string> Names = [.. Deeds.Select(kind => kind.Name)];

    public async Task<AuditView> Read(AuditQuery query, CancellationToken stop)
    {
        var (now, people) = (node.Sources.Clock.Now(), officers.All());
        IReadOnlyList<(string, string)> known = [(CurrentOfficer.LocalId, Texts.Of("officer.local")), .. people.Select(officer => (officer.Id, officer.DisplayName))];
        AuditView View(IReadOnlyList<AuditRow> rows, bool more, string? problem) => new(rows, query, known, Names, more, problem, now, options.Zone);
        if (query.Deed.Length > 0 && !Names.Contains(query.Deed)) return View([], more: false, Texts.Of("report.noChoice", Texts.Of("audit.deed"), query.Deed));
        if (!DayRange.Read(query.Since, query.Until, options.Zone).Try(out var days, out var reason)) return View([], more: false, reason);
        var (rows, before) = (new List<AuditRow>(), (query.Page - 1L) * ConsoleLimits.RecordsShownMax);
        var names = new OfficerNames(officers);
        foreach (var row in await Candidates(query, days, stop))
        {
            if (await node.ReadRecord(row.Address, stop) is not { } record || record.What is WarningFacts or EventFacts && record.Source?.Officer is null) continue;
            if (query.Officer.Length > 0 && record.Source?.Officer != query.Officer) continue;
            if (before-- > 0) continue;
            if (rows.Count == ConsoleLimits.RecordsShownMax) return View(rows, more: true, problem: null);
            rows.Add(await Row(row, record, names, stop));
        }
        return View(rows, more: false, problem: null);
    }

    /// <summary>The newest records of the kinds, the newest first; so many that an answer stays quick.</summary>
    async Task<IEnumerable<Indexed>> Candidates(AuditQuery query, DayRange days, CancellationToken stop)
    {
        var found = new List<Indexed>();
        foreach (var kind in Deeds.Where(kind => query.Deed.Length == 0 || kind.Name == query.Deed))
        {
            // These tell of an event's time, and most are a rule's or a door's: the rest is looked for among the newest.
            var spoken = kind == Kind.Warning || kind == Kind.Incident;
            found.AddRange(await node.Views.Search(new()
            {
                Kind = kind.Name, Party = node.Log.Party, IncludeEnded = true, Most = spoken ? ConsoleLimits.AuditSpokenMax : Limits.SearchRecordsMax,
                Since = spoken ? null : days.Since, Until = spoken ? null : days.Until,
            }, stop));
        }
        return found.Where(row => days.Holds(row.Issued)).OrderByDescending(row => row.Issued).ThenByDescending(row => row.Arrival);
    }

    async Task<AuditRow> Row(Indexed row, Record record, OfficerNames names, CancellationToken stop)
    {
        var who = record.Source?.Officer is { } officer ? await names.Of(officer, stop) : Texts.Of("audit.node");
        var (url, about) = await About(record, stop);
        return new AuditRow(node.KeyOf(row), row.Issued, who, What(record), Why(record), url, about, row.IsExercise);
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
        DispositionFacts facts => facts.Why,
        WithdrawalFacts facts => facts.Why,
        ErasureFacts facts => facts.Why,
        WarningFacts facts => facts.Why,
        NoteFacts => Languages.Best(record.Texts, block => block.Language)?.Description,
        _ => null,
    };

    async Task<(string? Url, string? Words)> About(Record record, CancellationToken stop)
    {
        var thread = record.What switch { DispositionFacts facts => facts.Thread, WarningFacts facts => facts.Thread, _ => null };
        if (thread is not null)
            return await new Warn.ShowWarning(node.Views).Handle(thread, stop) is { } found ? ($"/warnings/{Uri.EscapeDataString(thread)}", found.Headline) : (null, thread);
        if (record.What is RulesFacts or EventFacts) return ($"/records/{RecordKeys.Of(record.Address, record.Leaf.Id, node.Log)}", Languages.Best(record.Texts, block => block.Language)?.Headline ?? Texts.Of("kind.rules"));
        foreach (var reference in record.Leaf.References.Where(each => each.Relation is Relation.About or Relation.Ends))
            if (await node.Views.Row(new RecordAddress(reference.Log, reference.Index), stop) is { } row)
                return ($"/records/{node.KeyOf(row)}", row.Headline.Length > 0 ? row.Headline : Show.KindName(row.Kind));
        return (null, null);
    }
}
