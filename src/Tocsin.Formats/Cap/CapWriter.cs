using System.Collections.Immutable;
using System.Text;
using System.Xml;

namespace Tocsin.Formats.Cap;

/// <summary>Writes CAP 1.2, strictly: what breaks the schema or a rule of the standard's prose is not written.</summary>
public static class CapWriter
{
    static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>The document in UTF-8, or the place and the rule that it breaks.</summary>
    public static Parsed<byte[]> Write(CapAlert alert)
    {
        if (CapRules.Fault(alert) is { } broken) return new(broken);
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteStartDocument();
            var output = new CapOutput(xml);
            output.Element("alert", alert, CapTables.Alert, "alert");
            if (output.Fault is { } fault) return new(fault);
        }
        bytes.WriteByte((byte)'\n');
        return new(bytes.ToArray());
    }
}

/// <summary>One document being written, element by element of the standard's tables.</summary>
sealed class CapOutput(XmlWriter xml)
{
    /// <summary>The first broken rule; null while there is none.</summary>
    public Refusal? Fault { get; private set; }

    /// <summary>Writes an element with its fields in the table's order.</summary>
    public void Element<T>(string name, T value, ImmutableArray<CapField<T>> table, string at)
    {
        xml.WriteStartElement(name, CapNamespaces.V12);
        foreach (var field in table)
        {
            if (Fault is not null) return;
            Write(field, [.. field.Of(value).Where(v => v is not null).Select(v => v!)], at);
        }
        xml.WriteEndElement();
    }

    void Write<T>(CapField<T> field, ImmutableArray<object> values, string at)
    {
        var place = $"{at}/{field.Name}";
        if (values.IsEmpty && field.Use is CapUse.Required or CapUse.OneOrMore) Fail(place, $"the required element '{field.Name}' is missing");
        for (var i = 0; i < values.Length && Fault is null; i++)
            Write(field, values[i], field.Use is CapUse.Any or CapUse.OneOrMore ? $"{place}[{i + 1}]" : place);
    }

    void Write<T>(CapField<T> field, object value, string place)
    {
        switch (value)
        {
            case string text when text.Length == 0 && field.Use is CapUse.Required or CapUse.OneOrMore: Fail(place, "it is required and may not be empty"); break;
            case string text when CapForm.Fault(text, field.Kind, field.Words) is { } reason: Fail(place, reason); break;
            case string text: xml.WriteElementString(field.Name, CapNamespaces.V12, text); break;
            case CapInfo info: Element(field.Name, info, CapTables.Info, place); break;
            case CapResource resource: Element(field.Name, resource, CapTables.Resource, place); break;
            case CapArea area: Element(field.Name, area, CapTables.Area, place); break;
            case CapNamed named: Element(field.Name, named, CapTables.Named, place); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    void Fail(string at, string reason) => Fault ??= new Refusal(at, reason);
}
