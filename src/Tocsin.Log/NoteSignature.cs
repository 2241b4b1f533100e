using System.Buffers.Binary;

namespace Tocsin.Log;

/// <summary>One signature line of a note. Never compare notes by it: ECDSA gives another for the same text each
/// time.</summary>
/// <param name="Name">The key's name: no spaces, no plus.</param>
/// <param name="KeyId">The key's id: 32 bits that, with the name, say which key and algorithm this is.</param>
/// <param name="Signature">The algorithm's own bytes: 1 to 8192, without the key's id.</param>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Signature)
{
    /// <summary>The key's name.</summary>
    public string Name { get; } = NoteText.IsKeyName(Name)
        ? Name
        : throw new ArgumentException($"not the name of a key: '{Name}'", nameof(Name));

    /// <summary>The algorithm's own bytes.</summary>
    public byte[] Signature { get; } = Signature.Length is >= 1 and <= LogLimits.SignatureBytesMax
        ? Signature
        : throw new ArgumentException($"a signature has 1 to {LogLimits.SignatureBytesMax} bytes", nameof(Signature));

    /// <summary>Reads a line without its newline: <c>— NAME BASE64</c>.</summary>
    public static Parsed<NoteSignature> Parse(string line)
    {
        if (!line.StartsWith("— ", StringComparison.Ordinal) || line[2..].Split(' ') is not [var name, var base64])
            return new("a signature is '— NAME BASE64'");
        if (!NoteText.IsKeyName(name)) return new($"not the name of a key: '{name}'");
        if (!NoteText.TryBase64(base64, out var bytes)) return new($"the signature of {name} is not base64");
        return bytes.Length is > sizeof(uint) and <= sizeof(uint) + LogLimits.SignatureBytesMax
            ? new(new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..]))
            : new($"the signature of {name} has {bytes.Length} bytes");
    }

    /// <summary>The line, without a newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.CopyTo(bytes, sizeof(uint));
        return $"— {Name} {Convert.ToBase64String(bytes)}";
    }
}
