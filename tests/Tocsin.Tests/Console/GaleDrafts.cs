using NodaTime;
using Tocsin.Share.Records;

namespace Tocsin.Tests.Console;

/// <summary>Warnings of a bad night, each of a thread of its own.</summary>
static class GaleDrafts
{
    public static Draft Warning(int number, Instant now) => new()
    {
        Kind = Kind.Warning,
        What = new WarningFacts
        {
            Message = MessageType.Alert, Thread = $"test:{number}", Category = Category.Met, Event = "Gale", Severity = Severity.Moderate, Urgency = Urgency.Expected,
            Certainty = Certainty.Likely, At = now, Until = now + Duration.FromHours(6), Why = $"Because of gale {number}.",
        },
        Where = new Where { Name = "At sea", Geometry = new NetTopologySuite.Geometries.Point(100 + number % 100 * 0.2, number / 100 * 0.2) },
        Texts = [new TextBlock { Headline = $"Gale {number}" }],
    };
}
