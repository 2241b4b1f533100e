namespace Tocsin.Log;

/// <summary>A named key whose signature lines of one type are believed.</summary>
public abstract class KeyVerifier
{
    readonly NoteKey key;

    private protected KeyVerifier(NoteKey key) => this.key = key;

    /// <summary>The key's name; a log's is its origin.</summary>
    public string Name => key.Name;

    /// <summary>The key's id, as signature lines bear it (C2SP signed-note): of type 0x02, the first 4 bytes of the SHA-256 of the key's SubjectPublicKeyInfo;
    /// of any other, of SHA-256(name || 0x0A || type || SubjectPublicKeyInfo).</summary>
    public uint KeyId => key.Id;

    /// <summary>The key.</summary>
    public VerifyingKey Key => key.Key;

    /// <summary>The vkey: <c>NAME+ID+base64(type || SPKI)</c>.</summary>
    public sealed override string ToString() => key.ToString();

    private protected bool Made(NoteSignature line) => key.Made(line);
}
