using System.Text;
using Tocsin.Share.Logs;
using Xunit;

namespace Tocsin.Tests.Contracts;

/// <summary>What every store of papers keeps.</summary>
public abstract class PapersContract
{
    static readonly CancellationToken Stop = CancellationToken.None;

    protected abstract StoreUnderTest Create();

    [Fact]
    public async Task What_is_new_is_kept_once_and_stays()
    {
        await using var store = Create();
        Assert.True(await store.Papers.PutNew("charter", "c/1", Bytes("one"), Stop));
        Assert.False(await store.Papers.PutNew("charter", "c/1", Bytes("two"), Stop));
        await store.Reopen();
        Assert.Equal("one", await Read(store, "charter", "c/1"));
        Assert.False(await store.Papers.PutNew("charter", "c/1", Bytes("three"), Stop));
    }

    /// <summary>A member signs one charter of an epoch: of all who try at once, one is told that it may.</summary>
    [Fact]
    public async Task Of_many_at_once_one_is_first()
    {
        await using var store = Create();
        var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => store.Papers.PutNew("vote", "c/2", Bytes($"{i}"), Stop))));
        Assert.Equal($"{won.AsSpan().IndexOf(true)}", await Read(store, "vote", "c/2"));
        Assert.Single(won, each => each);
    }

    [Fact]
    public async Task Putting_replaces_and_kinds_are_apart()
    {
        await using var store = Create();
        await store.Papers.Put("head", "log", Bytes("old"), Stop);
        await store.Papers.Put("head", "log", Bytes("new"), Stop);
        Assert.True(await store.Papers.PutNew("receipt", "log", Bytes(""), Stop));
        await store.Reopen();
        Assert.Equal(("new", "", null), (await Read(store, "head", "log"), await Read(store, "receipt", "log"), await Read(store, "head", "Log")));
    }

    [Fact]
    public async Task A_list_holds_what_begins_so_in_the_order_of_bytes_and_nothing_else()
    {
        await using var store = Create();
        foreach (var key in new[] { "b/10", "a%/1", "b/1", "b/~", "a_", "B/1", "b", "a%/2", "b/9" }) await store.Papers.Put("party", key, Bytes(key), Stop);
        await store.Papers.Put("other", "b/1", Bytes("x"), Stop);
        Assert.Equal(["b/1", "b/10", "b/9", "b/~"], await Keys(store, "b/"));
        Assert.Equal(["a%/1", "a%/2"], await Keys(store, "a%"));
        Assert.Empty(await Keys(store, "c"));
        Assert.Equal(9, (await Keys(store, "")).Count);
        Assert.All(await store.Papers.List("party", "", Stop), paper => Assert.Equal(paper.Key, Text(paper.Bytes)));
    }

    [Fact]
    public async Task What_no_paper_may_be_is_a_mistake_of_the_caller()
    {
        await using var store = Create();
        await Assert.ThrowsAsync<ArgumentException>(() => store.Papers.PutNew("Charter", "c", Bytes(""), Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Papers.Put("charter", "a b", Bytes(""), Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Papers.Put("charter", new string('k', 257), Bytes(""), Stop));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Papers.Put("charter", "k", new byte[Limits.PapersBytesMax + 1], Stop));
        await store.Papers.Put("charter", new string('k', 256), new byte[Limits.PapersBytesMax], Stop);
        Assert.Equal(Limits.PapersBytesMax, (await store.Papers.Read("charter", new string('k', 256), Stop))!.Value.Length);
    }

    static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    static async Task<string?> Read(StoreUnderTest store, string kind, string key) => await store.Papers.Read(kind, key, Stop) is { } bytes ? Text(bytes) : null;

    static async Task<List<string>> Keys(StoreUnderTest store, string prefix) => [.. (await store.Papers.List("party", prefix, Stop)).Select(paper => paper.Key)];
}
