using Tocsin.Share.Views;

namespace Tocsin.Warn.Geography;

/// <summary>Finds places by the beginning of their names, diacritics folded: "ha noi" and "Hà Nội" alike.</summary>
/// <remarks>About 80 bytes a place.</remarks>
public sealed class PlaceSearch
{
    readonly (string Folded, NamedPlace Place)[] sorted;

    /// <summary>Sorts a gazetteer's names.</summary>
    public PlaceSearch(Gazetteer places)
    {
        sorted = [.. places.All.Select(place => (Fold(place.Name), place))];
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Folded, b.Folded));
    }

    /// <summary>Places whose names begin so, the largest first. A country's code may stand behind a comma: "Hanoi, VN".</summary>
    /// <param name="words">What was typed; two characters at least.</param>
    /// <param name="most">At most so many.</param>
    public IReadOnlyList<NamedPlace> Find(string words, int most)
    {
        var comma = words.LastIndexOf(',');
        var (name, country) = comma < 0 ? (words, "") : (words[..comma], words[(comma + 1)..].Trim());
        var folded = Fold(name);
        if (folded.Length < 2) return [];
        return [.. Beginning(folded).Where(found => country.Length == 0 || found.Country.Equals(country, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(found => found.Population).ThenBy(found => found.Name, StringComparer.Ordinal).Take(most)];
    }

    IEnumerable<NamedPlace> Beginning(string folded)
    {
        var (from, to) = (0, sorted.Length);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (string.CompareOrdinal(sorted[middle].Folded, folded) < 0) from = middle + 1;
            else to = middle;
        }
        for (; from < sorted.Length && sorted[from].Folded.StartsWith(folded, StringComparison.Ordinal); from++) yield return sorted[from].Place;
    }

    /// <summary>Without spaces and marks, so that Hà Nội, Ha Noi and Hanoi are one.</summary>
    static string Fold(string name) => string.Concat(Words.Fold(name).Where(char.IsLetterOrDigit));
}
