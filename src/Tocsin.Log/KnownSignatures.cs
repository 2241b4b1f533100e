namespace Tocsin.Log;

/// <summary>The signatures that keys of this thread's own simulation made: they are true, and verifying each on the curve at every party is most of what a large world costs.</summary>
/// <remarks>It says yes to nothing else: what is not here is verified on the curve, so nobody forges by it. A simulation alone makes one; everywhere else there is none.</remarks>
sealed class KnownSignatures
{
    [ThreadStatic] static KnownSignatures? here;

    readonly HashSet<Hash> made = [];
    readonly Dictionary<Hash, VerifyingKey> keys = [];

    /// <summary>Those that hold on this thread; nothing where every signature is verified.</summary>
    public static KnownSignatures? Here
    {
        get => here;
        set => here = value;
    }

    /// <summary>The key of these bytes, read once: to find out that a point is on the curve takes as long as a signature.</summary>
    public Parsed<VerifyingKey> Key(ReadOnlySpan<byte> spki, Func<ReadOnlySpan<byte>, Parsed<VerifyingKey>> read)
    {
        var name = Hash.Of(spki);
        if (keys.TryGetValue(name, out var known)) return new(known);
        var key = read(spki);
        if (key.IsValue) keys[name] = key.Value;
        return key;
    }

    /// <summary>Remembers a signature that its key has just made.</summary>
    /// <param name="key">The SubjectPublicKeyInfo.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The signature, in one of its encodings.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (Name(key, message, signature) is { } name) made.Add(name);
    }

    /// <summary>Whether that key made that signature over that message.</summary>
    public bool Has(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Name(key, message, signature) is { } name && made.Contains(name);

    static Hash? Name(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        const int Longest = 128;   // A key has 91 bytes, a signature at most 72; a longer one is none.
        if (key.Length > Longest || signature.Length > Longest) return null;
        Span<byte> all = stackalloc byte[2 + 2 * Longest + Hash.Size];
        (all[0], all[1]) = ((byte)key.Length, (byte)signature.Length);
        key.CopyTo(all[2..]);
        signature.CopyTo(all[(2 + key.Length)..]);
        Hash.Of(message).AsSpan().CopyTo(all[(2 + key.Length + signature.Length)..]);
        return Hash.Of(all[..(2 + key.Length + signature.Length + Hash.Size)]);
    }
}
