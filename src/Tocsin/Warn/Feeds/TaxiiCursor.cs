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

    const int LongerBy = 4;

    static readonly Duration Least = Duration.FromTicks(10);

    /// <summary>Only what came to the server after this time is asked for, as it is written there: UTC, six decimals.</summary>
    public string? After { get; init; }

    /// <summary>The place that the server named last.</summary>
    public string? Next { get; init; }

    /// <summary>How many objects are asked for at once.</summary>
    public int Limit { get; init; } = LimitUsual;

    /// <summary>The question, behind the address of the objects.</summary>
    [JsonIgnore]
    public string Query => string.Join('&', ((string?[])[$"?limit={Limit}", After is null ? null : $"added_after={After}", Next is { } next ? $"next={Uri.EscapeDataString(next)}" : null]).OfType<string>());

    /// <summary>What follows from the answer to the question.</summary>
    public TaxiiStep Following(TaxiiAnswer answer)
    {
        if (!answer.More) return new(new TaxiiCursor { After = answer.Last is { } end ? Microseconds.Format(end) : After }, GoesOn: false, null);
        if (answer.Next is { } next)
            return next == Next ? new(this with { Next = null }, GoesOn: false, "it says that more follows, and names the same place again") : new(this with { Next = next }, GoesOn: true, null);
        if (answer.Last is not { } last || answer.Objects == 0) return new(this with { Next = null }, GoesOn: false, "it says that more follows, and neither where nor when the last one came");
        var after = After is null ? Instant.MinValue : Microseconds.Parse(After).GetValueOrThrow();
        if (last - Least > after) return new(new TaxiiCursor { After = Microseconds.Format(last - Least) }, GoesOn: true, null);
        if (Limit < LimitMost) return new(new TaxiiCursor { After = After, Limit = Limit * LongerBy }, GoesOn: true, null);
        return last > after
            ? new(new TaxiiCursor { After = Microseconds.Format(last) }, GoesOn: true, $"it has more objects of {last} than it sends at once, and does not say where the others follow: some of them are missing here")
            : new(new TaxiiCursor { After = After }, GoesOn: false, "it sends the same objects again, whatever is asked for");
    }

    static readonly InstantPattern Microseconds = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.ffffff'Z'");
}
