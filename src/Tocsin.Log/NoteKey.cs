using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Tocsin.Log;

/// <summary>What both kinds of verifier have: a name, an id, a key, and the text form C2SP calls a vkey.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Id">Computed from the rest.</param>
/// <param name="Type">The type byte, with the long identifier if it is 0xff.</param>
/// <param name="Key">The key.</param>
sealed record NoteKey(string Name, uint Id, byte[] Type, VerifyingKey Key)
{
    /// <summary>0x02: a note signed with ECDSA.</summary>
    public static byte[] Note(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.EcdsaP256 => [0x02],
        _ => throw new UnreachableException(),
    };

    /// <summary>0xff and a long identifier: a timestamped cosignature, for which C2SP assigns no byte.</summary>
    public static byte[] Cosignature(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.EcdsaP256 => [0xff, .. "tocsin-p256-cosignature-v1"u8],
        _ => throw new UnreachableException(),
    };

    public static NoteKey Of(string name, VerifyingKey key, Func<KeyAlgorithm, byte[]> types)
    {
        if (!NoteText.IsKeyName(name)) throw new ArgumentException($"not the name of a key: '{name}'", nameof(name));
        var type = types(key.Algorithm);

        // C2SP signed-note, "Signature types": the id of type 0x02 is over the key alone; all others follow the general
        // rule.
        byte[] identity = type is [0x02]
            ? key.Bytes.ToArray()
            : [.. NoteText.Utf8.GetBytes(name), (byte)'\n', .. type, .. key.Bytes.Span];
        return new(name, BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(identity)), type, key);
    }

    public static Parsed<NoteKey> Parse(string vkey, Func<KeyAlgorithm, byte[]> types)
    {
        if (vkey.Split('+', 3) is not [var name, var id, var base64] || !NoteText.IsKeyName(name))
            return new("a vkey is NAME+ID+KEY");
        if (!NoteText.TryBase64(base64, out var bytes)) return new($"the vkey of {name} does not end in base64");
        foreach (var algorithm in Enum.GetValues<KeyAlgorithm>())
        {
            var type = types(algorithm);
            if (!bytes.AsSpan().StartsWith(type)) continue;
            if (!VerifyingKey.Parse(bytes.AsSpan(type.Length)).Try(out var key, out var reason))
                return new($"the vkey of {name}: {reason}");
            var read = Of(name, key, types);
            return read.HexId == id ? new(read) : new($"the vkey of {name} says id {id}, its key has {read.HexId}");
        }
        var known = Enum.GetValues<KeyAlgorithm>().Select(algorithm => Convert.ToHexStringLower(types(algorithm)));
        return new($"the vkey of {name} has another signature type than {string.Join(" or ", known)}");
    }

    public bool Made(NoteSignature signature) => signature.KeyId == Id && signature.Name == Name;

    public override string ToString() => $"{Name}+{HexId}+{Convert.ToBase64String([.. Type, .. Key.Bytes.Span])}";

    string HexId => Id.ToString("x8", CultureInfo.InvariantCulture);
}
