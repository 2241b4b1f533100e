using System.Security.Cryptography;
using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>A party at its beginning: its keys and its documents.</summary>
/// <param name="Root">The root key; it goes off line.</param>
/// <param name="CharterKey">Signs charters.</param>
/// <param name="RequestKey">Signs requests, receipts and cosignatures to others.</param>
/// <param name="LogKey">Signs the private log's heads.</param>
/// <param name="FirstDocument">The party document 1, which the genesis charter is judged by, signed.</param>
/// <param name="Document">The party document 2, which lists the private log's key too, signed.</param>
/// <param name="Charter">The genesis charter of the private circle, signed.</param>
public sealed record Founding(
    ECDsa Root, ECDsa CharterKey, ECDsa RequestKey, ECDsa LogKey, string FirstDocument, string Document, string Charter)
{
    /// <summary>Founds a party and its private circle.</summary>
    /// <param name="name">What the party calls itself; 1 to 100 characters, none of them a control character.</param>
    /// <param name="clock">Gives the documents' time.</param>
    /// <param name="chance">Gives the charter's nonce.</param>
    public static Parsed<Founding> Of(string name, TimeProvider clock, Chance chance)
    {
        if (!PartyRules.IsName(name)) return new("a party's name has 1 to 100 characters, none of them a control character");
        var (root, charterKey, requestKey, logKey) = (NewKey(), NewKey(), NewKey(), NewKey());
        var party = PartyDocument.IdOf(root).ToBase64Url();
        var now = clock.Now();
        var first = new PartyDocument(party, 1, null, name, now, Codec.EncodeToString(root.ExportSubjectPublicKeyInfo()), [])
            .WithKey(PartyKey.Charter, null, new EcdsaSigningKey(charterKey))
            .WithKey(PartyKey.Request, null, new EcdsaSigningKey(requestKey))
            .Sign(root);
        var charter = Parties.Charter.Private(party, name, now, chance);
        var second = PartyNote.Read(first).Value.Next(now)
            .WithKey(PartyKey.Log, charter.CircleId(), new EcdsaSigningKey(logKey))
            .Sign(root);
        return new(new Founding(root, charterKey, requestKey, logKey, first, second, charter.Sign(party, charterKey)));
    }

    static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);
}
