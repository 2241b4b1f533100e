using System.Net;
using System.Text.Json;
using NodaTime;
using Tocsin.Node.Officers;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>The vessels near an incident, as programs are told of them: the sample of the Singapore Strait.</summary>
public sealed class VesselsApiTests : IAsyncLifetime
{
    ConsoleNode console = null!;

    public async Task InitializeAsync()
    {
        console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console, "feeder", write: true);
        foreach (var sample in new[] { "ship-attacks.csv", "vessels-strait.nmea" })
            Assert.True((await program.Post($"/api/v1/records?name={sample}", await File.ReadAllBytesAsync(Checkout.Path("samples/" + sample)))).IsSuccessStatusCode);
        await console.Settle();
    }

    public async Task DisposeAsync() => await console.DisposeAsync();

    [Fact]
    public async Task Near_an_attack_are_these_and_the_document_says_so()
    {
        using var program = ApiClient.Of(console);
        var attack = (await console.Node.Views.Search(new() { Words = "bulk carrier" }, default)).Single();
        var answer = await program.Json($"/api/v1/vessels?record={RowFeatures.IdOf(attack.Address)}");
        Assert.Equal(["999000013 twice silent", "999000012 gap", "999000011 silent", "999000014"], Lines(answer));
        var tug = answer.GetProperty("vessels")[1];
        Assert.Equal(("SAMPLE TUG", 52, "BATAM", "02-06T14:00", "it said nothing from 2018-02-06 09:20Z to 2018-02-06 15:30Z, and was 5.2 nm on"),
            (Text(tug, "name"), tug.GetProperty("shipType").GetInt32(), Text(tug, "destination"), Text(tug, "arrival"), Text(tug.GetProperty("odd")[0], "says")));
        Assert.Equal("vessel-gap", (await program.Json(Text(tug.GetProperty("odd")[0], "href"))).GetProperty("record").GetProperty("type").GetString());
        var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Checkout.Path("src/Tocsin.Node/Api/openapi.json"))).RootElement;
        Assert.Null(new SchemaCheck(document).Fault(answer, document.GetProperty("components").GetProperty("schemas").GetProperty("VesselsNear"), "$"));
        Assert.Equal(["999000014"], Lines(await program.Json("/api/v1/vessels?near=103.79,1.262&at=2018-02-06T12:30:00Z&nm=0.1&hours=2")));
        var cut = await program.Json("/api/v1/vessels?near=103.79,1.262&at=2018-02-06&limit=1");
        Assert.Equal((4, 1), (cut.GetProperty("total").GetInt32(), cut.GetProperty("vessels").GetArrayLength()));
    }

    [Fact]
    public async Task A_warning_says_itself_where_and_when_and_a_token_of_another_circle_finds_no_vessel()
    {
        using var program = ApiClient.Of(console);
        var thread = await console.Warn("Collision", area: new NetTopologySuite.Geometries.Point(103.79, 1.262));
        await console.Settle();
        Assert.Empty(Lines(await program.Json($"/api/v1/vessels?warning={thread}")));      // Years later.
        await console.Node.Journal.Append(new Draft
        {
            Kind = Kind.Warning,
            What = new WarningFacts
            {
                Message = MessageType.Alert, Thread = "strait", Category = Category.Security, Event = "Collision", Severity = Severity.Severe, Urgency = Urgency.Past, Certainty = Certainty.Observed,
                At = Instant.FromUtc(2018, 2, 6, 12, 30), Until = Instant.FromUtc(2018, 2, 7, 0, 0), Why = "It was seen.",
            },
            Where = new Where { Geometry = new NetTopologySuite.Geometries.Point(103.79, 1.262) },
        }, default);
        await console.Settle();
        Assert.Equal(4, Lines(await program.Json("/api/v1/vessels?warning=strait")).Count);
        Assert.Equal(4, Lines(await program.Json("/api/v1/vessels?near=103.79,1.262&at=2018-02-06")).Count);
        using var other = ApiClient.Of(console, "other", circles: Tocsin.Log.Hash.Of([9]));
        Assert.Empty(Lines(await other.Json("/api/v1/vessels?near=103.79,1.262&at=2018-02-06")));
        Assert.Equal(HttpStatusCode.Forbidden, (await other.Get($"/api/v1/vessels?warning={thread}")).StatusCode);
    }

    [Theory]
    [InlineData("", 400, "One of near, record and warning says near what.")]
    [InlineData("near=1,1&record=x&at=2018-02-06", 400, "One of near, record and warning says near what.")]
    [InlineData("near=1,91&at=2018-02-06", 400, "'1,91' is not longitude,latitude in degrees.")]
    [InlineData("near=1,1", 400, "With near, at says when")]
    [InlineData("record=x&at=2018-02-06", 400, "With near, at says when")]
    [InlineData("near=1,1&at=2018-02-06&nm=0", 400, "'0' is not a number of more than 0, up to 100.")]
    [InlineData("near=1,1&at=2018-02-06&nm=100.1", 400, "'100.1' is not a number of more than 0, up to 100.")]
    [InlineData("near=1,1&at=2018-02-06&hours=73", 400, "'73' is not a number of more than 0, up to 72.")]
    [InlineData("near=1,1&at=2018-02-06&limit=501", 400, "'501' is not a whole number from 1 to 500.")]
    [InlineData("record=x", 404, "There is no record 'x' that this token may read.")]
    [InlineData("warning=x", 404, "There is no warning 'x'.")]
    public async Task What_does_not_read_is_said(string query, int status, string reason)
    {
        using var program = ApiClient.Of(console);
        var answer = await program.Get($"/api/v1/vessels?{query}");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(reason, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_themselves_are_taken()
    {
        using var program = ApiClient.Of(console);
        Assert.Equal(4, Lines(await program.Json("/api/v1/vessels?near=103.79,1.262&at=2018-02-06&nm=100&hours=72&limit=500")).Count);
    }

    static List<string> Lines(JsonElement answer) =>
        [.. answer.GetProperty("vessels").EnumerateArray().Select(vessel => $"{Text(vessel, "mmsi")} {string.Join(' ', vessel.GetProperty("odd").EnumerateArray().Select(odd => Text(odd, "sort")))}".TrimEnd())];

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
