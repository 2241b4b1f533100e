using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Tocsin.Node.Delivery;
using Tocsin.Node.Running;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Warn.Shift;
using Xunit;
using Waiting = Tocsin.Node.Delivery.Delivery;

namespace Tocsin.Tests.Delivery;

public sealed class ChannelsApartTests : IAsyncDisposable
{
    const string Thread = "officer:the-one-of-this-test";

    readonly string path = Directory.CreateTempSubdirectory("tocsin-channels-").FullName;
    readonly CancellationTokenSource stop = new();
    TocsinNode node = null!;

    [MailServerTheory]
    [InlineData("starttls")]
    public async Task A_webhook_that_hangs_keeps_no_mail_waiting(string mode)
    {
        using var mails = new MailServerProcess(mode);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hanging = new Liar((_, stop) =>
        {
            asked.TrySetResult();
            return Task.Delay(-1, stop);
        });
        node = await TocsinNode.Open(NodeFolder.Create(path, Founding.Of("Coast Guard of Tests", TimeProvider.System, Chance.System).Value, "Coast Guard of Tests", Chance.System), NodeSources.System, stop.Token);
        Channels($$"""
            version: 1
            servers: [{ name: office, host: localhost, port: {{mails.Port}}, tls: starttls, user: tocsin, password: "mật khẩu", from: tocsin@example.org, ca_file: {{mails.CaFile}} }]
            channels:
              - { name: duty-room, kind: webhook, url: {{hanging.Url}}, secret: "a secret of sixteen and more" }
              - { name: mail-linh, kind: email, to: linh@example.org, server: office }
            """);
        var call = await Call();
        var now = node.Sources.Clock.Now();
        Waiting To(string channel, int number) => new($"{channel}-{number}", call.Log.ToString(), call.Index, Thread, "o-linh", channel, now, DeliveryState.Waiting, 0, now, null);

        // More than any round takes are waiting for the one that hangs, and it hangs already when the mail comes.
        node.Deliveries.Add([.. Enumerable.Range(0, 100).Select(number => To("duty-room", number))], now);
        using var worker = new DeliveryWorker(node, new CallSending(node, () => new Staff(["o-linh"], []), NullLogger<CallSending>.Instance), NullLogger<DeliveryWorker>.Instance);
        await worker.StartAsync(stop.Token);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        node.Deliveries.Add([To("mail-linh", 0)], now);
        Assert.Equal("linh@example.org", mails.Next().GetProperty("to")[0].GetString());
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(DeliveryLimits.TrySeconds / 2));
        Assert.All(node.Deliveries.Latest(200).Where(d => d.Channel == "duty-room"), d => Assert.Equal(0, d.Tries));
        await worker.StopAsync(default).WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>A warning, and the record of a call for it.</summary>
    async Task<RecordAddress> Call()
    {
        var now = node.Sources.Clock.Now();
        await node.Journal.Append(new Draft
        {
            Kind = Kind.Warning,
            What = new WarningFacts
            {
                Message = MessageType.Alert, Thread = Thread, Category = Category.Met, Event = "Flood", Severity = Severity.Severe, Urgency = Urgency.Expected,
                Certainty = Certainty.Likely, At = now, Until = now + Duration.FromHours(6), Why = "The river rises.", AcknowledgeBy = now + Duration.FromMinutes(15),
            },
        }, stop.Token);
        var call = await node.Journal.Append(new Draft
        {
            Kind = Kind.Disposition, What = new DispositionFacts { Thread = Thread, Action = DispositionAction.Escalate, Step = 0, To = ["o-linh"], Why = "It rang." },
        }, stop.Token);
        await node.Settle(stop.Token);
        return Assert.IsType<Appended.Stored>(call).Address;
    }

    void Channels(string yaml)
    {
        File.WriteAllText(node.Folder.Channels, yaml);
        File.SetUnixFileMode(node.Folder.Channels, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (node is not null) await node.DisposeAsync();
        stop.Dispose();
        Directory.Delete(path, recursive: true);
    }
}
