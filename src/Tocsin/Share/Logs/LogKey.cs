namespace Tocsin.Share.Logs;

/// <summary>Signs the heads of one log.</summary>
public sealed class LogKey
{
    readonly NoteSigner signer;
    readonly Cosigner cosigner;
    readonly TimeProvider clock;

    /// <summary>Takes the author's key for a log; the log's origin is the name under which it signs.</summary>
    public LogKey(Origin log, ISigningKey key, TimeProvider clock)
    {
        signer = new NoteSigner(log.ToString(), key);
        cosigner = new Cosigner(log.ToString(), key);
        this.clock = clock;
    }

    /// <summary>Checks the author's signature.</summary>
    public NoteVerifier Verifier => signer.Verifier;

    /// <summary>The signed note of a head: the author's signature, then the author's own cosignature with the time.</summary>
    /// <remarks>Saying the same head again later changes the cosignature alone: the note's body never changes.</remarks>
    public string Sign(Checkpoint head) =>
        signer.Sign(head).With(cosigner.Sign(head, clock.GetUtcNow().ToUnixTimeSeconds())).ToString();

    /// <summary>Nothing where a stored note is this key's over a head, else what is wrong with it.</summary>
    public string? Refutes(Checkpoint head, string note)
    {
        if (!SignedNote.Parse(note).Try(out var signed, out var reason)) return $"its signed head does not read: {reason}";
        if (signed.Text != head.Body) return $"its signature is over another head than the one of {head.Size} records that is stored";
        return Verifier.Verify(signed);
    }
}
