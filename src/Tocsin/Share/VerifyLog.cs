using System.Collections.Concurrent;
using Tocsin.Share.Logs;

namespace Tocsin.Share;

/// <summary>What an audit of a log found: a closed set.</summary>
public abstract record LogVerdict
{
    LogVerdict() { }

    /// <summary>Every leaf, tile and disclosure that is held leads to the signed head.</summary>
    /// <param name="Head">The head.</param>
    /// <param name="Disclosures">How many disclosures are held.</param>
    public sealed record Whole(Checkpoint Head, long Disclosures) : LogVerdict;

    /// <summary>Something does not: the first bad place.</summary>
    /// <param name="Leaf">The leaf, or the first below a bad tile; nothing where the head itself is bad, or a file does not read.</param>
    /// <param name="Sentence">Which leaf, tile or disclosure, and what is wrong with it.</param>
    public sealed record Broken(long? Leaf, string Sentence) : LogVerdict;

    /// <summary>This node holds nothing of the log.</summary>
    public sealed record NotHeld : LogVerdict;
}

/// <summary>Verifies a log as it is held here: the head's signature, every leaf and tile, and every disclosure.</summary>
/// <param name="heads">Give the head.</param>
/// <param name="records">Hold the rest.</param>
public sealed class VerifyLog(IHeads heads, IRecords records)
{
    /// <summary>Reads and verifies all of it, on every processor.</summary>
    /// <param name="log">Which log.</param>
    /// <param name="author">The author's key.</param>
    /// <param name="progress">Told how many leaves are checked so far.</param>
    /// <param name="stop">Ends the audit.</param>
    public Task<LogVerdict> Verify(Origin log, NoteVerifier author, IProgress<long> progress, CancellationToken stop) => Verify(log, [author], kept: null, progress, stop);

    /// <summary>Reads and verifies all of it, on every processor.</summary>
    /// <param name="log">Which log.</param>
    /// <param name="author">The keys that its author ever listed for it: one of them signed its head.</param>
    /// <param name="kept">Another party's head as it was kept: where more is stored than any note covers, it is verified as far as this one reaches.</param>
    /// <param name="progress">Told how many leaves are checked so far.</param>
    /// <param name="stop">Ends the audit.</param>
    public async Task<LogVerdict> Verify(Origin log, IReadOnlyList<NoteVerifier> author, string? kept, IProgress<long> progress, CancellationToken stop)
    {
        try
        {
            var stored = await heads.Read(log, stop);
            if (stored.Head.Size == 0) return new LogVerdict.NotHeld();
            if ((stored.Note ?? kept) is not { } note) return new LogVerdict.Broken(null, $"the head of {stored.Head.Size} records is not signed; the node signs it when it opens the log");
            if (!Signed(note, author).Try(out var head, out var reason)) return new LogVerdict.Broken(null, reason);
            if (stored.Note is not null ? head.Body != stored.Head.Body : head.Origin != stored.Head.Origin || head.Size > stored.Head.Size)
                return new LogVerdict.Broken(null, $"the signature is over another head than the one of {stored.Head.Size} records that is stored");
            return await Audit(log, head, progress, stop);
        }
        catch (CorruptLogException e)
        {
            return new LogVerdict.Broken(null, e.Found);
        }
        catch (IOException e)
        {
            return new LogVerdict.Broken(null, e.Message);
        }
    }

    static Parsed<Checkpoint> Signed(string note, IReadOnlyList<NoteVerifier> author)
    {
        if (!SignedNote.Parse(note).Try(out var signed, out var reason)) return new($"the signed head does not read: {reason}");
        reason = "no key of its author is known here";
        foreach (var key in author)
        {
            if (key.Verify(signed) is not { } refuted) return Checkpoint.Parse(signed.Text);
            reason = refuted;
        }
        return new(reason);
    }

    async Task<LogVerdict> Audit(Origin log, Checkpoint head, IProgress<long> progress, CancellationToken stop)
    {
        var check = new ContentCheck(records, log);
        var held = new HeldLog(records, log);
        var options = new AuditOptions { Progress = progress, Check = check.Run };
        var fault = await LogAudit.Run(head.Size, head.Root, held, held, options, stop);
        if (fault is null) return new LogVerdict.Whole(head, check.Disclosures);
        return fault.Kind == AuditFaultKind.Content && check.Faults.TryGetValue(fault.Entry, out var found)
            ? found
            : new LogVerdict.Broken(fault.Kind == AuditFaultKind.Root ? null : fault.Entry, fault.Sentence);
    }

    /// <summary>Whether each disclosure that is held is one to which its leaf commits.</summary>
    sealed class ContentCheck(IRecords records, Origin log)
    {
        long disclosures;

        public long Disclosures => disclosures;

        /// <summary>By the first entry of their bundle.</summary>
        public ConcurrentDictionary<long, LogVerdict.Broken> Faults { get; } = [];

        public async ValueTask<string?> Run(AuditedBundle bundle, CancellationToken stop)
        {
            var content = await Content(bundle, stop);
            var start = bundle.Index * Limits.BundleRecords;
            var fault = content is { } held ? ContentBundle.Check(start, bundle.Bytes.Span, held.Span, bundle.Leaves.Length, ref disclosures)
                : new LogVerdict.Broken(start, $"the content of bundle {bundle.Index:000} is missing");
            if (fault is null) return null;
            Faults[start] = fault;
            return fault.Sentence;
        }

        async Task<ReadOnlyMemory<byte>?> Content(AuditedBundle bundle, CancellationToken stop) =>
            await records.ReadContent(log, bundle.Index, bundle.Leaves.Length, stop);
    }
}
