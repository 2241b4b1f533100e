using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Node.Officers;
using Tocsin.Share;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Tocsin.Tests.Console;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>The MISP feed of a circle, as a MISP instance pulls it.</summary>
public sealed class MispFeedApiTests
{
    const string Sample = "5b1f0d3a-9a2e-4a6b-8f37-3f1f3b8e5a10";

    static async Task<ConsoleNode> Start()
    {
        var console = await ConsoleNode.Start(new Entry.SignIn());
        await Import(console, File.ReadAllText(Checkout.Path("samples/misp-event.json")), "event.json");
        return console;
    }

    static async Task Import(ConsoleNode console, string text, string name)
    {
        Assert.Empty((await new Importer(console.Node.Journal, console.Node.Charter.Terms(), console.Node.Sources.Clock).Import(new MemoryStream(Encoding.UTF8.GetBytes(text)), name, new ImportOptions(), default)).Refused);
        await console.Settle();
    }

    [Fact]
    public async Task Manifest_hashes_and_events_are_what_MISP_asks_for()
    {
        await using var console = await Start();
        using var program = ApiClient.Of(console);
        var manifest = await program.Json("/misp/private/manifest.json");
        var entry = manifest.GetProperty(Sample);
        Assert.Equal(("1517918200", "Phishing of a bank", "Sample CERT"), (entry.GetProperty("timestamp").GetString(), entry.GetProperty("info").GetString(), entry.GetProperty("Orgc").GetProperty("name").GetString()));
        var file = await program.Get($"/misp/private/{Sample}.json");
        var bytes = await file.Content.ReadAsByteArrayAsync();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), entry.GetProperty("integrity:sha256").GetString());
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Equal(Sample, JsonDocument.Parse(text).RootElement.GetProperty("Event").GetProperty("uuid").GetString());
        // Data on persons are given to no program: neither the mail of who entered it nor an attribute that tells of somebody.
        foreach (var personal in (string[])["analyst@", "clerk@"]) Assert.DoesNotContain(personal, text, StringComparison.Ordinal);
        var hashes = await program.Get("/misp/private/hashes.csv");
        Assert.Equal("text/csv", hashes.Content.Headers.ContentType!.ToString());
        Assert.Contains($"{Convert.ToHexStringLower(MD5.HashData("Bank-Login[.]example"u8))},{Sample}\n", await hashes.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach (var path in (string[])["manifest.json", "hashes.csv", $"{Sample}.json"])
        {
            var tag = (await program.Get($"/misp/private/{path}")).Headers.ETag!;
            Assert.Equal(HttpStatusCode.NotModified, (await program.Send(new HttpRequestMessage(HttpMethod.Get, $"/misp/private/{path}") { Headers = { IfNoneMatch = { tag } } })).StatusCode);
        }
        Assert.Equal(404, (await program.Refused($"/misp/private/{Guid.Empty}.json")).Status);
        Assert.Equal(404, (await program.Refused("/misp/nowhere/manifest.json")).Status);
        Assert.Equal(400, (await program.Refused("/misp/private/manifest.json?limit=1")).Status);
        Assert.Equal(404, (await program.Refused("/misp/private/feed.json")).Status);
    }

    [Fact]
    public async Task It_is_read_by_a_token_of_the_circle_alone_Basic_too()
    {
        await using var console = await Start();
        using var bare = new HttpClient { BaseAddress = new Uri(console.Origin) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await bare.GetAsync("/misp/private/manifest.json")).StatusCode);
        using var program = ApiClient.Of(console);
        bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"misp:{program.Secret}")));
        Assert.Equal(HttpStatusCode.OK, (await bare.GetAsync("/misp/private/manifest.json")).StatusCode);
        using var shared = ApiClient.OfAllShared(console);
        Assert.Equal(404, (await shared.Refused("/misp/private/manifest.json")).Status);
        Assert.Equal(404, (await shared.Refused($"/misp/private/{Sample}.json")).Status);
    }

    [Fact]
    public async Task What_a_manifest_named_stays_while_records_arrive_and_what_is_erased_does_not()
    {
        await using var console = await Start();
        using var program = ApiClient.Of(console);
        await Import(console, "evil.example\n", "one.txt");
        var manifest = await program.Json("/misp/private/manifest.json");
        await Import(console, "worse.example\n", "one.txt");
        await Import(console, "other.example\n", "two.txt");
        foreach (var named in manifest.EnumerateObject())
            Assert.Equal(named.Value.GetProperty("integrity:sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(await (await program.Get($"/misp/private/{named.Name}.json")).Content.ReadAsByteArrayAsync())));
        var later = await program.Json("/misp/private/manifest.json");
        Assert.Equal(manifest.EnumerateObject().Count() + 1, later.EnumerateObject().Count());

        var evil = (await console.Node.Views.Search(new Tocsin.Share.Views.RecordQuery { Kind = Kind.Indicator.Name, Most = 100 }, default)).Single(row => row.Headline == "evil.example");
        Assert.IsType<Erasing.Erased>(await new EraseRecord(console.Node.Journal, console.Node.Records, console.Node.Views).Erase(evil.Address, [], "a mistake", default));
        await console.Settle();
        foreach (var named in later.EnumerateObject())
            Assert.DoesNotContain("evil.example", await (await program.Get($"/misp/private/{named.Name}.json")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
