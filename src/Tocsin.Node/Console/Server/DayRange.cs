using NodaTime.Text;

namespace Tocsin.Node.Ui;

/// <summary>Days as typed in an address, from the beginning of the first to the end of the last, in the node's zone.</summary>
/// <param name="Since">From this time on; nothing where no day was given.</param>
/// <param name="Until">Before this time.</param>
readonly record struct DayRange(Instant? Since, Instant? Until)
{
    /// <summary>Reads both; a text that is no day is refused with itself.</summary>
    public static Parsed<DayRange> Read(string since, string until, DateTimeZone zone)
    {
        if (!Day(since, out var first)) return new(Texts.Of("records.noDay", since));
        if (!Day(until, out var last)) return new(Texts.Of("records.noDay", until));
        return new(new DayRange(first?.AtStartOfDayInZone(zone).ToInstant(), last?.PlusDays(1).AtStartOfDayInZone(zone).ToInstant()));
    }

    /// <summary>Whether a time lies within.</summary>
    public bool Holds(Instant at) => !(at < Since) && !(at >= Until);

    static bool Day(string text, out LocalDate? day)
    {
        var read = LocalDatePattern.Iso.Parse(text);
        day = text.Length > 0 && read.Success ? read.Value : null;
        return text.Length == 0 || read.Success;
    }
}
