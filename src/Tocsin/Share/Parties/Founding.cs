using System.Security.Cryptography;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>A party at its beginning: its keys and its documents.</summary>
/// <param name="Root">The root key; it goes off line.</param>
/// <param name="CharterKey">Signs charters.</param>
/// <param name="LogKey">Signs the private log's heads.</param>
/// <param name="Document">The party document that lists them, signed.</param>
/// <param name="Charter">The genesis charter of the private circle, signed.</param>
public sealed record Founding(
    ECDsa Root, ECDsa CharterKey, ECDsa LogKey, string Document, string Charter)
{
    /// <summary>Founds a party and its private circle.</summary>
    /// <param name="name">What the party calls itself; 1 to 100 characters, none of them a control character.</param>
    /// <param name="clock">Gives the documents' time.</param>
    /// <param name="chance">Gives the charter's nonce.</param>
    public static Parsed<Founding> Of(string name, TimeProvider clock, Chance chance)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.Any(char.IsControl))
            return new("a party's name has 1 to 100 characters, none of them a control character");
        var (root, charterKey, logKey) = (NewKey(), NewKey(), NewKey());
        var party = PartyDocument.IdOf(root).ToBase64Url();
        var now = clock.Now();
        var first = new PartyDocument(party, 1, null, name, now, Spki(root), [new("charter", null, Spki(charterKey))]);
        var charter = Parties.Charter.Private(party, name, now, chance);
        var circle = charter.Hash().ToBase64Url();
        var second = first with
        {
            Number = 2,
            Previous = Hash.Of(System.Text.Encoding.UTF8.GetBytes(first.Text())).ToBase64Url(),
            Keys = [.. first.Keys, new("log", circle, Spki(logKey))],
        };
        return new(new Founding(root, charterKey, logKey, second.Sign(root), charter.Sign(party, charterKey)));
    }

    static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    static string Spki(ECDsa key) => Codec.EncodeToString(key.ExportSubjectPublicKeyInfo());
}
