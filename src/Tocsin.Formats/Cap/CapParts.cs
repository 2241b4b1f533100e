using System.Collections.Immutable;
using Tocsin.Formats.Cap.Signatures;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap;

/// <summary>An element whose children have been held against the standard's table: their order, number, words and forms.</summary>
sealed class CapParts
{
    readonly Dictionary<string, List<(XmlPart Element, string Text)>> children = new(StringComparer.Ordinal);
    readonly string at;
    readonly CapNotes notes;

    CapParts(string at, CapNotes notes) => (this.at, this.notes) = (at, notes);

    /// <summary>Checks an element's children; faults and repairs go to <paramref name="notes"/>.</summary>
    public static CapParts Of<T>(XmlPart parent, ImmutableArray<CapField<T>> table, string at, CapNotes notes)
    {
        var parts = new CapParts(at, notes);
        var (last, ordered) = (0, true);
        foreach (var child in parent.Children)
        {
            if (SignedAlerts.IsSignature(child) && typeof(T) == typeof(CapAlert)) continue; // §3.3.4.1: judged by itself
            var index = CapNamespaces.IsOurs(child.Namespace) ? IndexOf(table, child.Name) : -1;
            if (index < 0)
            {
                notes.Note(at, $"the element '{child.Name}' is not CAP's: left out");
                continue;
            }
            ordered &= index >= last;
            last = index;
            parts.Take(child, table[index]);
        }
        if (!ordered) notes.Note(at, "the elements are not in the standard's order");
        foreach (var field in table)
            if (field.Use is CapUse.Required or CapUse.OneOrMore && !parts.children.ContainsKey(field.Name)) parts.Missing(field);
        return parts;
    }

    static int IndexOf<T>(ImmutableArray<CapField<T>> table, string name)
    {
        for (var i = 0; i < table.Length; i++)
            if (table[i].Name == name) return i;
        return -1;
    }

    void Take<T>(XmlPart child, CapField<T> field)
    {
        var place = $"{at}/{field.Name}";
        var single = field.Use is CapUse.Required or CapUse.Optional;
        var earlier = children.GetValueOrDefault(field.Name);
        if (field.Kind == CapKind.Group || field.Kind is CapKind.Polygon or CapKind.Circle)
        {
            Add(field.Name, child, child.Text.Trim());
            return;
        }
        if (CapForm.Normalise(child.Text, field.Kind, field.Words, place, notes) is not { Length: > 0 } text)
        {
            if (field.Name != "value") return; // an empty optional element says nothing; an empty value is a value
            text = "";
        }
        if (single && earlier is [var first])
        {
            if (first.Text == text) notes.Note(place, "it is given twice, with the same value");
            else notes.Fail(place, "it is given twice, with different values");
        }
        else Add(field.Name, child, text);
    }

    void Add(string name, XmlPart child, string text)
    {
        if (children.TryGetValue(name, out var list)) list.Add((child, text));
        else children[name] = [(child, text)];
    }

    void Missing<T>(CapField<T> field)
    {
        if (field.Words.Contains("Unknown"))
        {
            notes.Note($"{at}/{field.Name}", "it is missing or empty: read as Unknown");
            children[field.Name] = [(new XmlPart(field.Name, "", "Unknown", []), "Unknown")];
        }
        else notes.Fail($"{at}/{field.Name}", $"the required element '{field.Name}' is missing or empty");
    }

    /// <summary>The text of a single element; null where it is absent or empty.</summary>
    public string? Text(string name) => children.GetValueOrDefault(name)?[0].Text;

    /// <summary>The text of a required element; empty where it is missing, and then the alert is already refused.</summary>
    public string Required(string name) => Text(name) ?? "";

    /// <summary>The texts of a repeated element.</summary>
    public IEnumerable<string> Texts(string name) => (children.GetValueOrDefault(name) ?? []).Select(c => c.Text);

    /// <summary>A repeated element and its place, counted from 1.</summary>
    public IEnumerable<(XmlPart Element, string At)> Groups(string name) =>
        (children.GetValueOrDefault(name) ?? []).Select((c, i) => (c.Element, $"{at}/{name}[{i + 1}]"));

    /// <summary>The word of a required element; its type's default where it is missing, and then the alert is already refused.</summary>
    public T Word<T>(string name) where T : struct, Enum => Enum.TryParse<T>(Text(name), out var word) ? word : default;

    /// <summary>The words of a repeated element.</summary>
    public ImmutableArray<T> Words<T>(string name) where T : struct, Enum => [.. Texts(name).Select(Enum.Parse<T>).Distinct()];
}
