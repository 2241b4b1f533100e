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
        // On the caller's scheduler: a simulation's own then draws salts and ids in an order that its seed replays.
        Items = Task.Factory.StartNew(() => drafts.Select((draft, at) => new AppendItem(this, at, sealer, sealer.Seal(draft))).ToList(),
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
    }

    /// <summary>How many drafts there are.</summary>
    public int Count => results.Length;

    /// <summary>The drafts, sealed. It fails where one of them is no draft at all: that is its caller's mistake alone.</summary>
    public Task<List<AppendItem>> Items { get; }

    /// <summary>What became of them, in their order.</summary>
    public Task<IReadOnlyList<Appended>> Done => done.Task;

    public void Set(int position, Appended result) => results[position] = result;

    public void Complete() => done.TrySetResult(results);

    public void Fail(Exception why) => done.TrySetException(why);
}

/// <summary>One draft on its way into the log.</summary>
sealed class AppendItem(AppendWork work, int position, Sealer sealer, Parsed<SealedRecord> sealing)
{
    List<AppendItem>? sameAsThis;

    /// <summary>The draft as it will stand in the log.</summary>
    public SealedRecord Record { get; private set; } = sealing.IsValue ? sealing.Value : null!;

    /// <summary>The leaves that it revises.</summary>
    public ImmutableArray<long> Revises { get; private set; } = [];

    /// <summary>Why it cannot be sealed; then there is no record.</summary>
    public string? Refused { get; } = sealing.Reason;

    /// <summary>Whether its key is used once, whatever the content.</summary>
    public bool IsOwn => Record.Draft.Source?.Key?.Scheme == SourceKey.Own;

    /// <summary>Whether it adds nothing to what a leaf says that bears one of its keys.</summary>
    public bool AddsNothingTo(UInt128 digest) => Record.Digest == digest || IsOwn;

    /// <summary>Whether it is an earlier telling than one of this version.</summary>
    public bool IsOlderThan(long? version) => Record.Draft.Source?.Key?.Version < version;

    /// <summary>The same was said earlier in the same commit: what becomes of that becomes of this.</summary>
    public void IsSameAs(AppendItem earlier) => (earlier.sameAsThis ??= []).Add(this);

    /// <summary>Makes it a revision of what the log says of it already; nothing where it can be one, else why not.</summary>
    public string? Revise(Leaf earliest, IReadOnlyList<Reference> revised)
    {
        var revision = sealer.Revise(Record.Draft, earliest, revised);
        if (revision.IsValue) (Record, Revises) = (revision.Value, [.. revised.Select(each => each.Index)]);
        return revision.Reason;
    }

    public void Set(Appended result)
    {
        work.Set(position, result);
        if (sameAsThis is null) return;
        var same = result is Appended.Stored stored ? new Appended.Duplicate(stored.Address) : result;
        foreach (var item in sameAsThis) item.Set(same);
    }
}
