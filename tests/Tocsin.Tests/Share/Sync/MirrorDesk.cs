using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;
using Tocsin.Tests.Contracts;
using Tocsin.Tests.Stores;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>A mirror over SQLite that a test can close and open again.</summary>
sealed class MirrorDesk : IAsyncDisposable
{
    public static readonly CancellationToken Stop = CancellationToken.None;

    public SqliteStore Store { get; } = new();
    public MemoryPapers Papers { get; } = new();
    public Bell Bell { get; } = new();
    public Passing Passing { get; set; } = _ => { };
    public Mirror Mirror { get; private set; }
    readonly Func<Origin, IReadOnlyList<NoteVerifier>> keys;

    public MirrorDesk(params ForeignLog[] authors)
    {
        keys = log => [.. authors.Where(author => author.Log == log).Select(author => author.Verifier)];
        Mirror = Open();
    }

    Mirror Open() => new(new HeadsBeside(Store.Heads, Papers), Store.Records, Papers, Bell, keys, point => Passing(point));

    public async Task Reopen()
    {
        await Store.Reopen();
        Mirror = Open();
    }

    /// <summary>Everything that is held of a log leads to its kept head, and is what the author wrote.</summary>
    public async Task Check(ForeignLog author, int size)
    {
        Assert.Equal(size, (await Mirror.Kept(author.Log, Stop))!.Head.Size);
        var held = await Store.Heads.Read(author.Log, Stop);
        Assert.Equal(author.Checkpoint(size), held.Head);
        await Store.Heads.Publish(held.Head, author.Note(size), Stop);
        Assert.IsType<LogVerdict.Whole>(await new VerifyLog(Store.Heads, Store.Records).Verify(author.Log, author.Verifier, new Progress<long>(), Stop));
    }

    public async Task<StoredRecord> Read(ForeignLog author, long index) => (await Store.Records.Read(new RecordAddress(author.Log, index), Stop))!;

    public Task Follow(IFollower follower) => new FollowerLoop(follower, Store.Records, Store.Views, Passing).CatchUp(long.MaxValue, Stop);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
