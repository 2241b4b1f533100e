using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Tocsin.Warn.Rules;

/// <summary>The keys of one YAML mapping while they are being read: each is taken once, and what is left over is refused.</summary>
sealed class Fields
{
    readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);
    readonly Dictionary<string, YamlNode> keys = new(StringComparer.Ordinal);
    readonly HashSet<string> taken = new(StringComparer.Ordinal);
    readonly YamlMappingNode map;
    readonly string what;
    readonly List<RuleFault> faults;

    public Fields(YamlMappingNode map, string what, List<RuleFault> faults)
    {
        (this.map, this.what, this.faults) = (map, what, faults);
        foreach (var (key, value) in map.Children)
        {
            if (key is YamlScalarNode { Value: { } name }) (keys[name], values[name]) = (key, value);
            else Add(key, "a key is a plain word");
        }
    }

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>Takes a key's value; where it is missing, that is a fault.</summary>
    public YamlNode? Take(string key)
    {
        taken.Add(key);
        if (values.TryGetValue(key, out var node)) return node;
        Add(map, $"{what} needs the key {key}");
        return null;
    }

    public Fields Inside(YamlMappingNode node, string name) => new(node, name, faults);

    public Fields? Map(string key)
    {
        if (Take(key) is not { } node) return null;
        if (node is YamlMappingNode inner) return Inside(inner, key);
        Add(node, $"{key} is a group of keys");
        return null;
    }

    public IEnumerable<YamlNode> List(string key, int most)
    {
        if (Take(key) is not { } node) return [];
        if (node is YamlSequenceNode { Children: { Count: > 0 } children } && children.Count <= most) return children;
        Add(node, $"{key} is a list of 1 to {most} entries");
        return [];
    }

    /// <summary>The entries of a list, each a group of keys.</summary>
    /// <param name="key">The list's key.</param>
    /// <param name="most">Entries at most.</param>
    /// <param name="each">What one of them is, for a sentence: a person, a shift.</param>
    /// <param name="read">Reads one; what it leaves is refused.</param>
    public ImmutableArray<T> Entries<T>(string key, int most, string each, Func<Fields, T> read)
    {
        var entries = ImmutableArray.CreateBuilder<T>();
        foreach (var node in List(key, most))
        {
            if (node is not YamlMappingNode one)
            {
                Add(node, $"{each} is a group of keys");
                continue;
            }
            var fields = Inside(one, each);
            entries.Add(read(fields));
            fields.End();
        }
        return entries.ToImmutable();
    }

    public string? Text(string key)
    {
        if (Take(key) is not { } node) return null;
        if (node is YamlScalarNode { Value: { Length: > 0 } text }) return text;
        Add(node, $"{key} is one word");
        return null;
    }

    public string Name(string key)
    {
        if (Text(key) is not { } text) return "";
        if (text.Length > 40 || !text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')) Fault(key, "a name has at most 40 lower-case letters, digits and hyphens");
        return text;
    }

    public string? Choice(string key, params ReadOnlySpan<string> choices)
    {
        if (Text(key) is not { } text) return null;
        if (choices.Contains(text)) return text;
        Fault(key, $"{key} is {string.Join(" or ", choices.ToArray())}, not '{text}'");
        return null;
    }

    public bool Bool(string key, bool otherwise) => Has(key) ? Choice(key, "true", "false") == "true" : otherwise;

    public double Number(string key, double min, double max, string reason)
    {
        if (Text(key) is not { } text) return min;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        Fault(key, $"{key} cannot be '{text}': {reason}");
        return min;
    }

    public int Whole(string key, int min, int max, string reason)
    {
        var number = Number(key, min, max, reason);
        if (number != Math.Floor(number)) Fault(key, $"{key} is a whole number");
        return (int)number;
    }

    public bool Flag(string key) => Choice(key, "true", "false") == "true";

    /// <summary>A length of time: a whole number and s, m, h or d, more than nothing.</summary>
    public Duration Time(string key, Duration most)
    {
        if (Text(key) is not { } text) return most;
        if (Units.TryGetValue(text[^1], out var unit) && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            if (count == 0) Fault(key, $"{key} cannot be nothing");
            else if (unit * count > most) Fault(key, string.Create(CultureInfo.InvariantCulture, $"{key} is {text}; {most.TotalDays:0} days are the most"));
            else return unit * count;
        }
        else Fault(key, $"{key} is a length of time as in 90s, 15m, 6h or 7d, not '{text}'");
        return most;
    }

    public T Word<T>(string key) where T : struct, Enum =>
        Text(key) is { } text && TryWord<T>(key, text, out var word) ? word : default;

    /// <summary>The word <c>any</c>, which is an empty list, or a list of words.</summary>
    public ImmutableArray<T> Words<T>(string key) where T : struct, Enum
    {
        if (values.GetValueOrDefault(key) is YamlScalarNode { Value: "any" })
        {
            taken.Add(key);
            return [];
        }
        var words = ImmutableArray.CreateBuilder<T>();
        foreach (var text in Strings(key))
            if (TryWord<T>(key, text, out var word)) words.Add(word);
        return words.ToImmutable();
    }

    /// <summary>The word <c>any</c>, which is an empty list, or a list of names.</summary>
    public ImmutableArray<string> Names(string key)
    {
        if (values.GetValueOrDefault(key) is not YamlScalarNode { Value: "any" }) return [.. Strings(key)];
        taken.Add(key);
        return [];
    }

    public IReadOnlyList<string> Strings(string key)
    {
        var texts = new List<string>();
        foreach (var node in List(key, most: 300))
        {
            if (node is YamlScalarNode { Value: { Length: > 0 } text }) texts.Add(text);
            else Add(node, $"{key} is a list of plain words");
        }
        return texts;
    }

    public IReadOnlyList<double> Numbers(string key)
    {
        var numbers = Strings(key).Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : double.NaN).ToList();
        return numbers.All(double.IsFinite) ? numbers : [];
    }

    /// <summary>Whether a key's value is this word; then it is taken.</summary>
    public bool Is(string key, string word)
    {
        if (values.GetValueOrDefault(key) is not YamlScalarNode { Value: { } text } || text != word) return false;
        taken.Add(key);
        return true;
    }

    public void Fault(string key, string reason) => Add(values.GetValueOrDefault(key, map), reason);

    /// <summary>Refuses every key that nobody took.</summary>
    public void End()
    {
        foreach (var (name, node) in keys.Where(pair => !taken.Contains(pair.Key))) Add(node, $"{what} has no key '{name}'");
    }

    bool TryWord<T>(string key, string text, out T word) where T : struct, Enum
    {
        word = default;
        var name = Enum.GetNames<T>().FirstOrDefault(n => Hyphened(n).Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name is not null) word = Enum.Parse<T>(name);
        else Fault(key, $"{key} cannot be '{text}'; it is one of {string.Join(", ", Enum.GetNames<T>().Select(Hyphened)).ToLowerInvariant()}");
        return name is not null;
    }

    /// <summary>IsoWeek is iso-week in a file; CBRNE stays as it is.</summary>
    static string Hyphened(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) && char.IsLower(name[i - 1]) ? "-" + letter : letter.ToString()));

    void Add(YamlNode node, string reason) => faults.Add(new RuleFault(node.Start.Line, node.Start.Column, reason));

    static readonly Dictionary<char, Duration> Units = new()
    {
        ['s'] = Duration.FromSeconds(1), ['m'] = Duration.FromMinutes(1), ['h'] = Duration.FromHours(1), ['d'] = Duration.FromDays(1),
    };
}
