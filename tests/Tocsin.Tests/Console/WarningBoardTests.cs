using NodaTime;
using Tocsin.Node.Ui;
using Tocsin.Share.Records;
using Tocsin.Warn.Threads;
using Xunit;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Tests.Console;

/// <summary>Which news of warnings waits for nobody.</summary>
public sealed class WarningBoardTests
{
    static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 6, 0);
    static readonly WarningThread Told = new() { Id = "storm", Ringing = "leaf 1", Severity = Severity.Moderate };

    [Fact]
    public void A_new_warning_rings_anew_and_so_does_one_that_was_raised()
    {
        Assert.True(RingsAnew([], [Told]));
        Assert.True(RingsAnew([Told], [Told, Told with { Id = "flood", Ringing = "leaf 2" }]));
        Assert.True(RingsAnew([Told], [Told with { Ringing = "leaf 3", Severity = Severity.Extreme }]));
        Assert.True(RingsAnew([Told with { State = ThreadState.Closed }], [Told with { Ringing = "leaf 3" }]));
    }

    [Fact]
    public void What_rings_no_more_or_never_did_does_not()
    {
        Assert.False(RingsAnew([Told], [Told with { Headline = "An update that rings not" }]));
        Assert.False(RingsAnew([Told], [Told with { State = ThreadState.Acknowledged }]));
        Assert.False(RingsAnew([], [Told with { State = ThreadState.Closed }]));
        Assert.False(RingsAnew([], [Told with { IsCancelled = true }]));
        Assert.False(RingsAnew([Told], []));
    }

    [Fact]
    public void A_shelved_one_is_silent_until_its_time_is_over()
    {
        Assert.False(RingsAnew([], [Told with { ShelvedUntil = Now + Duration.FromMilliseconds(1) }]));
        Assert.True(RingsAnew([], [Told with { ShelvedUntil = Now }]));
    }

    static bool RingsAnew(IEnumerable<WarningThread> before, IEnumerable<WarningThread> now) => Board.Of(2, now).RingsAnew(Board.Of(1, before), Now);
}
