using System.Buffers.Binary;
using System.Globalization;

namespace Tocsin.Log;

/// <summary>What a verified cosignature says: at this time, this was the largest consistent head that the cosigner knew
/// of the log.</summary>
/// <param name="Name">The cosigner.</param>
/// <param name="TimeSeconds">When, in seconds since 1970-01-01T00:00:00Z; the cosigner's own claim.</param>
public sealed record Cosignature(string Name, long TimeSeconds)
{
    /// <summary>The last second of the year 9999: no clock that is right shows more.</summary>
    public const long TimeSecondsMax = 253_402_300_799;

    // C2SP tlog-cosignature, "Ed25519 signed message": the same text, signed with another algorithm.
    internal static byte[] Message(string body, long timeSeconds) =>
        NoteText.Utf8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {timeSeconds}\n{body}"));
}

/// <summary>Cosigns heads: a partner's, or the author's own, which so restates at a fresh time that it has no newer
/// one.</summary>
public sealed class Cosigner
{
    readonly ISigningKey key;

    /// <summary>Names a key. The message does not commit to the name, so one key may have one cosigner's name
    /// only.</summary>
    /// <exception cref="ArgumentException">It is not the name of a key, or the public half is not one.</exception>
    public Cosigner(string name, ISigningKey key)
    {
        this.key = key;
        Verifier = new(name, VerifyingKey.Parse(key.PublicKey.Span).Try(out var known, out var reason)
            ? known
            : throw new ArgumentException(reason, nameof(key)));
    }

    /// <summary>What others need in order to verify.</summary>
    public CosignatureVerifier Verifier { get; }

    /// <summary>The signature line over a head at a time.</summary>
    /// <param name="checkpoint">The head, which the cosigner has verified.</param>
    /// <param name="timeSeconds">Seconds since 1970-01-01T00:00:00Z, not negative.</param>
    public NoteSignature Sign(Checkpoint checkpoint, long timeSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(timeSeconds);
        var signature = key.Sign(Cosignature.Message(checkpoint.Body, timeSeconds));
        var stamped = new byte[sizeof(long) + signature.Length];
        BinaryPrimitives.WriteInt64BigEndian(stamped, timeSeconds);
        signature.CopyTo(stamped, sizeof(long));
        return new(Verifier.Name, Verifier.KeyId, stamped);
    }
}

/// <summary>A key whose cosignatures are believed: type 0xff, <c>tocsin-p256-cosignature-v1</c>. Thread-safe.</summary>
public sealed class CosignatureVerifier : KeyVerifier
{
    CosignatureVerifier(NoteKey key) : base(key) { }

    /// <summary>Names a key.</summary>
    /// <exception cref="ArgumentException">The name is empty, or contains a space, plus or control
    /// character.</exception>
    public CosignatureVerifier(string name, VerifyingKey key) : this(NoteKey.Of(name, key, NoteKey.Cosignature)) { }

    /// <summary>Reads a vkey: <c>NAME+ID+base64(0xff || "tocsin-p256-cosignature-v1" || SPKI)</c>; the id must be the
    /// key's.</summary>
    public static Parsed<CosignatureVerifier> Parse(string vkey) =>
        NoteKey.Parse(vkey, NoteKey.Cosignature).Try(out var key, out var reason)
            ? new(new CosignatureVerifier(key))
            : new(reason);

    /// <summary>Verifies one line over a head.</summary>
    public Parsed<Cosignature> Verify(Checkpoint checkpoint, NoteSignature line)
    {
        if (!Made(line)) return new($"the line is not a cosignature of {Name}");
        if (line.Signature.Length <= sizeof(long)) return new($"the cosignature of {Name} is too short");
        var time = BinaryPrimitives.ReadInt64BigEndian(line.Signature);
        if (time is < 0 or > Cosignature.TimeSecondsMax) return new($"the cosignature of {Name} has a time beyond the year 9999");
        return Key.Verify(Cosignature.Message(checkpoint.Body, time), line.Signature.AsSpan(sizeof(long)))
            ? new(new Cosignature(Name, time))
            : new($"the cosignature of {Name} is false");
    }

    /// <summary>Verifies this cosigner's lines on a note and gives the newest; one false line refuses all of
    /// them.</summary>
    public Parsed<Cosignature> Verify(SignedNote note)
    {
        if (!Checkpoint.Parse(note.Text).Try(out var checkpoint, out var reason)) return new(reason);
        Cosignature? newest = null;
        foreach (var line in note.Signatures.Where(Made))
        {
            if (!Verify(checkpoint, line).Try(out var cosignature, out reason)) return new(reason);
            if (newest is null || newest.TimeSeconds < cosignature.TimeSeconds) newest = cosignature;
        }
        return newest is null ? new($"the note is not cosigned by {Name}") : new(newest);
    }
}
