using System.Globalization;
using System.Text;

namespace Tocsin.Share.Sync;

/// <summary>One member of a <c>Signature-Input</c> field (RFC 9421 §4.1): what is covered, with which parameters.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Components">The component identifiers as they stand there, quotes and parameters included.</param>
/// <param name="Parameters">The parameters: whole numbers and strings, as they read.</param>
/// <param name="Text">Everything after the label and its equals sign: it is signed as it stands.</param>
sealed record SignatureInput(string Label, IReadOnlyList<string> Components, IReadOnlyDictionary<string, string> Parameters, string Text)
{
    /// <summary>Reads a field with exactly one signature, strictly.</summary>
    public static Parsed<SignatureInput> Parse(string field)
    {
        var at = 0;
        var label = Key(field, ref at);
        if (label.Length == 0 || !Eat(field, ref at, '=')) return new("the signature's input has no label");
        var start = at;
        if (!Eat(field, ref at, '(')) return new("the signature's input covers no list of components");
        var components = new List<string>();
        while (!Eat(field, ref at, ')'))
        {
            if (components.Count > 0 && !Eat(field, ref at, ' ')) return new("the covered components are not apart by one space");
            var from = at;
            if (Quoted(field, ref at) is null || !Skip(field, ref at)) return new("a covered component is not a quoted name");
            components.Add(field[from..at]);
        }
        if (components.Distinct(StringComparer.Ordinal).Count() < components.Count) return new("a component is covered twice");
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        while (Eat(field, ref at, ';'))
        {
            var name = Key(field, ref at);
            if (name.Length == 0 || !Eat(field, ref at, '=') || Value(field, ref at) is not { } value) return new("a signature's parameter does not read");
            if (!parameters.TryAdd(name, value)) return new($"the signature's parameter '{name}' stands twice");
        }
        return at == field.Length ? new(new SignatureInput(label, components, parameters, field[start..])) : new("something follows the signature's input");
    }

    /// <summary>The signature base (RFC 9421 §2.5): a line for each component, then the parameters.</summary>
    /// <param name="value">Gives a component's value; nothing where the message has none.</param>
    public Parsed<byte[]> Base(Func<string, string?> value)
    {
        var text = new StringBuilder();
        foreach (var component in Components)
        {
            if (value(component) is not { } found) return new($"the request has no {component}");
            text.Append(component).Append(": ").Append(found).Append('\n');
        }
        text.Append("\"@signature-params\": ").Append(Text);
        return new(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>A whole number among the parameters; nothing where it is none.</summary>
    public long? Number(string name) =>
        Parameters.TryGetValue(name, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static bool Eat(string field, ref int at, char c)
    {
        if (at >= field.Length || field[at] != c) return false;
        at++;
        return true;
    }

    static string Key(string field, ref int at)
    {
        var from = at;
        while (at < field.Length && (char.IsAsciiLetterLower(field[at]) || field[at] == '*' || at > from && (char.IsAsciiDigit(field[at]) || field[at] is '_' or '-' or '.'))) at++;
        return field[from..at];
    }

    /// <summary>A quoted string of printable ASCII without escapes, of which no name here has need.</summary>
    static string? Quoted(string field, ref int at)
    {
        if (!Eat(field, ref at, '"')) return null;
        var from = at;
        while (at < field.Length && field[at] is >= ' ' and <= '~' and not ('"' or '\\')) at++;
        var text = field[from..at];
        return Eat(field, ref at, '"') ? text : null;
    }

    static string? Value(string field, ref int at)
    {
        if (at < field.Length && field[at] == '"') return Quoted(field, ref at);
        var from = at;
        while (at < field.Length && char.IsAsciiDigit(field[at])) at++;
        return at - from is > 0 and <= 15 ? field[from..at] : null;
    }

    /// <summary>Passes over a component's own parameters.</summary>
    static bool Skip(string field, ref int at)
    {
        while (Eat(field, ref at, ';'))
            if (Key(field, ref at).Length == 0 || Eat(field, ref at, '=') && Value(field, ref at) is null) return false;
        return true;
    }
}
