using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>Answers that took long are given again for a while, so that open pages of one incident do not ask the same over and over.</summary>
/// <param name="clock">Measures how long an answer took, and how old it is.</param>
sealed class KeptVessels(TimeProvider clock)
{
    readonly Recent<SeaIncident, Answer> kept = new(ConsoleLimits.VesselsKept);

    /// <summary>The answer: one given before, if it is younger than <see cref="ConsoleLimits.VesselsKeptTimes"/> times what it took, and nothing is gone since.</summary>
    /// <param name="incident">What is asked for.</param>
    /// <param name="lastGone">See <see cref="VesselsNear.LastGone"/>.</param>
    /// <param name="find">Finds it anew.</param>
    public async Task<VesselsFound> Get(SeaIncident incident, long lastGone, Func<Task<VesselsFound>> find)
    {
        if (kept.Find(incident) is { } held && held.LastGone == lastGone && clock.GetElapsedTime(held.Given) < held.Took * ConsoleLimits.VesselsKeptTimes) return held.Found;
        var asked = clock.GetTimestamp();
        var found = await find();
        var given = clock.GetTimestamp();
        kept.Keep(incident, new(found, lastGone, given, clock.GetElapsedTime(asked, given)));
        return found;
    }

    sealed record Answer(VesselsFound Found, long LastGone, long Given, TimeSpan Took);
}
