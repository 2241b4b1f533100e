using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Xml;
using NodaTime;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>Judges the signatures of one alert, which is a document of its own.</summary>
sealed class SignatureJudge
{
    static readonly CapSignature TooMuch = new CapSignature.NotJudged("the signatures of this document ask for more work than is done");

    readonly XmlDocument document;
    readonly XmlElement alert;
    readonly ImmutableArray<XmlElement> signatures;
    readonly KnownKeys known;
    readonly Instant sent;
    readonly Dictionary<(CanonicalForm Form, XmlElement? Without), byte[]> canonical = [];

    SignatureJudge(XmlDocument document, KnownKeys known, Instant sent)
    {
        (this.document, this.known, this.sent, alert) = (document, known, sent, document.DocumentElement!);
        signatures = [.. SignatureForm.Elements(alert).Where(child => child.LocalName == "Signature")];
    }

    /// <summary>The verdicts, in the order of the signatures.</summary>
    public static ImmutableArray<CapSignature> Judge(XmlDocument document, KnownKeys known, Instant sent)
    {
        var judge = new SignatureJudge(document, known, sent);
        return judge.signatures.Length <= FormatLimits.SignaturesMax
            ? [.. judge.signatures.Select(judge.Of)]
            : [new CapSignature.NotJudged($"there are {judge.signatures.Length} signatures: at most {FormatLimits.SignaturesMax} are judged")];
    }

    CapSignature Of(XmlElement signature)
    {
        var form = SignatureForm.Read(signature, alert);
        if (!form.IsRead) return new CapSignature.NotJudged(form.Refusal.Reason);
        try
        {
            return Of(signature, form.Value);
        }
        catch (CryptographicException failed)
        {
            return new CapSignature.NotJudged($"its cryptography does not work out here: {failed.Message}");
        }
    }

    CapSignature Of(XmlElement signature, SignatureForm form)
    {
        // A signature covers the others by W3C's rule (§6.6.4); some are made as if each were alone (Canada's NAAD). Nothing is read from a signature, so either covers all that is read.
        if (!(signatures.Length > 1 && Matches(form, without: null)) && !Matches(form, without: signature))
            return known.Budget.IsSpent ? TooMuch : new CapSignature.Broken("the alert was changed after it was signed");
        using var keys = SignatureKeys.Of(form.KeyInfo, known);
        var signed = CanonicalXml.Canonical(form.SignedInfo, form.InfoForm);
        var key = keys.First(signed, form, out var isCut);
        if (isCut) return TooMuch;
        if (key is not null) return keys.IsPinned(key, sent) is { } isPinned ? new CapSignature.Fits(key.Signer, isPinned, Doubt(form, key)) : TooMuch;
        return keys.AreNamed
            ? new CapSignature.Broken("it was not made with the key that stands beside it")
            : new CapSignature.NotJudged(known.AreNonePinned ? "no key or certificate that can be read stands beside it, and none is pinned" : "no key or certificate that can be read stands beside it, and none of the pinned ones made it");
    }

    string? Doubt(SignatureForm form, SignatureKey key) =>
        form.Method.Hash == HashAlgorithmName.SHA1 || form.DigestHash == HashAlgorithmName.SHA1 ? "it is made with SHA-1, which is too weak" : key.Doubt(sent);

    bool Matches(SignatureForm form, XmlElement? without) =>
        Canonical(form.AlertForm, without) is { } bytes && CryptographicOperations.HashData(form.DigestHash, bytes).AsSpan().SequenceEqual(form.Digest);

    /// <summary>The alert without one signature, or without all of them; null where the budget is spent.</summary>
    byte[]? Canonical(CanonicalForm form, XmlElement? without)
    {
        if (canonical.TryGetValue((form, without), out var made)) return made;
        if (known.Budget.IsSpent) return null;
        var places = (without is null ? [.. signatures] : (XmlElement[])[without]).Select(each => (Signature: each, Before: each.PreviousSibling)).ToList();
        foreach (var (signature, _) in places) alert.RemoveChild(signature);
        try
        {
            var bytes = canonical[(form, without)] = CanonicalXml.Canonical(document, form);
            known.Budget.Spend(bytes.Length);
            return bytes;
        }
        finally
        {
            foreach (var (signature, before) in places) alert.InsertAfter(signature, before);
        }
    }
}
