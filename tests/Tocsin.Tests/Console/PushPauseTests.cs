using System.Threading.Channels;
using Tocsin.Node.Ui;
using Tocsin.Tests.Officers;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>How long pages wait for the next push.</summary>
public sealed class PushPauseTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), OneMs = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan Urgent = TimeSpan.FromMilliseconds(ConsoleLimits.UrgentPushEveryMs), Usual = TimeSpan.FromMilliseconds(ConsoleLimits.PushEveryMs);

    readonly HandClock clock = new();
    readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    [Fact]
    public async Task A_warning_that_rings_ends_the_pause_after_50_ms_and_not_before()
    {
        var wait = Begin(rings: true);
        wake.Writer.TryWrite(true);
        clock.Pass(Urgent - OneMs);
        Assert.Equal((2, 1), (clock.Timers, wake.Reader.Count));
        clock.Pass(OneMs);
        Assert.True(await wait.WaitAsync(Patience));
    }

    [Fact]
    public async Task One_that_rings_later_ends_it_then()
    {
        var wait = Begin(rings: true);
        clock.Pass(Urgent + OneMs);
        Assert.Equal(1, clock.Timers);
        wake.Writer.TryWrite(true);
        Assert.True(await wait.WaitAsync(Patience));
    }

    [Fact]
    public async Task Whatever_else_comes_waits_for_250_ms_and_is_not_forgotten()
    {
        var wait = Begin(rings: false);
        clock.Pass(Urgent);
        wake.Writer.TryWrite(true);
        await Taken();
        clock.Pass(Usual - Urgent - OneMs);
        Assert.True(clock.Timers > 0, "nothing is waited for");
        clock.Pass(OneMs);
        Assert.True(await wait.WaitAsync(Patience));
    }

    [Fact]
    public async Task Where_nothing_came_there_is_nothing_to_push()
    {
        var wait = Begin(rings: true);
        clock.Pass(Usual);
        Assert.False(await wait.WaitAsync(Patience));
    }

    [Fact]
    public async Task Whoever_wakes_it_again_is_not_looked_at_before_another_50_ms()
    {
        var wait = Begin(rings: false);
        wake.Writer.TryWrite(true);
        clock.Pass(Urgent);
        await Taken();
        wake.Writer.TryWrite(true);
        clock.Pass(Urgent - OneMs);
        Assert.Equal(1, wake.Reader.Count);
        clock.Pass(Urgent);
        await Taken();
        clock.Pass(Usual);
        Assert.True(await wait.WaitAsync(Patience));
    }

    Task<bool> Begin(bool rings) => new PushPause(clock, wake.Reader, _ => Task.FromResult(rings)).Wait(CancellationToken.None);

    async Task Taken()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (wake.Reader.Count > 0) await Task.Delay(OneMs, patience.Token);
    }
}
