using Tocsin.Share.Logs;
using Tocsin.Share.Views;

namespace Tocsin.Tests.Contracts;

/// <summary>A store behind the waist, empty at first, that a test can close and open again.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    public abstract IHeads Heads { get; }
    public abstract IRecords Records { get; }
    public abstract IPapers Papers { get; }
    public abstract IViews Views { get; }

    /// <summary>Closes the store and opens what it left behind.</summary>
    public abstract Task Reopen();

    public abstract ValueTask DisposeAsync();
}
