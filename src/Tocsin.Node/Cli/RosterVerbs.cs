using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tocsin.Node.Delivery;
using Tocsin.Node.Running;
using Tocsin.Warn;
using Tocsin.Warn.Calls;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin roster</c>: who is on duty when.</summary>
static class RosterVerbs
{
    static readonly Argument<string> File = new("FILE") { Description = "The roster: YAML" };

    public static Command Create() => Verbs.Group("roster", "Who is on duty when, and whom a warning reaches that nobody acknowledges.",
        new Verb("show", "Says who is on duty; exit 1: nobody is.", "tocsin roster show --json", Show) { ForAuditor = true },
        new Verb("check", "Checks a roster, and says when nobody would be on duty; exit 1: it does not read, or there are such times.", "tocsin roster check roster.yaml", Check) { Arguments = { File }, ForAuditor = true },
        new Verb("adopt", "Puts a roster in force; the log holds pseudonyms in place of its names.", "tocsin roster adopt roster.yaml --officer linh", Adopt) { Arguments = { File }, Options = { OfficerOption.Officer } });

    static Task<int> Show(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        if (await ShiftViews.RosterInForce(node.Views, node.Records, stop) is not var (_, _, roster)) throw new IOException("no roster is in force: adopt one with 'tocsin roster adopt FILE'");
        var officers = OfficerOption.All(node.Folder);
        var names = officers.ToDictionary(officer => officer.Id, officer => officer.Name.Length > 0 ? officer.Name : officer.Id);
        var able = roster.Among(Officers.Officer.Staff(officers).Officers);
        var left = roster.People.Except(able.People).Select(person => person.Officer);
        var now = node.Sources.Clock.Now();
        var relief = await ShiftViews.Handover(node.Views, stop) is { To: { } to, SignedAt: { } signed } && now - signed <= EscalateWarnings.ReliefHolds ? to : null;
        Tell(context, able, now, relief, officer => names.GetValueOrDefault(officer, officer), left, []);
        return able.At(now) is null or { On.IsEmpty: true } ? Verb.BadAnswer : Verb.Done;
    }, stop);

    static Task<int> Check(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var read = RosterReader.Read(await System.IO.File.ReadAllTextAsync(context.Terminal.Path(context.Parsed.GetValue(File)!), stop));
        var faults = read is RosterRead.Good { Roster: var good } ? AdoptRoster.Strangers(good, Pseudonyms(node), Channels(node)) : ((RosterRead.Bad)read).Faults;
        if (read is RosterRead.Good { Roster: var roster }) Tell(context, roster, node.Sources.Clock.Now(), null, officer => officer, left: [], faults);
        else if (context.Json) context.WriteJson(new RosterAnswer("", null, [], [], [], [], [.. faults.Select(fault => fault.ToString())]), ShiftAnswers.Default.RosterAnswer);
        foreach (var fault in faults.Where(_ => !context.Json)) context.Out.WriteLine(fault.ToString());
        return faults.Length > 0 || read is RosterRead.Good { Roster: var one } && one.Gaps().Count > 0 ? Verb.BadAnswer : Verb.Done;
    }, stop);

    static Task<int> Adopt(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var yaml = await System.IO.File.ReadAllTextAsync(context.Terminal.Path(context.Parsed.GetValue(File)!), stop);
        switch (await new AdoptRoster(node.Journal, node.Records, node.Views).Handle(yaml, Pseudonyms(node), Channels(node), OfficerOption.Pseudonym(context, node), stop))
        {
            case AdoptingRoster.Done done:
                foreach (var gap in Gaps(done.Roster)) context.Err.WriteLine($"Nobody is on duty {gap}: warnings go to the administrators then.");
                context.Out.WriteLine($"in force: {done.Address}");
                return Verb.Done;
            case AdoptingRoster.Unchanged:
                context.Out.WriteLine("it is in force already");
                return Verb.Done;
            case AdoptingRoster.Stale: throw new IOException("somebody adopted another roster at the same moment: look at it with 'tocsin roster show', and try again");
            case AdoptingRoster.Refused refused: throw new IOException($"the roster cannot come into force: {string.Join("; ", refused.Faults)}");
            default: throw new UnreachableException();
        }
    }, stop);

    static void Tell(VerbContext context, Roster roster, Instant now, string? relief, Func<string, string> called, IEnumerable<string> left, ImmutableArray<RuleFault> faults)
    {
        var (shift, calls) = (roster.At(now), roster.CallsAt(now, relief).Select(called).ToArray());
        var gaps = Gaps(roster).ToArray();
        if (context.Json)
        {
            context.WriteJson(new RosterAnswer(roster.Zone.Id, shift?.Name, [.. (shift?.On ?? []).Select(called)], calls, gaps, [.. left.Select(called)], [.. faults.Select(fault => fault.ToString())]), ShiftAnswers.Default.RosterAnswer);
            return;
        }
        context.Out.WriteLine(shift is null or { On.IsEmpty: true }
            ? $"NOBODY {(shift is null ? "IS ON DUTY NOW" : "ON DUTY NOW MAY SIGN IN ANY MORE")}: warnings go to {(calls.Length == 0 ? "the administrators" : "the next in the roster")}."
            : $"On duty: {string.Join(", ", shift.On.Select(called))} ({shift.Name}, until {shift.To.InZone(roster.Zone).LocalDateTime:uuuu-MM-dd HH:mm} {roster.Zone.Id})");
        context.Out.WriteLine($"Called in this order: {(calls.Length == 0 ? "the administrators" : string.Join(", ", calls))}");
        foreach (var name in left) context.Out.WriteLine($"In the roster, but not called: {called(name)} may not sign in any more.");
        foreach (var gap in gaps) context.Out.WriteLine($"Nobody is on duty {gap}.");
    }

    static IEnumerable<string> Gaps(Roster roster) => roster.Gaps().Select(gap => $"from {Moment(gap.From)} to {Moment(gap.To)}");

    static string Moment(int minute) => string.Create(CultureInfo.InvariantCulture, $"{(IsoDayOfWeek)(minute / 1440 % 7 + 1)} {minute / 60 % 24:00}:{minute % 60:00}");

    static Dictionary<string, string> Pseudonyms(TocsinNode node) => OfficerOption.All(node.Folder).Where(officer => officer.MaySignIn).ToDictionary(officer => officer.Name, officer => officer.Id);

    static ImmutableHashSet<string> Channels(TocsinNode node) => ChannelsFile.Read(node.Folder.Channels) switch
    {
        ChannelsRead.Good good => good.Book.Names,
        ChannelsRead.Bad bad => throw new IOException($"{node.Folder.Channels} does not read: {string.Join("; ", bad.Faults)}"),
        _ => throw new UnreachableException(),
    };
}
