using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Calls;
using Tocsin.Warn.Shift;
using ThreadState = Tocsin.Warn.Threads.ThreadState;

namespace Tocsin.Node.Delivery;

/// <summary>Sends what is due, each by its channel, and writes down what became of it.</summary>
/// <param name="node">The node.</param>
/// <param name="staff">Who can be called now: somebody may have left since the call was made.</param>
/// <param name="log">Says what failed.</param>
sealed partial class CallSending(TocsinNode node, Func<Staff> staff, ILogger<CallSending> log)
{
    static readonly TimeSpan Within = TimeSpan.FromSeconds(DeliveryLimits.TrySeconds);

    readonly WebhookSender webhooks = new(node.Sources.Clock, Within);
    readonly EmailSender emails = new(node.Sources.Clock, Within);

    /// <summary>Tries what is due by one channel, some at once, until nothing is.</summary>
    public async Task Round(string channel, CancellationToken stop)
    {
        while (node.Deliveries.Due(channel, node.Sources.Clock.Now(), Retrying.Longest, DeliveryLimits.AtOnce) is { Count: > 0 } due)
        {
            var channels = ChannelsFile.Read(node.Folder.Channels);
            await Task.WhenAll(due.Select(async delivery => node.Deliveries.Change(await Try(delivery, channels, stop))));
        }
    }

    async Task<Delivery> Try(Delivery delivery, ChannelsRead channels, CancellationToken stop)
    {
        var address = new RecordAddress(Origin.Parse(delivery.Log).Value, delivery.Index);
        var call = await node.Records.Read(address, stop) is { } stored && stored.Read().Try(out var record, out _) ? record.What as DispositionFacts : null;
        if (call is null || await new ShowWarning(node.Views).Handle(delivery.Thread, stop) is not { } thread) return Dead(delivery, "The warning, or the call for it, was erased.");
        if (thread.State != ThreadState.New || thread.IsCancelled) return delivery with { State = DeliveryState.Answered, Reason = "It was acknowledged or cancelled before it went out." };
        if (!staff().Officers.Contains(delivery.Officer)) return Dead(delivery, "The officer may not sign in any more, and is not called.");
        if (channels is ChannelsRead.Bad bad) return Failed(delivery, $"channels.yaml does not read: {bad.Faults[0]}.");
        var book = ((ChannelsRead.Good)channels).Book;
        if (book.Find(delivery.Channel) is not { } channel) return Failed(delivery, $"There is no channel '{delivery.Channel}' in channels.yaml.");
        var message = CallMessage.Of(thread, call, delivery.Id, node.Party.Name, book.Link);
        return await Send(channel, message, stop) switch
        {
            Sending.Taken => delivery with { State = DeliveryState.Delivered, Tries = delivery.Tries + 1, Reason = null },
            Sending.Failed failed => Failed(delivery, failed.Why),
            Sending.Refused refused => Dead(delivery with { Tries = delivery.Tries + 1 }, refused.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Tries once, and writes nothing down. Whatever the other side does, or a library makes of it, is this one try's misfortune.</summary>
    public async Task<Sending> Send(Channel channel, CallMessage message, CancellationToken stop)
    {
        ISender sender = channel is WebhookChannel ? webhooks : emails;
        try { return await sender.Send(channel, message, stop); }
        catch (IOException e) { return new Sending.Failed(e.Message); }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested) { return new Sending.Failed($"It cannot be sent: {e.GetType().Name}."); }
    }

    Delivery Failed(Delivery delivery, string why)
    {
        var tries = delivery.Tries + 1;
        if (tries >= Retrying.TriesMax) return Dead(delivery with { Tries = tries }, $"{why} It was tried {tries} times.");
        var pause = Retrying.After(tries, node.Sources.Chance);
        Later(delivery.Id, delivery.Channel, why);
        return delivery with { Tries = tries, NextAt = node.Sources.Clock.Now() + pause, Reason = why };
    }

    Delivery Dead(Delivery delivery, string why)
    {
        Lost(delivery.Id, delivery.Channel, why);
        return delivery with { State = DeliveryState.Dead, Reason = why };
    }

    [LoggerMessage(7301, LogLevel.Warning, "Delivery {Id} by {Channel} is tried again: {Reason}")]
    partial void Later(string id, string channel, string reason);

    [LoggerMessage(7302, LogLevel.Error, "Delivery {Id} by {Channel} is given up: {Reason}")]
    partial void Lost(string id, string channel, string reason);
}
