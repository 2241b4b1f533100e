using Tocsin.Share.Sync;
using Tocsin.Simulation.Checking;

namespace Tocsin.Simulation;

/// <summary>What came of a run.</summary>
/// <param name="Options">What was simulated.</param>
/// <param name="Failure">What must never be and was, by the name of its check; nothing where all held.</param>
/// <param name="Injected">What happened, and how often.</param>
/// <param name="Checks">How often a disk that had changed was checked.</param>
/// <param name="Records">Records that a party was told stand in its log.</param>
/// <param name="Steps">Pieces of work that were done.</param>
/// <param name="Simulated">How much time passed in the world.</param>
/// <param name="Trace">The digest of everything that went over the network: the same for the same run.</param>
public sealed record SimulationReport(
    SimulationOptions Options, SimulationFailure? Failure, ImmutableSortedDictionary<string, int> Injected, long Checks, int Records, long Steps, TimeSpan Simulated, string Trace);

/// <summary>What must never be, and was.</summary>
/// <param name="Check">The check's name: docs/simulation.md lists them.</param>
/// <param name="Sentence">What was seen.</param>
/// <param name="At">When, from the beginning.</param>
public sealed record SimulationFailure(string Check, string Sentence, TimeSpan At);

/// <summary>Runs a world of parties from one seed, and checks it after every step.</summary>
public static class Simulate
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(1), Rest = TimeSpan.FromSeconds(5), RestMax = TimeSpan.FromMinutes(8);

    const int Turns = 4;

    /// <summary>How long a request can stay without an answer, and the longest pause before its asker tries again; and how soon every connected member has heard what is said.</summary>
    static readonly TimeSpan Calming = TimeSpan.FromSeconds(SyncLimits.RequestTimeoutSeconds + SyncLimits.RetrySecondsMax + 5), Heard = TimeSpan.FromSeconds(1), Agreed = TimeSpan.FromSeconds(7);

    /// <summary>Runs it.</summary>
    /// <param name="options">What is to be simulated.</param>
    /// <param name="stop">Ends it between two steps.</param>
    public static SimulationReport Run(SimulationOptions options, CancellationToken stop) => Run(options, Mutant.None, stop);

    internal static SimulationReport Run(SimulationOptions options, Mutant mutant, CancellationToken stop)
    {
        KnownSignatures.Here = new KnownSignatures();
        try { return OnTheCurve(options, mutant, stop); }
        finally { KnownSignatures.Here = null; }
    }

    /// <summary>The same with every signature verified by its key, at every party: the same run, at several times the cost.</summary>
    internal static SimulationReport OnTheCurve(SimulationOptions options, Mutant mutant, CancellationToken stop)
    {
        using var world = new World(options, mutant);
        var events = new Events(world);
        events.Begin();
        for (var at = Step; at <= TimeSpan.FromHours(options.Hours); at += Step)
            if (Failed(world, at, stop) is { } failed) return failed;
        events.Heal();
        (string Check, string Sentence)? lacking = null;
        for (var until = world.Timeline.Elapsed + RestMax; world.Timeline.Elapsed < until;)
        {
            if (Failed(world, world.Timeline.Elapsed + Rest, stop) is { } failed) return failed;
            if ((lacking = world.Checks.Lacking()) is null) break;
        }
        if (lacking is var (check, sentence)) world.Fail(check, sentence);
        else if (Calm(world, events, stop) is { } failed) return failed;
        return Report(world);
    }

    /// <summary>Once whoever was in trouble has tried again, what is said must be heard at once.</summary>
    static SimulationReport? Calm(World world, Events events, CancellationToken stop)
    {
        for (var until = world.Timeline.Elapsed + Calming; world.Timeline.Elapsed < until && !world.Checks.IsCalm();)
            if (Failed(world, world.Timeline.Elapsed + Step, stop) is { } early) return early;
        var (isCharterToo, spoken) = (world.Options.Has(Fault.Members), new List<Spoken>());
        for (var turn = 0; turn < Turns; turn++)
        {
            spoken = world.Circles.Select(circle => events.Speak(circle, turn, isCharter: isCharterToo && turn == Turns - 1)).OfType<Spoken>().ToList();
            if (Failed(world, world.Timeline.Elapsed + Heard, stop) is { } failed) return failed;
            if (spoken.Select(world.Checks.Unheard).FirstOrDefault(each => each is not null) is not { } unheard) continue;
            world.Fail("prompt", unheard);
            return null;
        }
        if (!isCharterToo) return null;
        // Officers agree to what was proposed: where enough of them are free to, it is in force everywhere.
        if (Failed(world, world.Timeline.Elapsed + Agreed, stop) is { } late) return late;
        if (world.Circles.Select(world.Checks.Agreeing).FirstOrDefault(each => each?.Lack is not null) is { Lack: var (_, behind) }) world.Fail("prompt", behind);
        else if (spoken.Select(world.Checks.Unagreed).FirstOrDefault(each => each is not null) is { } unagreed) world.Fail("prompt", unagreed);
        return null;
    }

    static SimulationReport? Failed(World world, TimeSpan at, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        world.Timeline.Until(at);
        world.Checks.Step();
        return world.Failed is null ? null : Report(world);
    }

    static SimulationReport Report(World world) => new(
        world.Options, world.Failed is var (check, sentence) ? new SimulationFailure(check, sentence, world.Timeline.Elapsed) : null,
        world.Counts.ToImmutableSortedDictionary(StringComparer.Ordinal)
            .Add("members that convict a liar", world.Checks.Accusers).Add("removals in force", world.Checks.Removals).Add("circles frozen", world.Checks.FrozenCircles),
        world.Checks.Done, world.Truth.All.Count, world.Timeline.Done, world.Timeline.Elapsed, world.TraceDigest());
}
