using System.Security.Cryptography;

namespace Tocsin.Log;

/// <summary>Signs notes: an author's heads.</summary>
public sealed class NoteSigner
{
    readonly ISigningKey key;

    /// <summary>Names a key. For a log's heads the name is the log's origin.</summary>
    /// <exception cref="ArgumentException">It is not the name of a key, or the public half is not one.</exception>
    public NoteSigner(string name, ISigningKey key)
    {
        this.key = key;
        Verifier = new(name, VerifyingKey.Parse(key.PublicKey.Span).Try(out var known, out var reason)
            ? known
            : throw new ArgumentException(reason, nameof(key)));
    }

    /// <summary>Names a P-256 key of this process, which stays the caller's to dispose of.</summary>
    public NoteSigner(string name, ECDsa key) : this(name, new EcdsaSigningKey(key)) { }

    /// <summary>What others need in order to verify.</summary>
    public NoteVerifier Verifier { get; }

    /// <summary>The signature line over a text.</summary>
    /// <exception cref="ArgumentException">The text does not end in a newline, or has other control
    /// characters.</exception>
    public NoteSignature Line(string text) =>
        text.EndsWith('\n') && NoteText.IsText(text)
            ? new(Verifier.Name, Verifier.KeyId, key.Sign(NoteText.Utf8.GetBytes(text)))
            : throw new ArgumentException("a note's text ends in a newline, its only control character", nameof(text));

    /// <summary>A note with this one signature.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Line"/>.</exception>
    public SignedNote Sign(string text) => new(text, [Line(text)]);

    /// <summary>A signed head.</summary>
    public SignedNote Sign(Checkpoint checkpoint) => Sign(checkpoint.Body);
}
