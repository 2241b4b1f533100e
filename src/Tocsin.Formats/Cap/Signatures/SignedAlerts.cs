using System.Collections.Immutable;
using System.Xml;
using NodaTime;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Cap.Signatures;

/// <summary>Judges the signatures of a document's alerts, each over the very characters from which the alert was read.</summary>
/// <remarks>Goes through the document once more, beside whoever reads it, and only as far as the last alert that bears a signature.</remarks>
sealed class SignedAlerts(string document, CapPins pins) : IDisposable
{
    readonly KnownKeys keys = new(pins, new SignatureBudget(FormatLimits.SignatureBytesMax));
    XmlReader? reader;

    /// <summary>Whether an alert bears a signature: a child of its own, nothing deeper.</summary>
    public static bool IsSigned(XmlPart alert) => alert.Children.Any(IsSignature);

    /// <summary>Whether an element is a signature.</summary>
    public static bool IsSignature(XmlPart element) => element is { Name: "Signature", Namespace: CapNamespaces.Signature };

    /// <summary>The verdicts on an alert that was read, in the order of its signatures.</summary>
    /// <param name="line">On which line it begins.</param>
    /// <param name="column">At which character.</param>
    /// <param name="sent">When it says that it was sent.</param>
    public ImmutableArray<CapSignature> Judge(int line, int column, OffsetDateTime sent)
    {
        reader ??= XmlParts.OpenWhole(document);
        var place = (IXmlLineInfo)reader;
        while ((place.LineNumber, place.LinePosition) != (line, column) || reader.NodeType != XmlNodeType.Element)
            if (!reader.Read()) throw new InvalidOperationException($"no alert begins at line {line}, character {column}");
        if (reader.Depth > 0)
        {
            using var part = reader.ReadSubtree();
            return SignatureJudge.Judge(CanonicalXml.Load(part), keys, At(sent));
        }
        using var whole = XmlParts.OpenWhole(document);
        try
        {
            return SignatureJudge.Judge(CanonicalXml.Load(whole), keys, At(sent));
        }
        catch (XmlException)
        {
            return [new CapSignature.NotJudged("the XML breaks off behind the alert, so the document that was signed is not whole")];
        }
    }

    /// <summary>No certificate is older than the clock of computers, and a time at the calendar's very end has no place in UTC.</summary>
    static Instant At(OffsetDateTime sent) => sent.InUtc() is { } at ? Instant.Max(at, Instant.FromUnixTimeSeconds(0)) : Instant.MaxValue;

    public void Dispose()
    {
        reader?.Dispose();
        keys.Dispose();
    }
}
