using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tocsin.Node.Api;
using Tocsin.Node.Delivery;
using Tocsin.Node.Feeds;
using Tocsin.Node.Officers;
using Tocsin.Node.Partners;
using Tocsin.Node.Running;
using Tocsin.Node.Ui;
using Tocsin.Share;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Http;

/// <summary>How a node is served.</summary>
/// <param name="Urls">Where it listens, separated by semicolons.</param>
/// <param name="Entry">Who comes in without signing in.</param>
/// <param name="Certificate">The certificate of https; nothing on loopback.</param>
sealed record Serving(string Urls, Entry Entry, X509Certificate2? Certificate)
{
    /// <summary>How the console calls the node and shows its times.</summary>
    public ConsoleOptions Console { get; init; } = ConsoleOptions.OfThisMachine();
}

/// <summary>An open node behind a web server: the console, what programs speak to, and the command line's socket.</summary>
sealed class NodeHost : IAsyncDisposable
{
    readonly WebApplication app;

    NodeHost(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Where(address => !address.Contains("unix:", StringComparison.Ordinal))];

    /// <summary>What the pages and use cases are made of.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Starts to serve.</summary>
    /// <exception cref="IOException">It must not, or cannot, listen where it was told to.</exception>
    public static async Task<NodeHost> Start(TocsinNode node, Serving options, Action<WebApplicationBuilder> add, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(NodeHost).Assembly.GetName().Name, // Static files are found by it, under a test runner too.
        });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);   // That its keys are kept plain, as the node's own are.
        builder.WebHost.UseStaticWebAssets();   // Else an unpublished program answers compressed requests with no bytes.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton(node).AddSingleton(node.Sources.Clock).AddSingleton(node.Sources.Chance);
        builder.Services.AddOfficers(new OfficersOptions(node.Folder.Path, options.Entry, options.Certificate));
        builder.Services.AddSingleton(FeedStates.Of(node.Folder));
        builder.Logging.AddFilter(typeof(FeedWorker).FullName, LogLevel.Information);
        builder.Services.AddSingleton(node.Journal).AddSingleton(new ErasePersonal(node.Logs.OfAuthor, node.Records, node.Views, node.Sources.Clock));
        builder.Services.AddSingleton<Func<IReadOnlyList<Journal>>>(() => node.Logs.Journals).AddHostedService<Heartbeat>().AddHostedService<Retention>().AddHostedService<RelayClock>();
        builder.Services.AddSingleton(services => new CallSending(node, () => ShiftClock.StaffOf(services.GetRequiredService<OfficerStore>()), services.GetRequiredService<ILogger<CallSending>>()));
        builder.Services.AddHostedService<ShiftClock>().AddHostedService<DeliveryWorker>().AddHostedService<FeedWorker>().AddHostedService<PartnerWork>();
        add(builder);
        builder.Services.AddConsole(options.Console).AddApi();
        await Bind(builder, node, options);

        var app = builder.Build();
        app.UseWebSockets();
        app.UseLanguages();
        app.UseMiddleware<ApiErrors>();
        app.UseOfficers();
        app.MapStaticAssets().AllowAnonymous();
        app.MapOfficers();
        app.MapConsole();
        app.MapApi();
        app.MapLocalCommands(node);
        await app.StartAsync(stop);
        return new NodeHost(app);
    }

    static async Task Bind(WebApplicationBuilder builder, TocsinNode node, Serving options)
    {
        await using var services = new ServiceCollection().AddLogging().AddOfficers(new OfficersOptions(node.Folder.Path, options.Entry, null)).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var anybody = scope.ServiceProvider.GetRequiredService<ListOfficers>().AnyMaySignIn();
        switch (ListeningPolicy.Check(options.Urls, options.Certificate is not null, anybody, options.Entry.RequiresSignIn))
        {
            case Listening.Refused refused: throw new IOException(refused.Why);
            case Listening.At at: Listen.Apply(builder.WebHost, at, options.Certificate, node.Folder.Path); break;
        }
    }

    /// <summary>Waits until the process is told to stop.</summary>
    /// <exception cref="IOException">A service of the node's has failed, and with it the node; says why.</exception>
    public async Task WaitForEnd(CancellationToken stop)
    {
        await app.WaitForShutdownAsync(stop);
        foreach (var service in app.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            if (service.ExecuteTask is { IsFaulted: true, Exception.InnerException: var why }) throw new IOException($"the node stops: {why?.Message}", why);
    }

    /// <summary>Stops to serve.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
