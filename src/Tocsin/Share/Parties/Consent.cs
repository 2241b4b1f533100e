using System.Text.Json.Serialization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Parties;

/// <summary>A party agrees to a charter. See docs/spec/charter.md.</summary>
/// <param name="Charter">The charter's hash, base64url.</param>
/// <param name="Circle">The circle's id.</param>
/// <param name="Epoch">The charter's epoch.</param>
/// <param name="Party">Who agrees.</param>
/// <param name="Time">When. UTC.</param>
public sealed record Consent(string Charter, string Circle, int Epoch, string Party, Instant Time)
{
    /// <summary>With a removal, and there alone: the highest signed head seen of each incarnation of the log of the party that goes; empty where none was seen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Ends { get; init; }

    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells the document from others.</summary>
    public string Type { get; init; } = "consent";

    /// <summary>The text that is signed: one line of JSON.</summary>
    public string Text() => JsonLine.Of(this, DocumentJson.Default.Consent);

    /// <summary>Signs it with the party's charter key.</summary>
    public string Sign(ISigningKey key) => DocumentJson.Sign(Text(), Party, key);

    /// <summary>Reads a consent of which it is still to be checked who signed it.</summary>
    public static Parsed<Signed<Consent>> Read(string note)
    {
        if (!DocumentJson.Read(note, DocumentJson.Default.Consent, "the consent").Try(out var signed, out var reason)) return new(reason);
        if (signed.Says is not { V: 1, Type: "consent", Epoch: >= 1 } consent) return new("this is no consent of version 1");
        if (!DocumentJson.IsId(consent.Charter) || !DocumentJson.IsId(consent.Circle)) return new("what the consent names as charter or circle is no hash");
        if (signed.Party != consent.Party) return new($"the consent of {consent.Party} is signed by {signed.Party}");
        return LogEnds.Fault(consent.Ends) is { } fault ? new(fault) : new(signed);
    }
}
