using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Simulation.Machines;

/// <summary>A P-256 key made of a name, that signs the same message the same way each time and says aloud what it signs.</summary>
/// <remarks>It has one nonce for all messages, so that a signature costs no arithmetic on the curve: two of them give the key away. Nothing but a simulation may sign so.</remarks>
sealed class SimulatedKey : ISigningKey
{
    const int Bytes = 32;

    static readonly BigInteger Order = new(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);

    readonly BigInteger secret, r, inverse;
    readonly Action<byte[]> signed;

    public SimulatedKey(string name, Action<byte[]> signed)
    {
        this.signed = signed;
        (secret, var spki, _) = Point($"{name} secret");
        (var nonce, _, var x) = Point($"{name} nonce");
        (r, inverse) = (x % Order, BigInteger.ModPow(nonce, Order - 2, Order));
        PublicKey = spki;
    }

    public KeyAlgorithm Algorithm => KeyAlgorithm.EcdsaP256;

    public ReadOnlyMemory<byte> PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        signed(message.ToArray());
        var s = inverse * (Number(SHA256.HashData(message)) + r * secret) % Order;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(s);
        }
        var signature = writer.Encode();
        if (KnownSignatures.Here is { } known)
        {
            known.Add(PublicKey.Span, message, signature);
            known.Add(PublicKey.Span, message, Fixed(s));
        }
        return signature;
    }

    /// <summary>The same signature as requests bear it: r and s, 32 bytes each.</summary>
    byte[] Fixed(BigInteger s)
    {
        var both = new byte[2 * Bytes];
        foreach (var (number, end) in new[] { (r, Bytes), (s, 2 * Bytes) })
            number.TryWriteBytes(both.AsSpan(end - number.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return both;
    }

    static (BigInteger Scalar, byte[] Spki, BigInteger X) Point(string name)
    {
        var scalar = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        return (Number(scalar), key.ExportSubjectPublicKeyInfo(), Number(key.ExportParameters(includePrivateParameters: false).Q.X!));
    }

    static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes[..Bytes], isUnsigned: true, isBigEndian: true);
}
