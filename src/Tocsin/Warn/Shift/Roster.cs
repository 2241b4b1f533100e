using NodaTime.TimeZones;

namespace Tocsin.Warn.Shift;

/// <summary>Who is on duty when, and whom a warning reaches that nobody acknowledges. docs/shift.md has the file.</summary>
/// <param name="Zone">The zone in which its times are meant.</param>
/// <param name="People">Everybody on it, with their channels; no officer twice.</param>
/// <param name="Shifts">The week's shifts; no two at one time.</param>
/// <param name="Dates">What holds instead of the week's shifts at certain times; no two at one time.</param>
/// <param name="Then">Who is called after those on duty, in this order.</param>
public sealed record Roster(
    DateTimeZone Zone, ImmutableArray<RosterPerson> People, ImmutableArray<RosterShift> Shifts, ImmutableArray<RosterDates> Dates, ImmutableArray<string> Then)
{
    /// <summary>The version of the file's layout that this code reads.</summary>
    public const int Version = 1;

    /// <summary>The shift that runs at a time; nothing where nobody is on duty.</summary>
    public DutyShift? At(Instant time)
    {
        var local = time.InZone(Zone).LocalDateTime;
        if (Dates.FirstOrDefault(d => d.From <= local && local < d.To) is { } dates)
            return new DutyShift("dates", Begins(dates.From), Begins(dates.To), dates.On);
        foreach (var shift in Shifts)
            foreach (var day in new[] { local.Date, local.Date.PlusDays(-1) })
                if (shift.Days.Contains(day.DayOfWeek) && day.At(shift.From) is var from && from <= local && EndOf(shift, day) is var to && local < to)
                    return new DutyShift(shift.Name, Begins(from), Begins(to), shift.On);
        return null;
    }

    /// <summary>The shift that comes after whatever runs at a time; nothing where the week has none and no date is ahead.</summary>
    public DutyShift? Next(Instant time)
    {
        var (now, day) = (At(time), time.InZone(Zone).Date);
        var days = Enumerable.Range(-1, 10).Select(day.PlusDays).ToList();
        var changes = Shifts.SelectMany(shift => days.Where(each => shift.Days.Contains(each.DayOfWeek)).SelectMany(each => new[] { each.At(shift.From), EndOf(shift, each) }))
            .Concat(Dates.SelectMany(dates => new[] { dates.From, dates.To })).Select(Begins);
        return changes.Where(change => change > time).Order().Select(At).FirstOrDefault(shift => shift is not null && shift != now);
    }

    /// <summary>Whom a warning reaches at a time, in the order of the calls: who took the shift over, who is on duty, and the others.</summary>
    /// <param name="time">When.</param>
    /// <param name="relief">Who signed the last handover lately; nothing where nobody did.</param>
    public ImmutableArray<string> CallsAt(Instant time, string? relief) =>
        [.. new[] { relief }.OfType<string>().Where(officer => People.Any(person => person.Officer == officer)).Concat(At(time)?.On ?? []).Concat(Then).Distinct()];

    /// <summary>The roster without those who are not among the officers any more. A shift may be left with nobody on it: a gap like any other.</summary>
    public Roster Among(ImmutableHashSet<string> officers) => this with
    {
        People = People.RemoveAll(person => !officers.Contains(person.Officer)),
        Shifts = [.. Shifts.Select(shift => shift with { On = [.. shift.On.Where(officers.Contains)] })],
        Dates = [.. Dates.Select(dates => dates with { On = [.. dates.On.Where(officers.Contains)] })],
        Then = [.. Then.Where(officers.Contains)],
    };

    /// <summary>The channels of an officer; none for one who is not on the roster.</summary>
    public ImmutableArray<string> ChannelsOf(string officer) => People.FirstOrDefault(person => person.Officer == officer)?.Channels ?? [];

    /// <summary>When in the week nobody is on duty, in minutes from Monday's midnight: ascending, from and to.</summary>
    public IReadOnlyList<(int From, int To)> Gaps()
    {
        var covered = new bool[RosterShift.WeekMinutes];
        foreach (var (from, minutes) in Shifts.Where(shift => !shift.On.IsEmpty).SelectMany(shift => shift.InWeek()))
            for (var minute = 0; minute < minutes; minute++) covered[(from + minute) % RosterShift.WeekMinutes] = true;
        var gaps = new List<(int, int)>();
        for (var minute = 0; minute < covered.Length; minute++)
        {
            if (covered[minute]) continue;
            var from = minute;
            while (minute < covered.Length && !covered[minute]) minute++;
            gaps.Add((from, minute));
        }
        return gaps;
    }

    // Where a clock change leaves a time out, the shift begins after it; where one comes twice, at its first coming.
    Instant Begins(LocalDateTime local) => local.InZone(Zone, Resolvers.LenientResolver).ToInstant();

    static LocalDateTime EndOf(RosterShift shift, LocalDate day) => (shift.To <= shift.From ? day.PlusDays(1) : day).At(shift.To);
}

/// <summary>Somebody on the roster.</summary>
/// <param name="Officer">Their name in the file, their pseudonym in the log.</param>
/// <param name="Channels">The names of the channels that reach them; the browser's is always among them.</param>
public sealed record RosterPerson(string Officer, ImmutableArray<string> Channels);

/// <summary>A shift of every week.</summary>
/// <param name="Name">Its name: at most 40 lower-case letters, digits and hyphens.</param>
/// <param name="Days">The days on which it begins.</param>
/// <param name="From">When it begins, in the roster's zone.</param>
/// <param name="To">When it ends: on the next day where this is not later than <paramref name="From"/>.</param>
/// <param name="On">Who is on duty, in the order in which they are called; 1 or more.</param>
public sealed record RosterShift(string Name, ImmutableArray<IsoDayOfWeek> Days, LocalTime From, LocalTime To, ImmutableArray<string> On)
{
    internal const int DayMinutes = 24 * 60, WeekMinutes = 7 * DayMinutes;

    /// <summary>When it runs, in minutes from Monday's midnight, and for how many.</summary>
    internal IEnumerable<(int From, int Minutes)> InWeek()
    {
        var minutes = (int)Period.Between(From, To, PeriodUnits.Minutes).Minutes;
        foreach (var day in Days) yield return (((int)day - 1) * DayMinutes + From.Hour * 60 + From.Minute, minutes <= 0 ? minutes + DayMinutes : minutes);
    }
}

/// <summary>Who is on duty at a certain time, whatever the week says.</summary>
/// <param name="From">When it begins, in the roster's zone.</param>
/// <param name="To">When it ends.</param>
/// <param name="On">Who is on duty, in the order in which they are called; 1 or more.</param>
public sealed record RosterDates(LocalDateTime From, LocalDateTime To, ImmutableArray<string> On);

/// <summary>A shift that runs.</summary>
/// <param name="Name">Its name; <c>dates</c> for what holds instead of the week's shifts.</param>
/// <param name="From">When it began. UTC.</param>
/// <param name="To">When it ends. UTC.</param>
/// <param name="On">Who is on duty.</param>
public sealed record DutyShift(string Name, Instant From, Instant To, ImmutableArray<string> On);
