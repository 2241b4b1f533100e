namespace Tocsin.Share.Sync;

/// <summary>The private key with which a party signs requests, receipts and cosignatures to others.</summary>
/// <param name="party">The party's id.</param>
/// <param name="number">The number of the party document that lists the key.</param>
/// <param name="key">The key; a P-256 key signs with SHA-256, in ASN.1 DER.</param>
public sealed class RequestKey(string party, int number, ISigningKey key)
{
    const int CoordinateBytes = 32;

    /// <summary>The party's id.</summary>
    public string Party => party;

    /// <summary>As a signature names the key: <c>PARTY/NUMBER</c>.</summary>
    public string Id => $"{party}/{number}";

    /// <summary>The key itself.</summary>
    public ISigningKey Key => key;

    /// <summary>A signature as RFC 9421 §3.3.4 has it: r and s, 32 bytes each, one after the other.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message)
    {
        var der = new System.Formats.Asn1.AsnReader(key.Sign(message), System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
        var raw = new byte[2 * CoordinateBytes];
        foreach (var half in new[] { 0, CoordinateBytes })
        {
            var number = der.ReadIntegerBytes().Span.TrimStart((byte)0);
            number.CopyTo(raw.AsSpan(half + CoordinateBytes - number.Length));
        }
        return raw;
    }

    /// <summary>Whether r and s, one after the other, are a key's signature over a message.</summary>
    internal static bool Verify(VerifyingKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> raw) => raw.Length == 2 * CoordinateBytes && key.VerifyFixed(message, raw);
}
