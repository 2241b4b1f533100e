using Tocsin.Share.Logs;
using Tocsin.Share.Sync;
using Tocsin.Share.Views;
using Tocsin.Simulation.Machines;
using Tocsin.Tests.Contracts;
using Xunit;

namespace Tocsin.Tests.Simulation;

/// <summary>The simulated disk keeps the contracts that SQLite keeps: what holds over it holds over the product's own store.</summary>
sealed class SimulatedStore : StoreUnderTest
{
    readonly Timeline timeline = new();
    readonly SimulatedDisk disk = new();

    public SimulatedStore() => Open();

    public override IHeads Heads => heads!;
    public override IRecords Records => records!;
    public override IPapers Papers => papers!;
    public override IViews Views => views!;

    IHeads? heads;
    IRecords? records;
    IPapers? papers;
    IViews? views;

    void Open()
    {
        var process = new Process(timeline);
        (heads, records, papers, views) = (new DiskHeads(disk, process), new DiskRecords(disk, process), new DiskPapers(disk, process), new DiskViews(disk, process));
    }

    public override Task Reopen()
    {
        Open();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class SimulatedHeadsTests : HeadsContract
{
    protected override StoreUnderTest Create() => new SimulatedStore();
}

public sealed class SimulatedRecordsTests : RecordsContract
{
    protected override StoreUnderTest Create() => new SimulatedStore();
}

public sealed class SimulatedBellTests : BellContract
{
    protected override IBell Create() => new SimulatedBell();
}

public sealed class SimulatedPapersTests : PapersContract
{
    protected override PapersUnderTest Create() => new Simulated();

    sealed class Simulated : PapersUnderTest
    {
        readonly SimulatedDisk disk = new();

        public override IPapers Papers => new DiskPapers(disk, new Process(new Timeline()));

        public override Task Reopen() => Task.CompletedTask;

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>The parts of a simulated machine.</summary>
public sealed class SimulatedMachineTests
{
    [Fact]
    public async Task A_torn_write_is_there_or_it_is_not()
    {
        foreach (var isThere in new[] { false, true })
        {
            var (disk, process) = (new SimulatedDisk { WritesToTear = 2, IsTornWriteThere = isThere }, new Process(new Timeline()));
            var papers = new DiskPapers(disk, process);
            await papers.Put("kind", "one", "1"u8.ToArray(), CancellationToken.None);
            await Assert.ThrowsAsync<PowerCutException>(async () => await papers.Put("kind", "two", "2"u8.ToArray(), CancellationToken.None));
            Assert.True(process.IsDead);
            await Assert.ThrowsAsync<PowerCutException>(async () => await papers.Put("kind", "three", "3"u8.ToArray(), CancellationToken.None));
            Assert.Equal(isThere ? 2 : 1, disk.Platter.Papers.Count);
        }
    }

    [Fact]
    public void A_key_signs_as_the_product_verifies_and_the_same_each_time()
    {
        var heard = new List<byte[]>();
        var key = new SimulatedKey("a name", heard.Add);
        var known = Tocsin.Log.VerifyingKey.Parse(key.PublicKey.Span).Value;
        foreach (var text in Enumerable.Range(0, 200).Select(number => BitConverter.GetBytes(number)))
        {
            var signature = key.Sign(text);
            Assert.True(known.Verify(text, signature));
            Assert.Equal(signature, new SimulatedKey("a name", _ => { }).Sign(text));
            Assert.Equal(text, heard[^1]);
        }
        Assert.False(known.Verify("other"u8, key.Sign("text"u8)));
    }

    [Fact]
    public void What_is_remembered_of_signatures_holds_for_that_key_that_message_and_that_signature_alone()
    {
        var before = Tocsin.Log.KnownSignatures.Here;
        Tocsin.Log.KnownSignatures.Here = new Tocsin.Log.KnownSignatures();
        try
        {
            var (key, other) = (new SimulatedKey("a name", _ => { }), new SimulatedKey("another", _ => { }));
            var (known, foreign) = (Tocsin.Log.VerifyingKey.Parse(key.PublicKey.Span).Value, Tocsin.Log.VerifyingKey.Parse(other.PublicKey.Span).Value);
            var request = new RequestKey("party", 1, key);
            var (signature, raw) = (key.Sign("text"u8), request.Sign("text"u8));
            Assert.True(Tocsin.Log.KnownSignatures.Here.Has(key.PublicKey.Span, "text"u8, signature));
            Assert.True(Tocsin.Log.KnownSignatures.Here.Has(key.PublicKey.Span, "text"u8, raw));
            Assert.True(known.Verify("text"u8, signature) && known.VerifyFixed("text"u8, raw));
            Assert.False(known.Verify("other"u8, signature) || foreign.Verify("text"u8, signature) || foreign.VerifyFixed("text"u8, raw));
            signature[^1] ^= 1;
            Assert.False(known.Verify("text"u8, signature));
        }
        finally { Tocsin.Log.KnownSignatures.Here = before; }
    }

    [Fact]
    public void Timers_measure_what_passes_whatever_the_clock_shows()
    {
        var timeline = new Timeline();
        var (process, offset, fired) = (new Process(timeline), TimeSpan.Zero, new List<TimeSpan>());
        var clock = new SimulatedClock(timeline, process, () => offset);
        using var timer = clock.CreateTimer(_ => fired.Add(timeline.Elapsed), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2));
        offset = TimeSpan.FromHours(3);
        timeline.Until(TimeSpan.FromSeconds(8));
        Assert.Equal([5, 7], fired.Select(at => at.TotalSeconds));
        process.Kill();
        timeline.Until(TimeSpan.FromSeconds(20));
        Assert.Equal(2, fired.Count);
    }

    [Fact]
    public void What_a_process_waits_for_when_it_ends_never_comes()
    {
        var timeline = new Timeline();
        var process = new Process(timeline);
        var (clock, said) = (new SimulatedClock(timeline, process, () => TimeSpan.Zero), new List<string>());
        process.Start(async () =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(1), clock);
                said.Add("one");
                await Task.Delay(TimeSpan.FromSeconds(9), clock);
                said.Add("two");
            }
            finally
            {
                said.Add("last words");
            }
        });
        timeline.Until(TimeSpan.FromSeconds(3));
        process.Kill();
        timeline.Until(TimeSpan.FromSeconds(60));
        Assert.Equal(["one"], said);
    }
}
