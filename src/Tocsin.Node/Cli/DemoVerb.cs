using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Tocsin.Node.Demo;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Node.Ui;
using Tocsin.Share.Logs;
using Tocsin.Share.Parties;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin demo</c>: the story, on sample data, with nothing from elsewhere.</summary>
static class DemoVerb
{
    const string Party = "Sample Duty Centre";

    static readonly Option<int> Port = new("--port") { Description = "Where the console listens on this machine (0: any)", HelpName = "N", DefaultValueFactory = _ => 7400 };
    static readonly Option<bool> Once = new("--once") { Description = "Plays the story once, at full speed, without the console" };

    public static Verb Create() => new("demo", "Tells the story of one night, and the days after it, on sample data; nothing is fetched, nothing is kept.", "tocsin demo", Run)
    {
        ConcernsNode = false, Options = { Port, Once },
    };

    static async Task<int> Run(VerbContext context, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("tocsin-demo-").FullName;
        try
        {
            var heads = 0;
            var clock = new StoryClock(Story.Start, TimeProvider.System);
            var sources = new NodeSources(clock, Chance.System, point => { if (point == CrashPoint.AfterSigning) Interlocked.Increment(ref heads); });
            using var feed = new SampleFeed();
            var stage = await Set(folder, clock, sources, feed, stop);
            await using var node = stage.Node;
            await (context.Parsed.GetValue(Once) ? PlayOnce(context, stage, stop) : Serve(context, stage, stop));
            return await Answer(context, stage, heads, Stopwatch.GetElapsedTime(began), stop);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Sets the stage: a new node in a folder, with the sample officers. Whoever plays on it disposes of its node.</summary>
    internal static async Task<StoryStage> Set(string folder, StoryClock clock, NodeSources sources, SampleFeed feed, CancellationToken stop)
    {
        var founding = Founding.Of(Party, sources.Clock, sources.Chance).Value;
        var node = await TocsinNode.Open(NodeFolder.Create(folder, founding, Party, sources.Chance), sources, stop);
        return new StoryStage(node, clock, feed, await AddSampleOfficers(node));
    }

    static async Task<IReadOnlyDictionary<string, string>> AddSampleOfficers(TocsinNode node)
    {
        await using var services = OfficerOption.Services(node.Folder);
        await using var scope = services.CreateAsyncScope();
        var add = scope.ServiceProvider.GetRequiredService<AddOfficer>();
        var pseudonyms = new Dictionary<string, string>();
        foreach (var (name, shown) in new[] { (StoryStage.First, "Sample officer"), (StoryStage.Second, "Second sample officer") })
            pseudonyms[name] = ((AddOfficer.Outcome.Added)await add.Run(new(name, shown, Roles.Officer | Roles.Analyst, RandomNumberGenerator.GetHexString(32)))).Officer.Id;
        return pseudonyms;
    }

    static Task PlayOnce(VerbContext context, StoryStage stage, CancellationToken stop) =>
        new StoryTeller(stage, (number, scene) => Tell(context, number, scene)).Tell(atOnce: true, stop);

    static async Task Serve(VerbContext context, StoryStage stage, CancellationToken stop)
    {
        var teller = new StoryTeller(stage, (number, scene) => Tell(context, number, scene));
        var serving = new Serving($"http://localhost:{context.Parsed.GetValue(Port)}", new Entry.Sample(StoryStage.First), null);
        await using var host = await NodeHost.Start(stage.Node, serving, builder => builder.Services.AddSingleton<IDemoControl>(teller), stop);
        foreach (var address in host.Addresses)
            context.Err.WriteLine($"The console is at {address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)} (you are signed in as the sample officer). Ctrl+C ends it.");
        try
        {
            await teller.Tell(atOnce: false, stop);
            context.Err.WriteLine("The story is over; the console stays until Ctrl+C.");
            await host.WaitForEnd(stop);
        }
        catch (OperationCanceledException) { }
    }

    static void Tell(VerbContext context, int number, Scene scene) =>
        context.Err.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number,2}/{Story.Scenes.Length} {scene.Title}: {scene.Narrative}"));

    static async Task<int> Answer(VerbContext context, StoryStage stage, int heads, TimeSpan took, CancellationToken stop)
    {
        var threads = await stage.Threads(CancellationToken.None);
        var warnings = new SortedDictionary<string, int>(threads.GroupBy(thread => thread.Category.ToString()).ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal);
        var answer = new DemoAnswer(await stage.Node.Records.Arrived(CancellationToken.None), warnings, stage.Acknowledged, heads, stage.Verified, stage.TamperFound, Math.Round(took.TotalSeconds, 1));
        if (context.Json) context.WriteJson(answer, DemoJson.Default.DemoAnswer);
        else
        {
            context.Out.WriteLine($"{answer.Records} records under {answer.Heads} signed heads; warnings: {string.Join(", ", warnings.Select(each => $"{each.Value} {each.Key}"))}; {answer.Acknowledged} acknowledged.");
            if (answer.Verified) context.Out.WriteLine("The log verifies.");
            if (answer.TamperFound is { } found) context.Out.WriteLine($"The copy does not: {found}.");
        }
        return stop.IsCancellationRequested || answer is { Verified: true, TamperFound: not null } ? Verb.Done : Verb.BadAnswer;
    }
}

/// <summary>What <c>demo --once --json</c> prints.</summary>
sealed record DemoAnswer(long Records, SortedDictionary<string, int> Warnings, int Acknowledged, int Heads, bool Verified, string? TamperFound, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoAnswer))]
sealed partial class DemoJson : JsonSerializerContext;
