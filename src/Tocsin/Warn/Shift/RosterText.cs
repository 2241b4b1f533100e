using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tocsin.Warn.Shift;

/// <summary>Writes a roster as <see cref="RosterReader"/> reads it: one roster, one text.</summary>
public static class RosterText
{
    /// <summary>The text.</summary>
    /// <param name="roster">The roster.</param>
    /// <param name="called">What each officer is called in it.</param>
    public static string Write(Roster roster, Func<string, string> called)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"version: {Roster.Version}\nzone: {Quoted(roster.Zone.Id)}\npeople:\n");
        foreach (var person in roster.People)
            text.Append(CultureInfo.InvariantCulture, $"  - officer: {Quoted(called(person.Officer))}\n").Append(person.Channels.Length == 0 ? "" : $"    channels: [{string.Join(", ", person.Channels)}]\n");
        text.Append("shifts:\n");
        foreach (var shift in roster.Shifts)
            text.Append(CultureInfo.InvariantCulture, $"  - name: {shift.Name}\n    days: [{string.Join(", ", shift.Days.Select(Day))}]\n    from: \"{shift.From:HH:mm}\"\n    to: \"{shift.To:HH:mm}\"\n    on: {People(shift.On)}\n");
        if (roster.Dates.Length > 0) text.Append("dates:\n");
        foreach (var dates in roster.Dates)
            text.Append(CultureInfo.InvariantCulture, $"  - from: \"{dates.From:uuuu-MM-dd HH:mm}\"\n    to: \"{dates.To:uuuu-MM-dd HH:mm}\"\n    on: {People(dates.On)}\n");
        if (roster.Then.Length > 0) text.Append(CultureInfo.InvariantCulture, $"then: {People(roster.Then)}\n");
        return text.ToString();

        string People(ImmutableArray<string> officers) => $"[{string.Join(", ", officers.Select(officer => Quoted(called(officer))))}]";
    }

    static string Day(IsoDayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    // A JSON string is a YAML string in double quotes.
    static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
