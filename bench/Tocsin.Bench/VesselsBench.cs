using System.Diagnostics;
using System.Text;
using NodaTime;
using Tocsin.Tests.Formats.Ais;
using Tocsin.Warn;

namespace Tocsin.Bench;

/// <summary>A day of vessels in one strait, each heard every two minutes: taken in, and then asked who was near a place in it.</summary>
static class VesselsBench
{
    const int MinutesBetween = 2, PositionsOfOne = 24 * 60 / MinutesBetween;

    // The strait is a degree wide and three long; nobody meets a shore there.
    const double West = 110, South = 8, Long = 3, Wide = 1;

    static readonly Instant Day = Instant.FromUtc(2026, 3, 2, 0, 0);

    public static async Task Run(int vessels)
    {
        await using var bench = await BenchNode.New();
        using var day = Sentences(vessels);
        var spent = new Spent();
        var report = await bench.Import(day, "day.nmea");
        await bench.Node.Settle(default);
        var bytes = Directory.EnumerateFiles(bench.Node.Folder.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Figures.Say("vessels", "positions of a day, kept", report.Accepted, "", $"of {vessels * PositionsOfOne:N0}; {bytes >> 20} MB with all indexes, {spent.Seconds:N1} s");

        var near = new VesselsNear(bench.Node.Views, bench.Node.World.Countries);
        var middle = SeaIncident.Of(West + Long / 2, South + Wide / 2, Day + Duration.FromHours(12));
        for (var again = 0; again < 2; again++)
        {
            var began = Stopwatch.GetTimestamp();
            var found = await near.Handle(middle, 50, default);
            Figures.Say("vessels", again == 0 ? "who was near a place, asked first" : "who was near a place, asked again", Stopwatch.GetElapsedTime(began).TotalMilliseconds, "ms", $"{found.Total} vessels within {middle.Miles:N0} nautical miles");
        }
    }

    /// <summary>Each goes to and fro along the strait at a pace of its own, and a little across it.</summary>
    static MemoryStream Sentences(int vessels)
    {
        var text = new StringBuilder();
        for (var step = 0; step < PositionsOfOne; step++)
            for (var vessel = 0; vessel < vessels; vessel++)
            {
                var at = Day + Duration.FromSeconds(60 * MinutesBetween * step + vessel % 100);
                var (knots, begins) = (8 + vessel % 12, vessel * 0.618 % 1);
                var along = (begins * 2 + knots / 60.0 / Long * (step * MinutesBetween / 60.0)) % 2;
                text.Append(AisSentences.Position($"{574_000_000 + vessel}", at, West + Long * (along < 1 ? along : 2 - along), South + Wide * (vessel * 0.382 % 1), knots, along < 1 ? 90 : 270));
            }
        return new MemoryStream(Encoding.ASCII.GetBytes(text.ToString()));
    }
}
