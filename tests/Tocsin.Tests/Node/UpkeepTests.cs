using Microsoft.Extensions.Logging;
using NodaTime;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Records;
using Tocsin.Tests.Officers;
using Tocsin.Tests.Share;
using Xunit;

namespace Tocsin.Tests.Node;

/// <summary>What a served node does by itself, by the clock.</summary>
public sealed class UpkeepTests
{
    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task A_journal_that_refuses_does_not_end_the_heartbeat()
    {
        await using var desk = await Desk.Open();
        await desk.Journal.DisposeAsync();
        var (clock, log) = (new HandClock(), new Sentences<Heartbeat>());
        using var heartbeat = new Heartbeat(() => [desk.Journal], clock, log);
        await heartbeat.StartAsync(Stop);
        await Until(() => clock.Timers == 1);
        for (var beat = 1; beat <= 2; beat++)
        {
            clock.Pass(TimeSpan.FromSeconds(20));
            await Until(() => log.Numbers.Count == beat);
        }
        Assert.Equal([7201, 7201], log.Numbers);
        Assert.False(heartbeat.ExecuteTask!.IsCompleted);
        await heartbeat.StopAsync(Stop);
    }

    [Fact]
    public async Task Data_on_persons_goes_at_the_start_and_then_within_the_hour()
    {
        var clock = new HandClock();
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        await using var desk = await Desk.Open();
        Draft Until(string words, Instant date) => Desk.Quake(words) with { Personal = new Personal("a reward", date, new Dictionary<string, string> { ["name"] = "Linh" }) };
        await desk.Journal.Append([Until("past", now - Duration.FromMinutes(1)), Until("soon", now + Duration.FromMinutes(30)), Until("later", now + Duration.FromHours(3))], Stop);
        await desk.Follow();
        using var retention = new Retention(new ErasePersonal(log => log.IsOfAuthorOf(desk.Journal.Log) ? desk.Journal : null, desk.Store.Records, desk.Store.Views, clock), clock, new Sentences<Retention>());
        await retention.StartAsync(Stop);
        await Gone(desk, 0);
        Assert.NotNull((await desk.Read(1)).Personal);
        clock.Pass(TimeSpan.FromHours(1));
        await Gone(desk, 1);
        Assert.NotNull((await desk.Read(2)).Personal);
        await retention.StopAsync(Stop);
    }

    static async Task Gone(Desk desk, long index)
    {
        for (var tries = 0; (await desk.Read(index)).Personal is not null; tries++)
        {
            Assert.True(tries < 3_000, $"record {index} still holds data on a person");
            await desk.Follow();
            await Task.Delay(20);
        }
    }

    static async Task Until(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 3_000, "it did not happen");
            await Task.Delay(20);
        }
    }

    sealed class Sentences<T> : ILogger<T>
    {
        public List<int> Numbers { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Numbers.Add(eventId.Id);
    }
}
