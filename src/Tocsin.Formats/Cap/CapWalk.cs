using System.Xml;
using Tocsin.Formats.Cap.Signatures;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap;

/// <summary>Walks through a document and stops at every alert, whatever it is wrapped in.</summary>
sealed class CapWalk : IDisposable
{
    const string Atom = "http://www.w3.org/2005/Atom";

    readonly XmlReader reader;
    readonly SignedAlerts signed;
    readonly XmlParts elements = new();
    readonly Queue<Item<CapAlert>> waiting = new();
    readonly List<Refusal> empty = [];
    string? root;
    int alerts;
    int entries;
    int entryLine;
    bool entryIsEmpty;
    bool ended;

    public CapWalk(string document, CapPins pins) => (reader, signed) = (XmlParts.Open(document), new SignedAlerts(document, pins));

    /// <summary>The next alert or refusal; null at the end.</summary>
    public Item<CapAlert>? Next()
    {
        while (!ended && waiting.Count == 0)
        {
            try
            {
                Step();
            }
            catch (XmlException broken)
            {
                End(XmlParts.Broken(broken));
            }
        }
        return waiting.TryDequeue(out var item) ? item : null;
    }

    void Step()
    {
        if (!reader.Read())
        {
            CloseEntry();
            End(alerts > 0 ? null : Nothing());
            return;
        }
        if (reader.NodeType == XmlNodeType.EndElement && IsEntry()) CloseEntry();
        if (reader.NodeType != XmlNodeType.Element) return;
        var line = ((IXmlLineInfo)reader).LineNumber;
        if (elements.Enter(reader) is { } limit)
        {
            End(new Refusal($"line {line}", limit));
            return;
        }
        root ??= reader.LocalName;
        if (reader.LocalName == "alert" && (CapNamespaces.IsOurs(reader.NamespaceURI) || reader.Depth == 0)) Alert(line);
        else if (IsEntry()) OpenEntry(line);
    }

    /// <summary>Atom's entry, RSS's item, EDXL-DE's contentObject: each should hold an alert.</summary>
    bool IsEntry() => reader.LocalName is "contentObject" or "item" || reader.LocalName == "entry" && reader.NamespaceURI == Atom;

    void OpenEntry(int line)
    {
        (entries, entryIsEmpty, entryLine) = (entries + 1, true, line);
        if (reader.IsEmptyElement) CloseEntry();
    }

    void CloseEntry()
    {
        if (entryIsEmpty) empty.Add(new Refusal($"entry {entries} at line {entryLine}", "no alert stands in this entry"));
        entryIsEmpty = false;
    }

    void Alert(int line)
    {
        if (!CapNamespaces.IsOurs(reader.NamespaceURI))
        {
            End(new Refusal($"line {line}", $"this is an alert of the namespace '{reader.NamespaceURI}', not CAP 1.0, 1.1 or 1.2"));
            return;
        }
        (entryIsEmpty, alerts) = (false, alerts + 1);
        var at = reader.Depth == 0 ? "alert" : $"alert[{alerts}]";
        var column = ((IXmlLineInfo)reader).LinePosition;
        var element = elements.Read(reader, out var limit);
        if (element is null) End(new Refusal($"line {line}", limit!));
        else waiting.Enqueue(Item<CapAlert>.Of(Judged(CapMapping.Alert(element, at), element, line, column, at), at));
    }

    Parsed<CapAlert> Judged(Parsed<CapAlert> alert, XmlPart element, int line, int column, string at)
    {
        if (!alert.IsRead || !SignedAlerts.IsSigned(element)) return alert;
        var verdicts = signed.Judge(line, column, alert.Value.Sent);
        var notes = verdicts.Select((verdict, i) => new Repair(verdicts.Length == 1 ? $"{at}/Signature" : $"{at}/Signature[{i + 1}]", $"the signature is {verdict}"));
        return new(alert.Value with { Signatures = verdicts }, [.. notes, .. alert.Repairs]);
    }

    /// <summary>Why a well-formed document without an alert is of no use; null for a feed without entries, which is a quiet day.</summary>
    Refusal? Nothing() => root switch
    {
        "feed" or "rss" or "EDXLDistribution" or "RDF" when entries == 0 => null,
        "feed" or "rss" or "EDXLDistribution" or "RDF" => new("line 1", $"an index of links, not alerts: give the alerts themselves (entries: {entries}, none with an alert inside)"),
        _ => new("line 1", $"this XML is not CAP: its root element is '{root}'"),
    };

    void End(Refusal? refusal)
    {
        ended = true;
        if (alerts > 0) foreach (var entry in empty) waiting.Enqueue(new Item<CapAlert>.Refused(entry));
        if (refusal is { } fault) waiting.Enqueue(new Item<CapAlert>.Refused(fault));
    }

    public void Dispose()
    {
        reader.Dispose();
        signed.Dispose();
    }
}
