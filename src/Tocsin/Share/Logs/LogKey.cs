namespace Tocsin.Share.Logs;

/// <summary>Signs the heads of one log.</summary>
public sealed class LogKey
{
    readonly Origin log;
    readonly TimeProvider clock;
    volatile Pen pen;

    /// <summary>Takes the author's key for a log; the log's origin is the name under which it signs.</summary>
    /// <param name="log">The log.</param>
    /// <param name="key">The key that signs from here on.</param>
    /// <param name="clock">Gives the cosignatures' time.</param>
    /// <param name="former">Keys that the author had for this log before: what they signed is signed again.</param>
    public LogKey(Origin log, ISigningKey key, TimeProvider clock, params IReadOnlyList<VerifyingKey> former)
    {
        (this.log, this.clock) = (log, clock);
        pen = new Pen(log, key, [.. former.Select(each => new NoteVerifier(log.ToString(), each))]);
    }

    /// <summary>Checks the author's signature.</summary>
    public NoteVerifier Verifier => pen.Signer.Verifier;

    /// <summary>The signed note of a head: the author's signature, then the author's own cosignature with the time.</summary>
    /// <remarks>Saying the same head again later changes the cosignature alone: the note's body never changes.</remarks>
    public string Sign(Checkpoint head)
    {
        var now = pen;
        return now.Signer.Sign(head).With(now.Cosigner.Sign(head, clock.GetUtcNow().ToUnixTimeSeconds())).ToString();
    }

    /// <summary>Signs with another key from here on; the one before becomes a former one. Restate the head to have it signed by the new one.</summary>
    public void Turn(ISigningKey key) => pen = new Pen(log, key, pen.Former.Add(pen.Signer.Verifier));

    /// <summary>Nothing where a stored note is over a head, by this key or a former one, else what is wrong with it.</summary>
    public string? Refutes(Checkpoint head, string note)
    {
        if (!SignedNote.Parse(note).Try(out var signed, out var reason)) return $"its signed head does not read: {reason}";
        if (signed.Text != head.Body) return $"its signature is over another head than the one of {head.Size} records that is stored";
        return pen.Former.Any(former => former.Verify(signed) is null) ? null : Verifier.Verify(signed);
    }

    /// <summary>Whether the key that signs from here on signed a stored note.</summary>
    public bool HasSigned(string note) => SignedNote.Parse(note).Try(out var signed, out _) && Verifier.Verify(signed) is null;

    sealed class Pen(Origin log, ISigningKey key, ImmutableArray<NoteVerifier> former)
    {
        public NoteSigner Signer { get; } = new(log.ToString(), key);
        public Cosigner Cosigner { get; } = new(log.ToString(), key);
        public ImmutableArray<NoteVerifier> Former => former;
    }
}
