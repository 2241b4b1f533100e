using System.Text.Json.Serialization;
using NodaTime.Text;

namespace Tocsin.Warn.Feeds;

/// <summary>What a TAXII server said beside the objects of a page.</summary>
/// <param name="Objects">How many objects it sent.</param>
/// <param name="More">Whether it says that more follow.</param>
/// <param name="Next">Where they follow; nothing where it does not say.</param>
/// <param name="Last">When the last of them came to it (X-TAXII-Date-Added-Last); nothing where it does not say. UTC.</param>
public sealed record TaxiiAnswer(int Objects, bool More, string? Next, Instant? Last);

/// <summary>What follows from a page.</summary>
/// <param name="Cursor">Where to go on, now or at the next asking.</param>
/// <param name="GoesOn">Whether to go on now.</param>
/// <param name="Why">What is wrong with the server; nothing where nothing is.</param>
public readonly record struct TaxiiStep(TaxiiCursor Cursor, bool GoesOn, string? Why);

/// <summary>How far a collection of a TAXII 2.1 server was read. The default value: not at all.</summary>
/// <remarks>
/// §3.5 has two ways on: by <c>next</c>, and, where a server gives none, by the date of the last object. The second one loses what shares that date and was not sent yet, so
/// a page is asked for that begins just before it, and a longer one where all of a page shares it: what comes twice is a duplicate.
/// </remarks>
public sealed record TaxiiCursor
{
    /// <summary>Objects that are asked for at once, and the most where all of them share one date.</summary>
    public const int LimitUsual = 1_000, LimitMost = 16_000;

    /// <summary>Characters of a place that a server names; a longer one is not gone to.</summary>
    public const int NextCharsMax = 2_000;

    const int LongerBy = 4;

    static readonly Duration Least = Duration.FromTicks(10);

    /// <summary>A server whose dates are whole seconds goes on adding objects with the last one.</summary>
    static readonly Duration Coarsest = Duration.FromSeconds(1);

    /// <summary>Only what came to the server after this time is asked for, as it is written there: UTC, six decimals.</summary>
    public string? After { get; init; }

    /// <summary>The place that the server named last.</summary>
    public string? Next { get; init; }

    /// <summary>While places are gone to: when the last of the objects that were read on the way came to the server.</summary>
    public string? Newest { get; init; }

    /// <summary>How many objects are asked for at once.</summary>
    public int Limit { get; init => field = value > 0 ? value : LimitUsual; } = LimitUsual;

    /// <summary>The question, behind the address of the objects.</summary>
    [JsonIgnore]
    public string Query => string.Join('&', ((string?[])[$"?limit={Limit}", After is null ? null : $"added_after={After}", Next is { } next ? $"next={Uri.EscapeDataString(next)}" : null]).OfType<string>());

    /// <summary>Where to go on when the place that was named cannot be gone to: by the date of what was read on the way there.</summary>
    public TaxiiCursor WithoutNext()
    {
        var reached = Read(Newest) is var newest && newest > Instant.MinValue + Coarsest ? newest - Coarsest : Instant.MinValue;
        return new TaxiiCursor { After = reached > Read(After) ? Microseconds.Format(reached) : After, Limit = Limit };
    }

    /// <summary>Where to go on where a page was too long: half as many objects; nothing where one alone is.</summary>
    public TaxiiCursor? Shorter() => Limit > 1 ? this with { Limit = Limit / 2 } : null;

    /// <summary>What follows from the answer to the question.</summary>
    public TaxiiStep Following(TaxiiAnswer answer)
    {
        var read = answer.Last > Read(Newest) ? this with { Newest = Microseconds.Format(answer.Last.Value) } : this;
        if (!answer.More) return new(read.WithoutNext() with { Limit = LimitUsual }, GoesOn: false, null);
        if (answer.Next is { Length: > 0 and <= NextCharsMax } next)
        {
            if (next != Next) return new(read with { Next = next }, GoesOn: true, null);
            // It minds no place, perhaps; if it minds dates, all is read.
            var byDate = read.WithoutNext();
            return byDate.After != After ? new(byDate, GoesOn: true, null) : new(byDate, GoesOn: false, "it says that more follows, and names the same place again");
        }
        if (answer.Last is not { } last || answer.Objects == 0) return new(read.WithoutNext(), GoesOn: false, "it says that more follows, and neither where nor when the last one came");
        var after = Read(After);
        if (last - Least > after) return new(new TaxiiCursor { After = Microseconds.Format(last - Least) }, GoesOn: true, null);
        if (Limit < LimitMost) return new(new TaxiiCursor { After = After, Limit = Math.Min(Limit * LongerBy, LimitMost) }, GoesOn: true, null);
        return last > after
            ? new(new TaxiiCursor { After = Microseconds.Format(last) }, GoesOn: true, $"it has more objects of {last} than it sends at once, and does not say where the others follow: some of them are missing here")
            : new(new TaxiiCursor { After = After }, GoesOn: false, "it sends the same objects again, whatever is asked for");
    }

    /// <summary>What is kept in a file may have been written by hand.</summary>
    static Instant Read(string? time) => time is not null && Microseconds.Parse(time) is { Success: true, Value: var read } ? read : Instant.MinValue;

    static readonly InstantPattern Microseconds = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.ffffff'Z'");
}
