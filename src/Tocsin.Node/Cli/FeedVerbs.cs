using System.CommandLine;
using System.Text.Json.Serialization;
using Tocsin.Node.Feeds;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin feed</c>: what the node asks by itself.</summary>
static class FeedVerbs
{
    static readonly Argument<string> FileArgument = new("FILE") { Description = "The feeds: YAML" };

    public static Command Create() => Verbs.Group("feed", "Feeds: what the node asks by itself while it is served.",
        new Verb("list", "Says how each feed does; exit 1: one fails, is silent for too long, or sends what is refused, or their file does not read.", "tocsin feed list", List) { ForAuditor = true },
        new Verb("check", "Checks a file of feeds; exit 1: it does not read.", "tocsin feed check feeds.yaml", Check) { ConcernsNode = false, Arguments = { FileArgument } });

    static Task<int> List(VerbContext context, CancellationToken stop) => context.WithNode(node =>
    {
        if (FeedsFile.Read(node.Folder.Feeds) is not FeedsRead.Good { Book: var book }) throw new IOException($"{node.Folder.Feeds} does not read: 'tocsin feed check' says why");
        var states = FeedStates.Of(node.Folder);
        var now = node.Sources.Clock.Now();
        var answers = book.Feeds.Select(feed => Answer(feed, states.Of(feed), now)).ToArray();
        if (context.Json) context.WriteJson(answers, FeedAnswers.Default.FeedAnswerArray);
        else if (answers.Length == 0) context.Out.WriteLine($"No feeds: {node.Folder.Feeds} names them (docs/feeds.md).");
        foreach (var answer in answers.Where(_ => !context.Json))
            context.Out.WriteLine($"{answer.Name,-24} {answer.State,-10} {answer.News,8} records  {answer.SilentSince ?? answer.Since ?? answer.RefusingSince ?? answer.AnsweredAt ?? "",-20}  {answer.Why}".TrimEnd());
        return Task.FromResult(answers.Any(answer => answer.State is "silent" or "failing" or "refusing") ? Verb.BadAnswer : Verb.Done);
    }, stop);

    static async Task<int> Check(VerbContext context, CancellationToken stop)
    {
        var path = context.Terminal.Path(context.Parsed.GetValue(FileArgument)!);
        var read = FeedsReader.Read(await File.ReadAllTextAsync(path, stop));
        string[] faults = read switch
        {
            FeedsRead.Bad bad => [.. bad.Faults.Select(fault => fault.ToString())],
            FeedsRead.Good { Book.Feeds: var feeds } => [.. feeds.Select(feed => PinFault(feed, Path.GetDirectoryName(path)!)).OfType<string>()],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (faults.Length == 0 && read is FeedsRead.Good good) context.Out.WriteLine($"{good.Book.Feeds.Length} feeds");
        foreach (var fault in faults) context.Out.WriteLine(fault);
        return faults.Length > 0 ? Verb.BadAnswer : Verb.Done;
    }

    static string? PinFault(Feed feed, string folder)
    {
        try { PinnedCertificates.Of(feed, folder); }
        catch (IOException e) { return $"{feed.Name}: {e.Message}"; }
        return null;
    }

    static FeedAnswer Answer(Feed feed, FeedHealth health, Instant now)
    {
        var silent = health.SilentSince(feed, now);
        var state = silent is not null ? "silent" : health.FailingSince is not null ? "failing" : health.RefusingSince is not null ? "refusing"
            : feed is FolderFeed ? "watched" : health.AnsweredAt is null ? "not asked" : "answers";
        return new(feed.Name, feed is FolderFeed folder ? folder.Path : ((UrlFeed)feed).Url.GetLeftPart(UriPartial.Path), state,
            health.AnsweredAt?.ToString(), silent?.ToString(), health.FailingSince?.ToString(), health.RefusingSince?.ToString(), health.NextAt?.ToString(), health.News, health.Refused, health.Why);
    }
}

/// <summary>A feed as <c>feed list --json</c> prints it.</summary>
sealed record FeedAnswer(string Name, string From, string State, string? AnsweredAt, string? SilentSince, string? Since, string? RefusingSince, string? NextAt, long News, long Refused, string? Why);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FeedAnswer[]))]
sealed partial class FeedAnswers : JsonSerializerContext;
