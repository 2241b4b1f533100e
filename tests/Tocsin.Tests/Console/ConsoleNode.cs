using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Node.Ui;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>A whole node behind a real server on a free port of loopback, in a folder of its own.</summary>
sealed class ConsoleNode : IAsyncDisposable
{
    public const string Password = "seven grey herons at dawn";

    /// <summary>How often a password is hashed: as often as the program does it, a sign-in takes half a second of a processor.</summary>
    public const int PasswordRounds = 1_000;

    readonly string folder;
    readonly NodeHost host;

    ConsoleNode(string folder, TocsinNode node, NodeHost host) => (this.folder, Node, this.host) = (folder, node, host);

    public TocsinNode Node { get; }

    /// <summary>Scheme, name and port; a name, because browsers make no passkeys for numbers.</summary>
    public string Origin => host.Addresses[0].Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public LiveHub Hub => host.Services.GetRequiredService<LiveHub>();

    /// <summary>What the node is composed of.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>A page whose socket is not the network's.</summary>
    public LiveClient Page(System.Net.WebSockets.WebSocket socket) => new(socket, new CurrentOfficer("deaf", "Deaf", Roles.Officer, SignedInBy.Loopback), Hub,
        host.Services.GetRequiredService<FragmentCache>(), host.Services.GetRequiredService<RecordDots>(), host.Services.GetRequiredService<AnsweredCalls>(), () => Task.FromResult(true));

    /// <summary>All routes.</summary>
    public IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> Routes => host.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints;

    static CancellationToken Stop => CancellationToken.None;

    public static async Task<ConsoleNode> Start(Entry? entry = null, ConsoleOptions? options = null, IDemoControl? demo = null, string? at = null, string urls = "http://127.0.0.1:0", Action<IServiceCollection>? add = null, string party = "Coast Guard of Tests", Passing? passing = null)
    {
        var path = at ?? Directory.CreateTempSubdirectory("tocsin-console-").FullName;
        var folder = NodeFolder.Exists(path)
            ? NodeFolder.Open(path)
            : NodeFolder.Create(path, Founding.Of(party, TimeProvider.System, Chance.System).Value, party, Chance.System);
        var node = await TocsinNode.Open(folder, passing is null ? NodeSources.System : NodeSources.System with { Passing = passing }, Stop);
        var serving = new Serving(urls, entry ?? new Entry.OpenUntilFirstOfficer(), null)
        {
            Console = options ?? new ConsoleOptions("test", DateTimeZoneProviders.Tzdb["Asia/Ho_Chi_Minh"], null),
        };
        var host = await NodeHost.Start(node, serving, builder => Add(builder, demo, add), Stop);
        await node.Settle(Stop);
        return new ConsoleNode(path, node, host);
    }

    static void Add(WebApplicationBuilder builder, IDemoControl? demo, Action<IServiceCollection>? add)
    {
        builder.Services.PostConfigure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordRounds);
        add?.Invoke(builder.Services);
        if (demo is not null) builder.Services.AddSingleton(demo);
    }

    /// <summary>An officer who signs in with <see cref="Password"/>.</summary>
    public async Task<Officer> AddOfficer(string name, Roles roles = Roles.Officer)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var added = await scope.ServiceProvider.GetRequiredService<AddOfficer>().Run(new(name, $"Officer {name}", roles, Password));
        return Assert.IsType<AddOfficer.Outcome.Added>(added).Officer;
    }

    /// <summary>An officer's warning, as one of another process would come in; its thread.</summary>
    public async Task<string> Warn(string headline, Severity severity = Severity.Severe, CapStatus status = CapStatus.Actual, Geometry? area = null)
    {
        var now = Node.Sources.Clock.Now();
        var issued = await new IssueWarning(Node.Journal, Node.Records, Node.Views, Node.Sources.Clock, Node.Sources.Chance).Handle(new WarningRequest
        {
            Message = MessageType.Alert, Status = status, Category = Category.Met, Event = headline, Severity = severity, Urgency = Urgency.Expected, Certainty = Certainty.Likely,
            At = now, Until = now + Duration.FromHours(6), Why = $"Because of {headline}.", Texts = [new TextBlock { Headline = headline }],
            Where = new Where { Name = "Haiphong", Geometry = area ?? new Point(106.68, 20.86) }, Officer = "rule-of-tests",
        }, Stop);
        return Assert.IsType<Issuing.Done>(issued).Thread;
    }

    /// <summary>A warning that somebody must acknowledge within a time; its thread.</summary>
    public Task<string> Ring(string headline, Severity severity, Duration within) => Tell(MessageType.Alert, headline, severity, within, Duration.FromHours(6));

    /// <summary>A message of the thread of that headline, which holds for a time from now on; its thread.</summary>
    public async Task<string> Tell(MessageType message, string headline, Severity severity, Duration within, Duration holds)
    {
        var (now, thread) = (Node.Sources.Clock.Now(), $"tests-{headline.Replace(' ', '-')}");
        await Node.Journal.Append(new Draft
        {
            Kind = Kind.Warning,
            What = new WarningFacts
            {
                Message = message, Thread = thread, Category = Category.Met, Event = headline, Severity = severity, Urgency = Urgency.Expected, Certainty = Certainty.Likely,
                At = now, Until = now + holds, Why = $"Because of {headline}.", AcknowledgeBy = now + within,
            },
            Where = new Where { Name = "Haiphong", Geometry = new Point(106.68, 20.86) },
            Texts = [new TextBlock { Headline = headline }],
        }, Stop);
        return thread;
    }

    /// <summary>Records that have a place and happened just now.</summary>
    public async Task<IReadOnlyList<Appended>> Observe(int count, string type = "hotspot")
    {
        var now = Node.Sources.Clock.Now();
        return await Node.Journal.Append([.. Enumerable.Range(0, count).Select(i => new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts { Type = type, Category = Category.Fire, Severity = Severity.Minor, At = now - Duration.FromSeconds(i) },
            Where = new Where { Geometry = new Point(100 + i % 100 * 0.1, 10 + i / 100 * 0.01) },
            Texts = [new TextBlock { Headline = $"{type} {i}" }],
        })], Stop);
    }

    public Task Settle() => Node.Settle(Stop);

    /// <summary>Ends the server and the node, and leaves the folder to be opened again.</summary>
    public async Task<string> Halt()
    {
        await host.DisposeAsync();
        await Node.DisposeAsync();
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        await Halt();
        Directory.Delete(folder, recursive: true);
    }
}
