using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Tocsin.Node.Demo;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Ui;
using Tocsin.Share.Logs;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin demo</c>: the story, on sample data, with nothing from elsewhere.</summary>
static class DemoVerb
{
    static readonly Option<int> Port = new("--port") { Description = "Where the first console listens on this machine; the two others at the next two (0: any)", HelpName = "N", DefaultValueFactory = _ => 7400 };
    static readonly Option<bool> Once = new("--once") { Description = "Plays the story once, at full speed, without the consoles" };

    public static Verb Create() => new("demo", "Tells the story of one night, the days after it, and three agencies that share, on sample data; nothing is fetched, nothing is kept.", "tocsin demo", Run)
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
            using var feed = new SampleFeed();
            await using var stage = await StoryStage.Set(folder, clock, feed, point => { if (point == CrashPoint.AfterSigning) Interlocked.Increment(ref heads); }, stop);
            await (context.Parsed.GetValue(Once) ? PlayOnce(context, stage, stop) : Serve(context, stage, stop));
            return await Answer(context, stage, heads, Stopwatch.GetElapsedTime(began), stop);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task PlayOnce(VerbContext context, StoryStage stage, CancellationToken stop)
    {
        stage.Circles.Share();
        await new StoryTeller(stage, (number, scene) => Tell(context, number, scene)).Tell(atOnce: true, stop);
    }

    /// <summary>Serves a console for each party; the story is told, and can be paused, at the first.</summary>
    static async Task Serve(VerbContext context, StoryStage stage, CancellationToken stop)
    {
        var teller = new StoryTeller(stage, (number, scene) => Tell(context, number, scene));
        var (port, hosts) = (context.Parsed.GetValue(Port), new List<NodeHost>());
        try
        {
            foreach (var party in stage.Circles.Parties)
            {
                var serving = new Serving($"http://localhost:{(port == 0 ? 0 : port + hosts.Count)}", new Entry.Sample(StoryStage.First), null);
                hosts.Add(await NodeHost.Start(party.Node, serving, builder => { if (hosts.Count == 0) builder.Services.AddSingleton<IDemoControl>(teller); }, stop));
                foreach (var address in hosts[^1].Addresses)
                    context.Err.WriteLine($"The console of the {party.Title} is at {address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}");
            }
            context.Err.WriteLine("You are signed in as the sample officer. Ctrl+C ends it.");
            await teller.Tell(atOnce: false, stop);
            context.Err.WriteLine("The story is over; the consoles stay until Ctrl+C.");
            await hosts[0].WaitForEnd(stop);
        }
        catch (OperationCanceledException) { }
        finally
        {
            foreach (var host in hosts) await host.DisposeAsync();
        }
    }

    static void Tell(VerbContext context, int number, Scene scene) =>
        context.Err.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number,2}/{Story.Scenes.Length} {scene.Title}: {scene.Narrative}"));

    static async Task<int> Answer(VerbContext context, StoryStage stage, int heads, TimeSpan took, CancellationToken stop)
    {
        var threads = await stage.Threads(CancellationToken.None);
        var warnings = new SortedDictionary<string, int>(threads.GroupBy(thread => thread.Category.ToString()).ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal);
        var answer = new DemoAnswer(
            await stage.Node.Records.Arrived(CancellationToken.None), warnings, stage.Acknowledged, heads, stage.Verified, stage.TamperFound,
            await CircleCount.Of(stage.Circles, CancellationToken.None), Math.Round(took.TotalSeconds, 1));
        if (context.Json) context.WriteJson(answer, DemoJson.Default.DemoAnswer);
        else
        {
            context.Out.WriteLine($"{answer.Records} records under {answer.Heads} signed heads; warnings: {string.Join(", ", warnings.Select(each => $"{each.Value} {each.Key}"))}; {answer.Acknowledged} acknowledged.");
            if (answer.Verified) context.Out.WriteLine("The log verifies.");
            if (answer.TamperFound is { } found) context.Out.WriteLine($"The copy does not: {found}.");
            if (answer.Circles.Founded > 0) Tell(context, answer.Circles, stage.Circles);
        }
        return stop.IsCancellationRequested || answer is { Verified: true, TamperFound: not null, Circles.Convicted: not null } ? Verb.Done : Verb.BadAnswer;
    }

    static void Tell(VerbContext context, CircleCount count, StoryCircles stage)
    {
        context.Out.WriteLine($"{count.Founded} circles of {count.Parties} parties: {count.RecordsShared} records shared, {count.WarnedOfOthers} warnings of what others saw, {count.CaughtUp} records caught up.");
        context.Out.WriteLine($"The erasure is acknowledged by {count.ErasedAcknowledged} partners; the name in it stood in {stage.Traces.Before} files, and stands in {stage.Traces.After}.");
        if (count.Convicted is { } convicted) context.Out.WriteLine($"Convicted: {convicted}.");
    }
}

/// <summary>What <c>demo --once --json</c> prints.</summary>
sealed record DemoAnswer(long Records, SortedDictionary<string, int> Warnings, int Acknowledged, int Heads, bool Verified, string? TamperFound, CircleCount Circles, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoAnswer))]
sealed partial class DemoJson : JsonSerializerContext;
