using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>A row of cases or controls.</summary>
/// <param name="Place">The place.</param>
/// <param name="Count">How many.</param>
/// <param name="Day">When; the study's first day where no time is told.</param>
/// <param name="Category">The category's number.</param>
/// <param name="Line">The line's number.</param>
readonly record struct CountedCases(int Place, int Count, int Day, int Category, int Line);

/// <summary>Reads cases and controls.</summary>
sealed class ScanCases(ScanRequest request, ScanPlaces places, ScanFaults faults)
{
    /// <summary>All categories that were met.</summary>
    public ScanCategories Categories { get; } = new();

    /// <summary>How many cases were left out for their place or their time.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Whether the files have a column of times.</summary>
    public bool HasTimes { get; private set; } = request.Timing != ScanTiming.None;

    /// <summary>What the times are, where the request does not say it.</summary>
    public ScanCalendar Recognise()
    {
        if (request.Timing != ScanTiming.AsFound)
        {
            var numbers = request.Timing == ScanTiming.Numbers;
            var (first, last) = (Year(request.Period?.First), Year(request.Period?.Last));
            return new(numbers, request.Precision, (first, last));
        }
        var times = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new[] { request.Cases, request.Controls }.OfType<ScanFile>())
        {
            using var row = new ScanRows(file, 1, faults);
            while (row.Next()) times.GetAlternateLookup<ReadOnlySpan<char>>().Add(row[2]);
        }
        // Without windows of time a third field is a date only if nothing else can be meant.
        HasTimes = request.OverTime || times.All(time => time.AsSpan().IndexOfAny("/-.") > 0 && ScanDate.Parse(time, default) is not null);
        return ScanCalendar.Of(HasTimes ? [.. times] : []);
    }

    /// <summary>The rows of a file; those that cannot be used are faults.</summary>
    /// <param name="file">The file.</param>
    /// <param name="calendar">What its times are.</param>
    /// <param name="period">The first and last day; nothing for any.</param>
    public List<CountedCases> Read(ScanFile file, ScanCalendar calendar, (int First, int Last)? period)
    {
        using var row = new ScanRows(file, 1, faults);
        var found = new List<CountedCases>(row.Guess(bytesOfRow: 16));
        while (row.Next())
        {
            if (!ScanNumbers.TryCount(row[1], out var count))
            {
                row.Refuse($"'{row[1]}' is no number of cases");
                continue;
            }
            var place = places.Find(row[0]);
            if (place is null && !request.LeavesOutPlaces)
            {
                row.Refuse($"the place '{row[0]}' has no coordinates");
                continue;
            }
            var day = period?.First ?? 0;
            if (HasTimes)
            {
                if (calendar.Day(row[2], out var why) is not { } told)
                {
                    row.Refuse(why!);
                    continue;
                }
                day = told;
            }
            if (period is var (first, last) && (day < first || day > last))
            {
                if (request.LeavesOutTimes) LeftOut += count;
                else row.Refuse($"{row[2]} is not in the study period, {calendar.Text(first)} to {calendar.Text(last)}");
                continue;
            }
            if (place is not { } known)
            {
                LeftOut += count;
                continue;
            }
            found.Add(new(known, count, day, Categories.Of(row, HasTimes ? 3 : 2), row.Line));
        }
        return found;
    }

    static int Year(string? text) => text is not null && ScanDate.Parse(text, default) is { } date ? date.Year : 0;
}
