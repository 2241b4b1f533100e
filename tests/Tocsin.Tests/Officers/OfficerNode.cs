using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

/// <summary>Officers on a real server on loopback, with a folder and a clock of its own, and a few endpoints to try.</summary>
sealed class OfficerNode : IAsyncDisposable
{
    /// <summary>A password that is strong enough.</summary>
    public const string Password = "seven grey herons at dawn";

    readonly WebApplication app;

    OfficerNode(WebApplication app, HandClock clock, string folder)
    {
        this.app = app;
        Clock = clock;
        Folder = folder;
    }

    public HandClock Clock { get; }

    public string Folder { get; }

    /// <summary>Scheme, localhost and port.</summary>
    public string Origin { get; private set; } = "";

    public int Port => new Uri(Origin).Port;

    public static async Task<OfficerNode> Start(Entry? entry = null, X509Certificate2? certificate = null)
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-").FullName;
        var clock = new HandClock();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var endpoint = new ListenEndpoint(IPAddress.Loopback, 0, IsHttps: certificate is not null);
        Listen.Apply(builder.WebHost, new Listening.At([endpoint]), certificate, folder);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddOfficers(new OfficersOptions(folder, entry ?? new Entry.SignIn(), certificate) { PasswordRounds = Console.ConsoleNode.PasswordRounds });
        var app = builder.Build();
        app.UseWebSockets();
        app.UseOfficers();
        app.MapOfficers();
        MapTrials(app);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var port = new Uri(addresses.First(address => address.Contains("127.0.0.1", StringComparison.Ordinal))).Port;
        return new OfficerNode(app, clock, folder) { Origin = $"{(certificate is null ? "http" : "https")}://localhost:{port}" };
    }

    /// <summary>Adds an officer with <see cref="Password"/>.</summary>
    public async Task<Officer> Add(string name, Roles roles = Roles.Officer)
    {
        var added = await With<AddOfficer, AddOfficer.Outcome>(add => add.Run(new(name, $"Officer {name}", roles, Password)));
        return Assert.IsType<AddOfficer.Outcome.Added>(added).Officer;
    }

    /// <summary>Runs a use case in a scope of its own.</summary>
    public async Task<TOutcome> With<TUseCase, TOutcome>(Func<TUseCase, Task<TOutcome>> run)
        where TUseCase : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    static void MapTrials(WebApplication app)
    {
        app.MapGet("/token", (HttpContext http, IAntiforgery forgery) => forgery.GetAndStoreTokens(http).RequestToken).AllowAnonymous();
        app.MapGet("/sign-in", (string? problem) => SignInProblems.SentenceFor(problem) ?? "sign in").AllowAnonymous();
        app.MapGet("/", (HttpContext http) => Who(http));
        app.MapGet("/records", (HttpContext http) => Who(http));
        app.MapPost("/ack", () => "acknowledged").RequirePermission(Permission.Acknowledge);
        app.MapGet("/live", async (HttpContext http, Sessions sessions) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var ask = new byte[8];
            while ((await socket.ReceiveAsync(ask, default)).MessageType == System.Net.WebSockets.WebSocketMessageType.Text)
            {
                var holds = await sessions.StillHolds(http) ? "holds"u8 : "ended"u8;
                await socket.SendAsync(holds.ToArray(), System.Net.WebSockets.WebSocketMessageType.Text, endOfMessage: true, default);
            }
        });
    }

    static string Who(HttpContext http) =>
        CurrentOfficer.Of(http) is { } officer ? $"{officer.Id} {officer.Name} {officer.Roles.Text()} {officer.How}" : "nobody";
}
