using Tocsin.Share.Views;
using Tocsin.Tests.Warn;
using Xunit;

namespace Tocsin.Tests.Share;

/// <summary>Whoever brings much waits for the index, and not for ever.</summary>
public sealed class PaceTests
{
    const int Ahead = 32;

    static readonly CancellationToken Stop = CancellationToken.None;
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100), Late = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_is_too_far_ahead_waits_until_a_sixteenth_of_that_is_left()
    {
        await using var node = await WarnNode.Open();
        await node.Step(new IndexFollower(node.Records));
        var pace = new Pace(node.Records, node.Views, Ahead, TimeProvider.System);
        for (var record = 0; record < Ahead; record++) await node.Append(node.Flood($"{record}"));
        await pace.Keep(Stop).WaitAsync(Late);
        await node.Append(node.Flood("one more"));
        var waiting = pace.Keep(Stop);
        await Read(Ahead - 2);      // Three are left.
        await Task.Delay(Soon);
        Assert.False(waiting.IsCompleted);
        await Read(1);
        await waiting.WaitAsync(Late);

        async Task Read(int records)
        {
            var cursor = await node.Views.Cursor(IndexFollower.FollowerName, Stop);
            var batch = await node.Records.ReadAfter(cursor, records, Stop);
            await node.Views.Advance(IndexFollower.FollowerName, cursor, batch[^1].Arrival, await new IndexFollower(node.Records).Follow(batch, Stop), Stop);
        }
    }

    [Fact]
    public async Task An_index_that_does_not_move_is_waited_for_once_and_for_ten_seconds()
    {
        await using var node = await WarnNode.Open();
        await node.Step(new IndexFollower(node.Records));
        var clock = new JumpingClock();
        var pace = new Pace(node.Records, node.Views, Ahead, clock);
        for (var record = 0; record <= Ahead; record++) await node.Append(node.Flood($"{record}"));
        var waiting = pace.Keep(Stop);
        await Task.Delay(Soon);
        Assert.False(waiting.IsCompleted);
        clock.Jump = TimeSpan.FromSeconds(Pace.StalledSeconds);
        await waiting.WaitAsync(Late);
        await pace.Keep(Stop).WaitAsync(Late);
        await node.Step(new IndexFollower(node.Records));
        for (var record = 0; record <= Ahead; record++) await node.Append(node.Flood($"again {record}"));
        clock.Jump = TimeSpan.Zero;
        using var enough = new CancellationTokenSource(Soon);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pace.Keep(enough.Token));
    }

    /// <summary>The machine's clock, and some more.</summary>
    sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Jump { get; set; }

        public override long GetTimestamp() => System.GetTimestamp() + (long)(Jump.TotalSeconds * TimestampFrequency);
    }
}
