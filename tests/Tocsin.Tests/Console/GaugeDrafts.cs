using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Records;

namespace Tocsin.Tests.Console;

/// <summary>Measurements as the door writes them.</summary>
static class GaugeDrafts
{
    /// <summary>What a river gauge measured so many hours ago.</summary>
    public static Draft Gauge(Instant now, double metres, int hoursAgo, string station = "P.1", double? own = 5) => new()
    {
        Kind = Kind.Observation,
        What = new EventFacts
        {
            Type = "water-level", Category = Category.Met, At = now - Duration.FromHours(hoursAgo), Codes = new Dictionary<string, string> { ["station"] = station },
            Numbers = own is { } level ? new Dictionary<string, double> { ["levelMetres"] = metres, ["warningLevelMetres"] = level } : new Dictionary<string, double> { ["levelMetres"] = metres },
        },
        Where = new Where { Geometry = new Point(108.11, 15.88) { SRID = 4326 }, Name = "Vu Gia river" },
        Source = new Source { Key = new SourceKey("measurement", "Water", [$"{station},{now - Duration.FromHours(hoursAgo)}"], null), Publisher = "Water" },
    };
}
