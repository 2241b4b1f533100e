namespace Tocsin.Share.Journal;

/// <summary>Signs the heads of one log.</summary>
/// <param name="signer">The author's key for this log, under the log's origin as its name.</param>
/// <param name="cosigner">The same key, for the statement of when the head was the newest.</param>
/// <param name="clock">Gives that time.</param>
public sealed class LogKey(NoteSigner signer, Cosigner cosigner, TimeProvider clock)
{
    /// <summary>The signed note of a head: the author's signature, then the author's own cosignature with the time.</summary>
    /// <remarks>Saying the same head again later changes the cosignature alone: the note's body never changes.</remarks>
    public string Sign(Checkpoint head)
    {
        var body = head.Body;
        return new SignedNote(body, [signer.Sign(body), cosigner.Sign(head, clock.GetUtcNow().ToUnixTimeSeconds())]).ToString();
    }
}
