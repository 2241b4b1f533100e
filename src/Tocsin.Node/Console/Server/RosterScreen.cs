using System.Globalization;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;

namespace Tocsin.Node.Ui;

/// <summary>The roster in force, by names, and what it means now.</summary>
sealed class RosterScreen(TocsinNode node, OfficerStore officers, ConsoleOptions options)
{
    /// <summary>The page as an officer sees it.</summary>
    /// <param name="officer">Who looks.</param>
    /// <param name="typed">What stands in the editor; null: the roster in force.</param>
    /// <param name="faults">What is wrong with it.</param>
    /// <param name="done">A sentence on what was done.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<RosterView> Read(CurrentOfficer officer, EditedText? typed, IReadOnlyList<RuleFault> faults, string? done, CancellationToken stop)
    {
        var (now, names, mayAdopt) = (node.Sources.Clock.Now(), new OfficerNames(officers), officer.Roles.May(Permission.AdoptRoster));
        if (await ShiftViews.RosterInForce(node.Views, node.Records, stop) is not var (address, since, roster))
            return new RosterView(typed?.Text ?? Proposed(), null, null, null, null, [], [], "", mayAdopt, faults, done, now, options.Zone) { Based = typed?.Based ?? "" };
        var (record, calls) = (await node.ReadRecord(address, stop), new List<string>());
        var relief = await ShiftViews.Handover(node.Views, stop) is { To: { } to, SignedAt: { } signed } && now - signed <= EscalateWarnings.ReliefHolds ? to : null;
        var able = roster.Among(Officer.Staff(officers.All()).Officers);
        foreach (var called in able.CallsAt(now, relief)) calls.Add(await names.Of(called, stop));
        return new RosterView(
            typed?.Text ?? ByNames(roster), new RulesInForce(record?.Leaf.Id.ToString() ?? "", since, record?.Source?.Officer is { } by ? await names.Of(by, stop) : null), roster.Zone.Id,
            await ShiftScreen.Times(able.At(now), names, stop), await ShiftScreen.Times(able.Next(now), names, stop), calls,
            [.. able.Gaps().Select(gap => Texts.Of("roster.gap", Moment(gap.From), Moment(gap.To)))],
            await names.Of([.. roster.People.Except(able.People).Select(person => person.Officer)], stop), mayAdopt, faults, done, now, options.Zone)
        {
            Based = typed?.Based ?? record?.Leaf.Id.ToString() ?? "",
        };
    }

    /// <summary>The page where somebody else adopted a roster since the text was begun.</summary>
    public async Task<RosterView> Overtaken(CurrentOfficer officer, EditedText typed, RecordAddress? inForce, CancellationToken stop)
    {
        var before = await node.Views.Row(node.Log, typed.Basis, stop) is { } row ? await node.ReadRecord(row.Address, stop) : null;
        var now = inForce is { } address ? await node.ReadRecord(address, stop) : null;
        var by = now?.Source?.Officer is { } other ? await new OfficerNames(officers).Of(other, stop) : null;
        return await Read(officer, typed with { Based = now?.Leaf.Id.ToString() ?? "" }, [], done: null, stop) with
        {
            Overtaken = OvertakenView.Of(by, now?.Leaf.Time ?? node.Sources.Clock.Now(), options.Zone, ByNames(before), ByNames(now)),
        };
    }

    string ByNames(Record? record) => record?.What is RosterFacts facts && RosterReader.Read(facts.Yaml) is RosterRead.Good { Roster: var roster } ? ByNames(roster) : "";

    string ByNames(Roster roster)
    {
        var signIn = officers.All().ToDictionary(each => each.Id, each => each.Name);
        return RosterText.Write(roster, id => signIn.GetValueOrDefault(id) is { Length: > 0 } name ? name : id);
    }

    /// <summary>Something to begin with: everybody who may sign in and acknowledge, and one shift a day.</summary>
    string Proposed()
    {
        ImmutableArray<string> people = [.. officers.All().Where(each => each.MaySignIn && each.Roles.May(Permission.Acknowledge)).Select(each => each.Name).Take(RosterReader.EntriesMax)];
        if (people.IsEmpty) return "";
        var shift = new RosterShift("day", [.. Enumerable.Range(1, 7).Select(day => (IsoDayOfWeek)day)], new LocalTime(6, 0), new LocalTime(6, 0), people[..1]);
        return RosterText.Write(new Roster(options.Zone, [.. people.Select(name => new RosterPerson(name, []))], [shift], [], people[1..]), name => name);
    }

    static string Moment(int minute) => string.Create(CultureInfo.InvariantCulture, $"{Texts.Of($"day.{(IsoDayOfWeek)(minute / 1440 % 7 + 1)}")} {minute / 60 % 24:00}:{minute % 60:00}");
}
