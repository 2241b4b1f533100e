using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Tocsin.Node.Api;
using Tocsin.Node.Api.Tokens;
using Tocsin.Node.Officers;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Api;

public sealed class TokenTests
{
    [Fact]
    public void A_secret_reads_back_and_nothing_else_does()
    {
        var secret = TokenSecret.New(Chance.System);
        Assert.Matches("^tocsin-[A-Za-z0-9_-]{11}[.][A-Za-z0-9_-]{43}$", secret.ToString());
        Assert.Equal(secret, TokenSecret.Parse(secret.ToString()));
        foreach (var wrong in new[] { "", "tocsin-", secret.Secret, secret.ToString()[1..], secret + "x", secret.ToString()[..^1], "tocsin-" + secret, $"tocsin-{secret.Id}.{secret.Secret}.x" })
            Assert.Null(TokenSecret.Parse(wrong));
    }

    [Fact]
    public void A_secret_is_proved_by_its_hash_alone_and_in_the_same_time_wherever_it_differs()
    {
        var secret = TokenSecret.New(Chance.System);
        Assert.True(secret.Proves(secret.Hash()));
        foreach (var at in new[] { 0, 16, 31 })
        {
            var other = secret.Hash();
            other[at] ^= 1;
            Assert.False(secret.Proves(other));
        }
        Assert.False(secret.Proves([]));
        // What makes the time the same is not measured here: it is that nothing else compares secrets.
        var source = File.ReadAllText(Path.Combine(Conventions.SourceFiles.Root, "src/Tocsin.Node/Api/Tokens/TokenSecret.cs"));
        Assert.Contains("=> CryptographicOperations.FixedTimeEquals(Hash(), hash)", source, StringComparison.Ordinal);
        Assert.DoesNotContain(Conventions.SourceFiles.Of("src/Tocsin.Node/Api", ".cs").Where(file => !file.EndsWith("TokenSecret.cs", StringComparison.Ordinal)), file => File.ReadAllText(file).Contains(".Secret ==", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_lets_in_as_bearer_and_as_a_password_and_no_trace_of_its_secret_is_kept()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/api/v1/circles")).StatusCode);
        var text = program.Secret.ToString();
        Assert.Equal(200, await Status(console, $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{text}"))}"));
        Assert.Equal(200, await Status(console, $"bearer {text}"));
        foreach (var file in Directory.GetFiles(console.Node.Folder.Path, "tokens.db*"))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(program.Secret.Secret)));
        }
        Assert.NotNull(console.Services.GetRequiredService<TokenStore>().Find(program.Token.Id)!.Used);
    }

    [Fact]
    public async Task Whoever_proves_nothing_is_told_how_to_and_every_wrong_token_gets_the_same_answer()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        using var bare = new HttpClient { BaseAddress = new Uri(console.Origin) };
        var answer = await bare.GetAsync("/api/v1/records");
        Assert.Equal(["Bearer realm=\"tocsin\"", "Basic realm=\"tocsin\", charset=\"UTF-8\""], answer.Headers.WwwAuthenticate.Select(each => each.ToString()));
        var (status, at, detail) = await ApiClient.Problem(answer);
        Assert.Equal((401, "header Authorization"), (status, at));
        Assert.StartsWith("A token is needed: 'tocsin token add NAME' makes one.", detail, StringComparison.Ordinal);
        var secret = program.Secret;
        foreach (var wrong in new[] { secret with { Secret = TokenSecret.New(Chance.System).Secret }, secret with { Id = "AAAAAAAAAAA" }, TokenSecret.New(Chance.System) })
            Assert.Equal("There is no such token.", await Detail(console, $"Bearer {wrong}"));
        Assert.Equal("There is no such token.", await Detail(console, "Bearer nonsense"));
        foreach (var header in new[] { "Digest x", "Basic !!", $"Basic {Convert.ToBase64String("nocolon"u8)}", "Bearer" })
            Assert.Equal("The Authorization header is neither Bearer nor Basic with a token.", await Detail(console, header));
    }

    [Fact]
    public async Task A_revoked_token_and_an_expired_one_let_nobody_in_from_then_on()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console);
        var tokens = console.Services.GetRequiredService<TokenStore>();
        Assert.Equal(200, await Status(console, $"Bearer {program.Secret}"));
        Assert.Equal(program.Token.Id, console.Services.GetRequiredService<RevokeToken>().Handle("program")!.Id);
        Assert.Equal("This token was revoked.", await Detail(console, $"Bearer {program.Secret}"));
        Assert.Null(console.Services.GetRequiredService<RevokeToken>().Handle("program"));
        using var again = ApiClient.Of(console);    // The name is free.

        var old = TokenSecret.New(Chance.System);
        Assert.True(tokens.Add(program.Token with { Id = old.Id, Name = "old", Until = program.Now - Duration.FromMilliseconds(1) }, old.Hash()));
        Assert.Equal("This token has expired.", await Detail(console, $"Bearer {old}"));
        Assert.Equal(["old", "program", "program"], tokens.All().Select(token => token.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_token_cannot_be_made_of_what_makes_no_sense()
    {
        await using var console = await ConsoleNode.Start();
        var add = console.Services.GetRequiredService<AddToken>();
        string Why(TokenRequest request) => Assert.IsType<AddingToken.Refused>(add.Handle(request)).Why;
        Assert.IsType<AddingToken.Added>(add.Handle(new TokenRequest("gis", [], MayWrite: false, Days: null, 60)));
        Assert.Equal("there is a token 'gis' already: revoke it, or give another name", Why(new TokenRequest("gis", [], MayWrite: false, Days: null, 60)));
        Assert.Equal("a token that may write names the circles into which it writes: give --circle", Why(new TokenRequest("w", [], MayWrite: true, Days: null, 60)));
        Assert.NotEmpty(Why(new TokenRequest("a b", [], MayWrite: false, Days: null, 60)));
        Assert.Equal($"a token names at most {ApiLimits.TokenCirclesMax} circles",
            Why(new TokenRequest("many", [.. Enumerable.Range(0, ApiLimits.TokenCirclesMax + 1).Select(i => Tocsin.Log.Hash.Of([(byte)i]))], MayWrite: false, Days: null, 60)));
    }

    [Fact]
    public void A_bucket_holds_a_minutes_requests_and_fills_evenly()
    {
        var clock = new SteppedClock();
        var rates = new TokenRates(clock);
        for (var i = 0; i < 30; i++) Assert.Equal(TimeSpan.Zero, rates.Take("a", 30));
        Assert.Equal(TimeSpan.FromSeconds(2), rates.Take("a", 30));
        Assert.Equal(TimeSpan.Zero, rates.Take("b", 30));
        clock.Step(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), rates.Take("a", 30));
        clock.Step(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, rates.Take("a", 30));
        Assert.NotEqual(TimeSpan.Zero, rates.Take("a", 30));
        clock.Step(TimeSpan.FromHours(1));
        for (var i = 0; i < 30; i++) Assert.Equal(TimeSpan.Zero, rates.Take("a", 30));
        Assert.NotEqual(TimeSpan.Zero, rates.Take("a", 30));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        using var program = ApiClient.Of(console, rate: 2);
        await program.Json("/api/v1/circles");
        await program.Json("/api/v1/circles");
        var answer = await program.Get("/api/v1/circles");
        Assert.InRange(int.Parse(answer.Headers.RetryAfter!.ToString(), null), 1, 30);
        Assert.Equal((429, "token", "This token may make 2 requests a minute."), await ApiClient.Problem(answer));
    }

    [Fact]
    public async Task Neither_opens_the_others_doors()
    {
        await using var console = await ConsoleNode.Start(new Entry.SignIn());
        await console.AddOfficer("linh", Roles.Officer | Roles.Administrator);
        using var linh = new PageReader(console.Origin);
        await linh.SignIn("linh");
        Assert.Equal(HttpStatusCode.OK, (await linh.Get("/records")).StatusCode);
        foreach (var path in new[] { "/api/v1/records", "/api/v1/stream", "/ogc/collections", "/cap/private.atom" }) Assert.Equal(HttpStatusCode.Unauthorized, (await linh.Get(path)).StatusCode);

        using var program = ApiClient.Of(console, write: true);
        foreach (var path in new[] { "/", "/records", "/warnings", "/officers", "/live/timeline" }) Assert.NotEqual(HttpStatusCode.OK, await Bare(console, program, path));
    }

    [Fact]
    public async Task On_loopback_a_token_is_needed_too_unless_a_demonstration_is_shown()
    {
        await using (var console = await ConsoleNode.Start(new Entry.OpenUntilFirstOfficer()))
        using (var bare = new HttpClient { BaseAddress = new Uri(console.Origin) })
            Assert.Equal(HttpStatusCode.Unauthorized, (await bare.GetAsync("/api/v1/circles")).StatusCode);
        await using var demo = await ConsoleNode.Start(new Entry.Sample("linh"));
        using var anybody = new HttpClient { BaseAddress = new Uri(demo.Origin) };
        Assert.Contains("\"mayWrite\":false", await anybody.GetStringAsync("/api/v1/circles"), StringComparison.Ordinal);
        var answer = await anybody.PostAsync("/api/v1/records", new ByteArrayContent(ApiClient.GeoJson("a")));
        Assert.Equal(403, (await ApiClient.Problem(answer)).Status);
        anybody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "nonsense");
        Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.GetAsync("/api/v1/circles")).StatusCode);
    }

    static async Task<HttpStatusCode> Bare(ConsoleNode console, ApiClient program, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(console.Origin) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", program.Secret.ToString());
        return (await client.GetAsync(path)).StatusCode;
    }

    static async Task<HttpResponseMessage> Ask(ConsoleNode console, string authorization)
    {
        using var client = new HttpClient { BaseAddress = new Uri(console.Origin) };
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/circles");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request);
    }

    static async Task<int> Status(ConsoleNode console, string authorization) => (int)(await Ask(console, authorization)).StatusCode;

    static async Task<string> Detail(ConsoleNode console, string authorization) => (await ApiClient.Problem(await Ask(console, authorization))).Detail;

    sealed class SteppedClock : TimeProvider
    {
        long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(TimeSpan by) => ticks += by.Ticks;

        public override long GetTimestamp() => ticks;
    }
}
