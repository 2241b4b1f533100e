using Tocsin.Share.Sync;
using Tocsin.Tests.Officers;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>A partner that has just been answered comes back: it is told nothing by a request meanwhile, and not for longer.</summary>
public sealed class EarTests
{
    [Fact]
    public void Whoever_was_answered_listens_for_a_second_more()
    {
        var clock = new HandClock();
        var ear = new Ear(clock);
        Assert.False(ear.Heard.IsListening);
        var poll = ear.Open();
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.True(ear.Heard.IsListening);
        poll.Dispose();
        Assert.True(ear.Heard.IsListening);
        clock.Pass(TimeSpan.FromSeconds(SyncLimits.PollReturnSeconds) - TimeSpan.FromMilliseconds(1));
        Assert.True(ear.Heard.IsListening);
        clock.Pass(TimeSpan.FromMilliseconds(1));
        Assert.False(ear.Heard.IsListening);
    }
}
