using System.Security.Cryptography.Xml;
using System.Xml;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>The bytes over which signatures are made.</summary>
static class CanonicalXml
{
    const string Declarations = "http://www.w3.org/2000/xmlns/", Xml = "http://www.w3.org/XML/1998/namespace";

    /// <summary>The next alert of a document as a document of its own, with what surrounds it where nothing but comments and instructions does.</summary>
    public static XmlDocument Load(XmlReader reader)
    {
        var document = Empty();
        document.Load(reader);
        return document;
    }

    /// <summary>A document in one of the canonical forms.</summary>
    public static byte[] Canonical(XmlDocument document, CanonicalForm form)
    {
        Transform transform = form.IsExclusive ? new XmlDsigExcC14NTransform(form.WithComments, form.Prefixes) : new XmlDsigC14NTransform(form.WithComments);
        transform.LoadInput(document);
        using var bytes = (MemoryStream)transform.GetOutput(typeof(Stream));
        return bytes.ToArray();
    }

    /// <summary>An element in a canonical form, with the namespaces, and in the inclusive form the attributes <c>xml:</c>, of what it stands in (Canonical XML §2.4).</summary>
    public static byte[] Canonical(XmlElement element, CanonicalForm form)
    {
        var document = Empty();
        var copy = (XmlElement)document.AppendChild(document.ImportNode(element, deep: true))!;
        for (var parent = element.ParentNode as XmlElement; parent is not null; parent = parent.ParentNode as XmlElement)
            foreach (XmlAttribute attribute in parent.Attributes)
                if ((attribute.NamespaceURI == Declarations || attribute.NamespaceURI == Xml && !form.IsExclusive) && !copy.HasAttribute(attribute.LocalName, attribute.NamespaceURI))
                    copy.SetAttributeNode((XmlAttribute)document.ImportNode(attribute, deep: true));
        return Canonical(document, form);
    }

    static XmlDocument Empty() => new() { PreserveWhitespace = true, XmlResolver = null };
}
