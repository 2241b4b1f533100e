using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Share.Doors;
using Xunit;
using static Tocsin.Tests.Formats.Ais.AisSentences;

namespace Tocsin.Tests.Console;

/// <summary>Ships for pages.</summary>
static class VesselSentences
{
    /// <summary>A ship that passes the place, and one that goes dark beside it.</summary>
    public static async Task Vessels(this ConsoleNode node, Instant now, double longitude, double latitude)
    {
        var sentences = Voyage("574001230", now - Duration.FromHours(3), "SAMPLE TRADER", "3WAB", 70, "DA NANG", (3, 2, 6, 30))
            + string.Concat(Enumerable.Range(0, 18).Select(i => Position("574001230", now - Duration.FromMinutes(180 - 10 * i), longitude - 0.3 + i * 0.033, latitude + 0.05)))
            + Position("273316280", now - Duration.FromMinutes(150), longitude - 0.1, latitude) + Position("273316280", now - Duration.FromMinutes(20), longitude + 0.1, latitude);
        var report = await new Importer(node.Node.Journal, node.Node.Charter.Terms(), node.Node.Sources.Clock)
            .Import(new MemoryStream(Encoding.UTF8.GetBytes(sentences)), "receiver.nmea", new() { Format = FileFormat.Ais }, default);
        Assert.Empty(report.Refused);
        await node.Settle();
    }
}
