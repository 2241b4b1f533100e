using System.Text;
using Tocsin.Share.Logs;
using Xunit;

namespace Tocsin.Tests.Contracts;

/// <summary>A store of papers, empty at first, that a test can close and open again.</summary>
public abstract class PapersUnderTest : IAsyncDisposable
{
    public abstract IPapers Papers { get; }

    /// <summary>Closes the store and opens what it left behind.</summary>
    public abstract Task Reopen();

    public abstract ValueTask DisposeAsync();
}

/// <summary>What every store of papers keeps.</summary>
public abstract class PapersContract
{
    static readonly CancellationToken Stop = CancellationToken.None;

    protected abstract PapersUnderTest Create();

    [Fact]
    public async Task A_key_is_given_once_and_what_is_held_stays()
    {
        await using var store = Create();
        Assert.True(await store.Papers.PutNew("signed", "c/1", Bytes("one"), Stop));
        Assert.False(await store.Papers.PutNew("signed", "c/1", Bytes("two"), Stop));
        Assert.False(await store.Papers.PutNew("signed", "c/1", Bytes("one"), Stop));
        await store.Reopen();
        Assert.False(await store.Papers.PutNew("signed", "c/1", Bytes("three"), Stop));
        Assert.Equal("one", Text(await store.Papers.Read("signed", "c/1", Stop)));
    }

    [Fact]
    public async Task Of_many_at_once_one_is_first()
    {
        await using var store = Create();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => store.Papers.PutNew("signed", "c/1", Bytes($"{number}"), Stop))));
        var first = Assert.Single(Enumerable.Range(0, 20), number => all[number]);
        Assert.Equal($"{first}", Text(await store.Papers.Read("signed", "c/1", Stop)));
    }

    [Fact]
    public async Task Put_takes_the_place_of_what_was_held_and_is_there_after_a_restart()
    {
        await using var store = Create();
        await store.Papers.Put("head", "log", Bytes("one"), Stop);
        await store.Papers.Put("head", "log", Bytes("two"), Stop);
        await store.Reopen();
        Assert.Equal("two", Text(await store.Papers.Read("head", "log", Stop)));
        Assert.Null(await store.Papers.Read("head", "other", Stop));
        Assert.Null(await store.Papers.Read("charter", "log", Stop));
    }

    [Fact]
    public async Task A_list_is_of_one_kind_and_prefix_and_in_the_order_of_bytes()
    {
        await using var store = Create();
        // Upper case before lower, and no character is a wildcard.
        foreach (var key in new[] { "c/b", "c/B", "c/a%", "c/a_", "c/a", "cc/a", "d", "c0a" }) await store.Papers.Put("charter", key, Bytes(key), Stop);
        await store.Papers.Put("consent", "c/x", Bytes("x"), Stop);
        await store.Reopen();
        Assert.Equal(["c/B", "c/a", "c/a%", "c/a_", "c/b"], await Keys("c/"));
        Assert.Equal(["c/a", "c/a%", "c/a_"], await Keys("c/a"));
        Assert.Equal(["c/a_"], await Keys("c/a_"));
        Assert.Equal(["c/a%"], await Keys("c/a%"));
        Assert.Equal([], await Keys("C"));
        Assert.Equal(8, (await Keys("")).Count);
        Assert.Equal("c/B", Text((await store.Papers.List("charter", "c/", Stop))[0].Bytes));

        async Task<List<string>> Keys(string prefix) => [.. (await store.Papers.List("charter", prefix, Stop)).Select(paper => paper.Key)];
    }

    [Fact]
    public async Task Bytes_come_back_as_they_went_also_none_and_very_many()
    {
        await using var store = Create();
        var large = new byte[Limits.PapersBytesMax];
        new Random(1).NextBytes(large);
        await store.Papers.Put("evidence", "large", large, Stop);
        await store.Papers.Put("evidence", "none", ReadOnlyMemory<byte>.Empty, Stop);
        await store.Reopen();
        Assert.True((await store.Papers.Read("evidence", "large", Stop))!.Value.Span.SequenceEqual(large));
        Assert.Equal(0, (await store.Papers.Read("evidence", "none", Stop))!.Value.Length);
    }

    [Theory]
    [InlineData("", "key", 0)]
    [InlineData("Kind", "key", 0)]
    [InlineData("kind", "", 0)]
    [InlineData("kind", "a key", 0)]
    [InlineData("kind", "schlüssel", 0)]
    [InlineData("kind", "key", Limits.PapersBytesMax + 1)]
    public async Task What_is_no_kind_no_key_or_too_large_is_a_bug_of_the_caller(string kind, string key, int bytes)
    {
        await using var store = Create();
        await Assert.ThrowsAsync<ArgumentException>(() => store.Papers.Put(kind, key, new byte[bytes], Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Papers.PutNew(kind, key, new byte[bytes], Stop));
        Assert.Null(await store.Papers.Read("kind", "key", Stop));
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string? Text(ReadOnlyMemory<byte>? bytes) => bytes is { } held ? Encoding.UTF8.GetString(held.Span) : null;
}

/// <summary>Memory keeps the contract that the tests of circles rely on.</summary>
public sealed class MemoryPapersTests : PapersContract
{
    protected override PapersUnderTest Create() => new Memory();

    sealed class Memory : PapersUnderTest
    {
        public override IPapers Papers { get; } = new MemoryPapers();
        public override Task Reopen() => Task.CompletedTask;
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
