using NodaTime.Text;
using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Shift;

/// <summary>What came of reading a roster: a closed set.</summary>
public abstract record RosterRead
{
    RosterRead() { }

    /// <summary>All of it is understood.</summary>
    /// <param name="Roster">The roster.</param>
    public sealed record Good(Roster Roster) : RosterRead;

    /// <summary>Something is not understood, so nothing of the file counts.</summary>
    /// <param name="Faults">What is wrong, in the order of the file; at least one.</param>
    public sealed record Bad(ImmutableArray<RuleFault> Faults) : RosterRead;
}

/// <summary>Reads <c>roster.yaml</c> strictly: what it does not know, or cannot believe, it refuses with its place.</summary>
public static class RosterReader
{
    /// <summary>Characters of a roster at most.</summary>
    public const int TextCharsMax = 100_000;
    /// <summary>People, shifts and dates of a roster at most, each.</summary>
    public const int EntriesMax = 200;
    /// <summary>Channels of one officer at most.</summary>
    public const int ChannelsMax = 10;

    const int OfficerCharsMax = 64;

    static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    static readonly LocalDateTimePattern DateAndTime = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    /// <summary>Reads the text of a roster.</summary>
    public static RosterRead Read(string yaml)
    {
        if (YamlFile.Open(yaml, TextCharsMax, "the roster", "version, zone, people and shifts", out var fault) is not { } root) return new RosterRead.Bad([fault]);

        var faults = new List<RuleFault>();
        var file = new Fields(root, "the roster", faults);
        file.Number("version", Roster.Version, Roster.Version, "the only version of this layout is 1");
        var zone = Zone(file);
        var people = file.Entries("people", EntriesMax, "a person", Person);
        if (people.GroupBy(p => p.Officer).FirstOrDefault(group => group.Count() > 1) is { } twice) file.Fault("people", $"'{twice.Key}' is listed twice");
        var known = people.Select(person => person.Officer).ToHashSet(StringComparer.Ordinal);
        var shifts = file.Entries("shifts", EntriesMax, "a shift", fields => Shift(fields, known));
        var dates = file.Has("dates") ? file.Entries("dates", EntriesMax, "a date", fields => Dates(fields, known)) : [];
        var then = file.Has("then") ? People(file, "then", known) : [];
        file.End();
        if (faults.Count == 0) Contradictions(file, shifts, dates);
        return faults.Count > 0
            ? new RosterRead.Bad([.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)])
            : new RosterRead.Good(new Roster(zone, people, shifts, dates, then));
    }

    static DateTimeZone Zone(Fields file)
    {
        if (file.Text("zone") is not { } id) return DateTimeZone.Utc;
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } zone) return zone;
        file.Fault("zone", $"'{id}' is no zone of the time zone database, as Asia/Ho_Chi_Minh is");
        return DateTimeZone.Utc;
    }

    static RosterPerson Person(Fields fields)
    {
        var officer = fields.Text("officer") ?? "";
        if (officer.Length > OfficerCharsMax || officer.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) fields.Fault("officer", $"an officer's name has at most {OfficerCharsMax} characters and no space");
        var channels = fields.Has("channels") ? fields.Strings("channels") : [];
        if (channels.Count > ChannelsMax) fields.Fault("channels", $"an officer has at most {ChannelsMax} channels");
        if (channels.Distinct().Count() < channels.Count) fields.Fault("channels", "a channel is listed twice");
        foreach (var channel in channels.Where(c => c.Length > 40 || !c.All(l => l is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')))
            fields.Fault("channels", $"'{channel}' is no channel's name: at most 40 lower-case letters, digits and hyphens");
        return new RosterPerson(officer, [.. channels]);
    }

    static RosterShift Shift(Fields fields, HashSet<string> known) => new(
        fields.Name("name"), [.. fields.Words<Day>("days") is { Length: > 0 } days ? days.Distinct().Order().Select(day => (IsoDayOfWeek)day) : Enum.GetValues<Day>().Select(day => (IsoDayOfWeek)day)],
        Clock(fields, "from"), Clock(fields, "to"), People(fields, "on", known));

    static RosterDates Dates(Fields fields, HashSet<string> known)
    {
        var dates = new RosterDates(Moment(fields, "from"), Moment(fields, "to"), People(fields, "on", known));
        if (dates.To <= dates.From) fields.Fault("to", "it ends before it begins");
        return dates;
    }

    static ImmutableArray<string> People(Fields fields, string key, HashSet<string> known)
    {
        var people = fields.Strings(key);
        foreach (var stranger in people.Where(officer => !known.Contains(officer))) fields.Fault(key, $"'{stranger}' is not among the people");
        if (people.Distinct().Count() < people.Count) fields.Fault(key, "somebody is listed twice");
        return [.. people];
    }

    static LocalTime Clock(Fields fields, string key)
    {
        if (fields.Text(key) is not { } text) return default;
        if (text == "24:00") return LocalTime.Midnight;
        if (Time.Parse(text) is { Success: true } time) return time.Value;
        fields.Fault(key, $"'{text}' is no time of day, as 06:00 is");
        return default;
    }

    static LocalDateTime Moment(Fields fields, string key)
    {
        if (fields.Text(key) is not { } text) return default;
        if (DateAndTime.Parse(text) is { Success: true } moment) return moment.Value;
        fields.Fault(key, $"'{text}' is no date and time, as 2026-12-24 18:00 is");
        return default;
    }

    static void Contradictions(Fields file, ImmutableArray<RosterShift> shifts, ImmutableArray<RosterDates> dates)
    {
        if (shifts.GroupBy(s => s.Name).FirstOrDefault(group => group.Count() > 1) is { } twice) file.Fault("shifts", $"two shifts bear the name '{twice.Key}'");
        var whose = new string?[RosterShift.WeekMinutes];
        foreach (var (shift, from, minutes) in shifts.SelectMany(shift => shift.InWeek().Select(run => (shift, run.From, run.Minutes))))
        {
            for (var minute = 0; minute < minutes; minute++)
            {
                ref var taken = ref whose[(from + minute) % whose.Length];
                if (taken is not null)
                {
                    file.Fault("shifts", taken == shift.Name ? $"the shift '{shift.Name}' begins before it has ended" : $"the shifts '{taken}' and '{shift.Name}' are at one time");
                    return;
                }
                taken = shift.Name;
            }
        }
        foreach (var (earlier, later) in dates.OrderBy(d => d.From).Zip(dates.OrderBy(d => d.From).Skip(1)))
            if (later.From < earlier.To) file.Fault("dates", $"two entries hold at {DateAndTime.Format(later.From)}");
    }

    enum Day
    {
        Mon = 1, Tue, Wed, Thu, Fri, Sat, Sun,
    }
}
