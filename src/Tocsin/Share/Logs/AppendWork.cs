using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>The drafts of one call to <see cref="Journal"/>.Append, waiting for the writer while they are being sealed.</summary>
sealed class AppendWork
{
    readonly Appended[] results;
    readonly TaskCompletionSource<IReadOnlyList<Appended>> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AppendWork(IReadOnlyList<Draft> drafts, Sealer sealer)
    {
        results = new Appended[drafts.Count];
        Items = Task.Run(() => drafts.Select((draft, at) => new AppendItem(this, at, sealer.Seal(draft))).ToList());
    }

    /// <summary>The drafts, sealed.</summary>
    public Task<List<AppendItem>> Items { get; }

    /// <summary>What became of them, in their order.</summary>
    public Task<IReadOnlyList<Appended>> Done => done.Task;

    public void Set(int position, Appended result) => results[position] = result;

    public void Complete() => done.TrySetResult(results);

    public void Fail(Exception why) => done.TrySetException(why);
}

/// <summary>One draft on its way into the log.</summary>
sealed class AppendItem(AppendWork work, int position, Parsed<SealedRecord> sealing)
{
    List<AppendItem>? sameAsThis;

    /// <summary>The draft as it will stand in the log.</summary>
    public SealedRecord Record { get; private set; } = sealing.IsValue ? sealing.Value : null!;

    /// <summary>The index of the leaf that it revises.</summary>
    public long? Revises { get; private set; }

    /// <summary>Why it cannot be sealed; then there is no record.</summary>
    public string? Refused { get; } = sealing.Reason;

    /// <summary>Whether it adds nothing to what its source key already stands for.</summary>
    public bool AddsNothingTo(UInt128 digest, long? version) =>
        Record.Digest == digest
        || Record.Draft.Source?.Key is { } key && (key.Scheme == SourceKey.Own || key.Version < version);

    /// <summary>The same was said earlier in the same commit.</summary>
    public void IsSameAs(AppendItem earlier) => (earlier.sameAsThis ??= []).Add(this);

    public void Revise(SealedRecord revision, long index) => (Record, Revises) = (revision, index);

    public void Set(Appended result)
    {
        work.Set(position, result);
        if (sameAsThis is null || result is not Appended.Stored stored) return;
        foreach (var item in sameAsThis) item.Set(new Appended.Duplicate(stored.Address));
    }
}
