using System.Text;
using System.Xml.Linq;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Tests.Api;
using Tocsin.Tests.Formats.Cap.Signatures;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>Whatever goes out as CAP keeps to the schema of OASIS: new, updated, cancelled, in several languages, in exercises, and what came signed.</summary>
public sealed class CapSchemaTests
{
    static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    static Draft Warning(MessageType message, CapStatus status, params IReadOnlyList<Reference> references) => new()
    {
        Kind = Kind.Warning,
        What = new WarningFacts
        {
            Message = message, Thread = $"gale/{status}", Status = status, Category = Category.Met, Event = "Gale & <surge>", Severity = Severity.Severe, Urgency = Urgency.Expected, Certainty = Certainty.Likely,
            At = Instant.FromUtc(2026, 3, 6, 0, 0), Until = Instant.FromUtc(2026, 3, 7, 0, 0), Why = "Wind of 40 m/s.",
        },
        Where = new Where { Geometry = new GeometryFactory().ToGeometry(new Envelope(105, 106, 20, 21)), Name = "Haiphong", Country = "VN" },
        Texts =
        [
            new TextBlock { Language = "en", Event = "Gale", Headline = "Gale warning", Description = "It blows.", Instruction = "Stay in.", Web = "https://example.org/gale", Contact = "duty@example.org" },
            new TextBlock { Language = "vi", Event = "Gió mạnh", Headline = "Cảnh báo gió mạnh" }, new TextBlock { Language = "ru", Event = "Шторм", Headline = "Штормовое предупреждение" },
        ],
        References = references,
    };

    [CapSchemaFact]
    public async Task What_an_officer_or_a_rule_says_and_takes_back_in_earnest_and_in_drills()
    {
        foreach (var isExercise in new[] { false, true })
        {
            var clock = StoppedClock.At(2026, 3, 6);
            await using var node = await DoorNode.Open(clock, new CircleTerms(Tlp.Amber, isExercise), static heads => heads);
            foreach (var status in Enum.GetValues<CapStatus>())
            {
                var first = await Append(node, Warning(MessageType.Alert, status));
                clock.Advance(TimeSpan.FromMinutes(1));
                var second = await Append(node, Warning(MessageType.Update, status, Follows(first)));
                await Append(node, Warning(MessageType.Cancel, status, Follows(second)));
            }
            Assert.Equal(3 * Enum.GetValues<CapStatus>().Length, Validate(await node.Export(ExportFormat.Cap)));
        }
    }

    [CapSchemaFact]
    public async Task What_came_signed_and_what_other_agencies_said()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2026, 3, 6));
        var options = new ImportOptions { Signatures = new CapTrust(Signed.Pins("met.pem"), IsRequired: true) };
        Assert.Equal(1, (await node.Importer.Import(new MemoryStream(Encoding.UTF8.GetBytes(Signed.Text("rsa-sha256.xml"))), "signed.xml", options, default)).Accepted);
        var agencies = 0L;
        foreach (var file in Directory.EnumerateFiles(Foreign.Path("data/cap"), "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            agencies += (await node.Importer.Import(file, new ImportOptions(), default)).Accepted;
        var (text, report) = await node.Exported(ExportFormat.Cap);
        Assert.True(agencies > 10, $"only {agencies} alerts of other agencies were taken in");
        Assert.Equal(report.Written, Validate(text));
        Assert.InRange(report.Written, agencies - 1, agencies + 1);     // One is an update that names nothing, and is not sent on.
    }

    static async Task<Appended.Stored> Append(DoorNode node, Draft draft) => Assert.IsType<Appended.Stored>(await node.Journal.Append(draft, default));

    static Reference Follows(Appended.Stored earlier) => new(Relation.Follows, earlier.Address.Log, earlier.Address.Index, earlier.LeafHash);

    /// <summary>Each alert by itself; says how many there are.</summary>
    static int Validate(string written)
    {
        var alerts = XDocument.Parse(written).Root!.DescendantsAndSelf(Cap + "alert").ToList();
        foreach (var alert in alerts) Xmllint.Validate(Encoding.UTF8.GetBytes(alert.ToString(SaveOptions.DisableFormatting)), alert.Element(Cap + "identifier")!.Value);
        return alerts.Count;
    }
}
