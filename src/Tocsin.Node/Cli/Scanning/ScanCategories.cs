namespace Tocsin.Node.Cli.Scanning;

/// <summary>Categories of cases or people, each known by its number; what has none is of the category whose name is empty.</summary>
sealed class ScanCategories
{
    const char Between = '\u001f';

    readonly List<string> names = [];
    readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => names.Count;

    /// <summary>The number of the category that the fields of a row name, from one on.</summary>
    public int Of(ScanRows row, int from)
    {
        var key = row.Count <= from + 1 ? row[from] : Joined(row, from);
        var known = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(key, out var number)) return number;
        names.Add(key.ToString());
        return known[key] = names.Count - 1;
    }

    /// <summary>A category as people read it.</summary>
    public string Text(int number) => names[number].Replace(Between, ' ');

    /// <summary>Whether it is the one without a name.</summary>
    public bool IsNone(int number) => names[number] == "";

    /// <summary>For each of these categories the number that another list has for it; -1 where that knows it not.</summary>
    public int[] In(ScanCategories others) => [.. names.Select(name => others.numbers.GetValueOrDefault(name, -1))];

    static string Joined(ScanRows row, int from)
    {
        var joined = row[from].ToString();
        for (var field = from + 1; field < row.Count; field++) joined = $"{joined}{Between}{row[field]}";
        return joined;
    }
}
