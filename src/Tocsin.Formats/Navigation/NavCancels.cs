using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace Tocsin.Formats.Navigation;

/// <summary>What a warning's text cancels: itself at a time, and others by their numbers.</summary>
static partial class NavCancels
{
    /// <summary>"CANCEL THIS MSG 191500Z APR 23", the last of them; a year that is not written is that of the next such day.</summary>
    public static Instant? Itself(string text, Instant issued)
    {
        Instant? last = null;
        foreach (Match match in This().Matches(text))
        {
            var year = match.Groups["year"].Value;
            var time = year.Length > 0 ? NavTimes.Read(match.Groups["time"].Value, match.Groups["month"].Value, year) : Next(match, issued);
            last = time ?? last;
        }
        return last;
    }

    static Instant? Next(Match match, Instant issued)
    {
        for (var year = issued.InUtc().Year; year <= issued.InUtc().Year + 1; year++)
            if (NavTimes.Read(match.Groups["time"].Value, match.Groups["month"].Value, year.ToString("D4", CultureInfo.InvariantCulture)) is { } time && time >= issued) return time;
        return null;
    }

    /// <summary>"CANCEL HYDROPAC 1234/23, 1236/23", each once, in the text's order; the warning itself is none of them.</summary>
    public static ImmutableArray<NavName> Others(string text, NavName self)
    {
        var names = ImmutableArray.CreateBuilder<NavName>();
        foreach (Match match in Series().Matches(text))
        {
            var series = match.Groups["series"].Value is var word && word.StartsWith('N') ? "NAVAREA " + match.Groups["roman"].Value : word;
            foreach (Match number in Number().Matches(match.Groups["list"].Value))
            {
                var year = int.Parse(number.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
                if (number.Groups[2].Length == 2) year += year < 70 ? 2000 : 1900;
                var name = new NavName(series, int.Parse(number.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), year);
                if (name != self && !names.Contains(name) && names.Count < FormatLimits.NavCancelsMax) names.Add(name);
            }
        }
        return names.ToImmutable();
    }

    [GeneratedRegex(@"CANCEL\s+THIS\s+(?:MSG|MESSAGE)\s+(?<time>[0-9]{6})Z\s+(?<month>[A-Z]{3})(?:\s+(?<year>[0-9]{4}|[0-9]{2})\b)?", RegexOptions.NonBacktracking)]
    private static partial Regex This();

    [GeneratedRegex(@"CANCEL\s+(?<series>NAVAREA\s+(?<roman>[IVX]+)|HYDROLANT|HYDROPAC|HYDROARC)\s+(?:MSG\s+)?(?<list>[0-9]{1,5}/[0-9]{2,4}(?:\s*(?:,|\bAND\b)\s*[0-9]{1,5}/[0-9]{2,4})*)")]
    private static partial Regex Series();

    [GeneratedRegex("([0-9]{1,5})/([0-9]{4}|[0-9]{2})")]
    private static partial Regex Number();
}
