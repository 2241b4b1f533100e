using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>A node of its own, and somebody who reads its pages.</summary>
public abstract class ConsolePages : IAsyncLifetime
{
    private protected ConsoleNode node = null!;
    private protected PageReader reader = null!;

    public virtual async Task InitializeAsync()
    {
        node = await ConsoleNode.Start();
        reader = new PageReader(node.Origin);
    }

    public virtual async Task DisposeAsync()
    {
        reader.Dispose();
        await node.DisposeAsync();
    }
}
