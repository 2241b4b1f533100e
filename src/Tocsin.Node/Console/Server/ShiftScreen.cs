using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Warn;
using Tocsin.Warn.Shift;
using Tocsin.Warn.Threads;

namespace Tocsin.Node.Ui;

/// <summary>What a shift must know, and what it hands over.</summary>
sealed class ShiftScreen(TocsinNode node, HandOver handOver, ListShelves shelves, OfficerStore officers, ConsoleOptions options)
{
    /// <summary>The page as an officer sees it.</summary>
    /// <param name="officer">Who looks.</param>
    /// <param name="words">What was typed for the relief.</param>
    /// <param name="problem">Why a form was not right.</param>
    /// <param name="done">A sentence on what was done.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<ShiftView> Read(CurrentOfficer officer, string words, string? problem, string? done, CancellationToken stop)
    {
        var (now, names) = (node.Sources.Clock.Now(), new OfficerNames(officers));
        var report = await handOver.Gather(stop);
        var roster = (await ShiftViews.RosterInForce(node.Views, node.Records, stop))?.Roster.Among(Officer.Staff(officers.All()).Officers);
        var history = new List<HandoverRow>();
        foreach (var line in await new ListHandovers(node.Records, node.Views).Handle(ConsoleLimits.HandoversShownMax, stop)) history.Add(await Row(line, officer, names, stop));
        return new ShiftView(
            roster is not null, await Times(roster?.At(now), names, stop), await Times(roster?.Next(now), names, stop), await Relief(now, names, stop),
            history.FirstOrDefault() is { SignedAt: null } waiting ? waiting : null, officer.Roles.May(Permission.Acknowledge), report.Since,
            await Rows(report.Open.Where(thread => thread.IsOverdue(now)), names, now, stop), await Rows(report.Open.Where(thread => !thread.IsOverdue(now)), names, now, stop),
            await Rows(report.InHand, names, now, stop), await Shelves(report, names, stop), await Rows(report.Silent, names, now, stop), await Notes(report, names, stop),
            history, words, problem, done, now, options.Zone);
    }

    /// <summary>A shift of the roster, by names.</summary>
    public static async Task<DutyTimes?> Times(DutyShift? shift, OfficerNames names, CancellationToken stop)
    {
        if (shift is null) return null;
        return new DutyTimes(shift.Name == "dates" ? Texts.Of("shift.dates") : shift.Name, shift.From, shift.To, await names.Of(shift.On, stop));
    }

    async Task<Fact?> Relief(Instant now, OfficerNames names, CancellationToken stop) =>
        await ShiftViews.Handover(node.Views, stop) is { To: { } to, SignedAt: { } signed } && now - signed <= EscalateWarnings.ReliefHolds
            ? new Fact(await names.Of(to, stop), Show.Both(signed, options.Zone)) : null;

    static async Task<ShiftList<WarningRow>> Rows(IEnumerable<WarningThread> threads, OfficerNames names, Instant now, CancellationToken stop)
    {
        var (all, rows) = (threads.ToList(), new List<WarningRow>());
        foreach (var thread in all.Take(ConsoleLimits.ShiftShownMax)) rows.Add(await WarningScreens.Row(thread, names, now, stop));
        return new(rows, all.Count);
    }

    async Task<ShiftList<ShelfRow>> Shelves(ShiftReport report, OfficerNames names, CancellationToken stop)
    {
        var rows = new List<ShelfRow>();
        foreach (var line in await shelves.Rules(stop))
            rows.Add(await Row(line, names, stop));
        foreach (var thread in report.Shelved.Take(ConsoleLimits.ShiftShownMax))
            if (await shelves.Of(thread, stop) is { } line) rows.Add(await Row(line, names, stop));
        return new(rows, report.Shelved.Length + report.ShelvedRules.Length);
    }

    /// <summary>Something shelved, by names.</summary>
    public static async Task<ShelfRow> Row(ShelfLine line, OfficerNames names, CancellationToken stop)
    {
        var (page, what) = line.Thread is { } thread ? ($"/warnings/{Uri.EscapeDataString(thread.Id)}", PhraseWords.Headline(thread)) : ($"/rules/{Uri.EscapeDataString(line.Rule!)}", Texts.Of("shift.rule", line.Rule!));
        return new ShelfRow(
            what, line.Thread is null ? "/rules" : page, $"{page}/unshelve", line.Thread?.Severity.ToLevel(), line.Thread?.IsExercise() is true,
            line.Since, line.Until, line.Why, await Name(line.Officer, names, stop), line.KeptSilent);
    }

    async Task<ShiftList<NoteRow>> Notes(ShiftReport report, OfficerNames names, CancellationToken stop)
    {
        var rows = new List<NoteRow>();
        foreach (var address in report.Notes.Take(ConsoleLimits.ShiftShownMax))
            if (await node.ReadRecord(address, stop) is { } record && Languages.Best(record.Texts, block => block.Language) is { Description: { } words } text)
                rows.Add(new NoteRow(record.Leaf.Time, await Name(record.Source?.Officer, names, stop), words, text.Language, record.Leaf.Id.ToString()));
        return new(rows, report.Notes.Length);
    }

    static async Task<HandoverRow> Row(HandoverLine line, CurrentOfficer officer, OfficerNames names, CancellationToken stop)
    {
        var (given, text) = (line.Handover, Languages.Best(line.Texts, block => block.Language));
        var counts = line.Facts is { } facts
            ? Texts.Of("shift.counts", facts.Open.Count, facts.InHand.Count, facts.Shelved.Count + facts.ShelvedRules.Count, facts.Silent.Count, facts.Notes.Count) : null;
        return new HandoverRow(
            given.At, await Name(given.From, names, stop), given.SignedAt is null ? null : await Name(given.To, names, stop), given.SignedAt,
            text?.Description, text?.Language ?? Languages.English.Tag, counts, line.Id?.ToString(), given.From == officer.Id);
    }

    static async Task<string> Name(string? officer, OfficerNames names, CancellationToken stop) => officer is null ? Texts.Of("officer.unknown") : await names.Of(officer, stop);
}
