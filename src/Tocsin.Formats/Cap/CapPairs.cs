using System.Collections.Immutable;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap;

/// <summary>The named values of <c>eventCode</c>, <c>parameter</c> and <c>geocode</c>, in the three ways in which they are written.</summary>
static class CapPairs
{
    /// <summary>One pair (CAP 1.1 and 1.2), several in one element (national feeds), or <c>name=value</c> as text (CAP 1.0).</summary>
    public static ImmutableArray<CapNamed> Read(XmlPart element, string at, CapNotes notes)
    {
        if (element.Children.Count == 0) return FromText(element.Text.Trim(), at, notes);
        var names = element.Children.Where(c => c.Name == "valueName").ToList();
        var values = element.Children.Where(c => c.Name == "value").ToList();
        if (names.Count + values.Count < element.Children.Count) notes.Note(at, "an element that is neither valueName nor value was left out");
        if (names.Count != values.Count)
        {
            notes.Note(at, "it has not one value for each valueName: left out");
            return [];
        }
        if (names.Count > 1) notes.Note(at, $"{names.Count} named values stand in one element: read one by one");
        if (element.Children.FirstOrDefault()?.Name == "value") notes.Note(at, "the elements are not in the standard's order");
        var pairs = ImmutableArray.CreateBuilder<CapNamed>();
        foreach (var (name, value) in names.Zip(values, (n, v) => (n.Text.Trim(), v.Text.Trim())))
        {
            if (name.Length > 0) pairs.Add(new CapNamed(name, value));
            else notes.Note(at, "a value without a name was left out");
        }
        return pairs.ToImmutable();
    }

    static ImmutableArray<CapNamed> FromText(string text, string at, CapNotes notes)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            notes.Note(at, "CAP 1.0 writes name=value: read as a named value");
            return [new CapNamed(text[..equals].Trim(), text[(equals + 1)..].Trim())];
        }
        notes.Note(at, "the named value is empty: left out");
        return [];
    }
}
