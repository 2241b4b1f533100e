using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Xml;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>A signature whose form is one that is judged: one reference, to the whole alert, and nothing performed on it but what cannot hide a part of it.</summary>
sealed record SignatureForm(XmlElement SignedInfo, CanonicalForm InfoForm, SigningMethod Method, CanonicalForm AlertForm, HashAlgorithmName DigestHash, byte[] Digest, byte[] Value, XmlElement? KeyInfo)
{
    /// <summary>Reads it in the order of W3C XML Signature §4; or says why it is not judged.</summary>
    public static Parsed<SignatureForm> Read(XmlElement signature, XmlElement alert)
    {
        var parts = Elements(signature);
        if (parts is not [{ LocalName: "SignedInfo" } info, { LocalName: "SignatureValue" } value, ..]) return Refuse("it does not begin with a SignedInfo and a SignatureValue");
        var keyInfo = parts.Count > 2 && parts[2].LocalName == "KeyInfo" ? parts[2] : null;
        if (parts.Skip(keyInfo is null ? 2 : 3).FirstOrDefault(part => part.LocalName != "Object") is { } odd) return Refuse($"it holds an element '{odd.Name}' that does not belong there");
        var inside = Elements(info);
        if (inside is not [{ LocalName: "CanonicalizationMethod" } canonical, { LocalName: "SignatureMethod" } signing, ..]) return Refuse("its SignedInfo does not say how it was signed");
        if (inside is not [_, _, { LocalName: "Reference" } reference]) return Refuse($"it refers to {inside.Count - 2} things: one signature for the whole alert is judged, and nothing else");
        if (FormOf(canonical) is not { } infoForm) return Refuse(NotPerformed(canonical));
        if (SignatureAlgorithms.SigningOf(AlgorithmOf(signing)) is not { } method) return Refuse(Signing(AlgorithmOf(signing)));
        var referred = Reference(reference, alert);
        return referred.IsRead && Bytes(value) is { } bytes
            ? new(new SignatureForm(info, infoForm, method, referred.Value.Form, referred.Value.Hash, referred.Value.Digest, bytes, keyInfo))
            : Refuse(referred.IsRead ? "its value is not base64" : referred.Refusal.Reason);
    }

    static Parsed<(CanonicalForm Form, HashAlgorithmName Hash, byte[] Digest)> Reference(XmlElement reference, XmlElement alert)
    {
        if (!IsWhole(reference, alert)) return new(No($"it covers '{Short(reference.GetAttribute("URI"))}', and not this alert as a whole"));
        if (Elements(reference) is not [{ LocalName: "Transforms" } transforms, { LocalName: "DigestMethod" } digestMethod, { LocalName: "DigestValue" } value]) return new(No("its reference is not made of transforms, a digest's method and its value"));
        var steps = Elements(transforms);
        if (steps is not [var first, ..] || AlgorithmOf(first) != SignatureAlgorithms.Enveloped) return new(No(steps.Count == 0 ? "its reference names no transform" : NotPerformed(steps[0])));
        if (steps.Skip(1).FirstOrDefault(step => FormOf(step) is null) is { } other) return new(No(NotPerformed(other)));
        if (steps.Count > 2) return new(No("its reference asks for more than two transforms"));
        if (SignatureAlgorithms.DigestOf(AlgorithmOf(digestMethod)) is not { } hash) return new(No(NotPerformed(digestMethod)));
        // What a reference leads to goes without comments (§4.4.3.3).
        var form = (steps.Count == 2 ? FormOf(steps[1])!.Value : default) with { WithComments = false };
        return Bytes(value) is { } digest ? new((form, hash, digest)) : new(No("its digest is not base64"));
    }

    /// <summary>The empty address is the document; an alert inside another document was signed as one of its own.</summary>
    static bool IsWhole(XmlElement reference, XmlElement alert)
    {
        if (reference.GetAttributeNode("URI")?.Value is not { } address) return false;
        if (address.Length == 0) return true;
        return address[0] == '#' && alert.Attributes.Cast<XmlAttribute>().Any(own => own.LocalName is "Id" or "ID" or "id" && own.Value == address[1..]);
    }

    static CanonicalForm? FormOf(XmlElement method)
    {
        if (SignatureAlgorithms.FormOf(AlgorithmOf(method)) is not { } form) return null;
        return Elements(method, SignatureAlgorithms.ExclusiveNamespace) switch
        {
            [] => Elements(method).Count == 0 ? form : null,
            [{ LocalName: "InclusiveNamespaces" } list] when form.IsExclusive => form with { Prefixes = list.GetAttribute("PrefixList") },
            _ => null,
        };
    }

    static string Signing(string name) => name.Contains("hmac", StringComparison.OrdinalIgnoreCase)
        ? "it is made with a shared secret (HMAC), which does not say who signed"
        : $"it is made in a way that is not read, '{Short(name)}': RSA and ECDSA with SHA-256, SHA-384 and SHA-512 are";

    static string NotPerformed(XmlElement method) => $"it asks for '{Short(AlgorithmOf(method))}', which is not performed";

    static string AlgorithmOf(XmlElement method) => method.GetAttribute("Algorithm");

    /// <summary>The elements inside, of the namespace of signatures where none is named.</summary>
    public static ImmutableList<XmlElement> Elements(XmlElement parent, string space = CapNamespaces.Signature) =>
        [.. parent.ChildNodes.OfType<XmlElement>().Where(child => child.NamespaceURI == space)];

    /// <summary>What base64 says, at most <see cref="FormatLimits.SignaturePartCharsMax"/> of it; null where it is none.</summary>
    public static byte[]? Bytes(XmlElement element)
    {
        var text = element.InnerText;
        if (text.Length > FormatLimits.SignaturePartCharsMax) return null;
        try { return Convert.FromBase64String(text); }
        catch (FormatException) { return null; }
    }

    static string Short(string text) => text.Length <= 80 ? text : text[..80] + "...";

    static Refusal No(string reason) => new("Signature", reason);

    static Parsed<SignatureForm> Refuse(string reason) => new(No(reason));
}
