using Tocsin.Share.Logs;
using Xunit;

namespace Tocsin.Tests.Contracts;

/// <summary>What every bell keeps.</summary>
public abstract class BellContract
{
    protected abstract IBell Create();

    [Fact]
    public async Task What_was_heard_before_is_not_waited_for()
    {
        var bell = Create();
        bell.Ring(5);
        bell.Ring(3);
        Assert.Equal(5, await bell.Past(4, CancellationToken.None));
        Assert.Equal(5, await bell.Past(0, CancellationToken.None));
    }

    [Fact]
    public async Task It_wakes_all_who_wait_for_this_or_less_and_no_others()
    {
        var bell = Create();
        bell.Ring(5);
        var (six, alsoSix, ten) = (bell.Past(5, CancellationToken.None), bell.Past(5, CancellationToken.None), bell.Past(9, CancellationToken.None));
        Assert.False(six.IsCompleted || alsoSix.IsCompleted);
        bell.Ring(6);
        Assert.Equal((6, 6), (await six, await alsoSix));
        Assert.False(ten.IsCompleted);
        bell.Ring(10);
        Assert.Equal(10, await ten);
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var waiting = Create().Past(0, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}

public sealed class LocalBellTests : BellContract
{
    protected override IBell Create() => new Bell();
}
