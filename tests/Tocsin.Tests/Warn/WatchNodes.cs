using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;
using Tocsin.Warn.Threads;
using Xunit;

namespace Tocsin.Tests.Warn;

/// <summary>What tests of watches do with a node.</summary>
static class WatchNodes
{
    public const string Officer = "officer-1";

    public static readonly WatchPlace Hanoi = new() { Circle = new WatchCircle(105.85, 21.03, 100) };

    /// <summary>A node without rules: what rings is a watch.</summary>
    public static Task<WarnNode> Open(bool isExercise = false) => WarnNode.Open("", isExercise);

    public static AddWatch Adding(this WarnNode node) => new(node.Journal, node.Records, node.Views, TestWorld.Atlas, node.Clock, Chance.System);

    public static async Task<Guid> Watch(this WarnNode node, WatchRequest request)
    {
        var done = Assert.IsType<AddingWatch.Done>(await node.Adding().Handle(request, WarnNode.Stop));
        await node.Follow();
        return done.Id;
    }

    public static WatchRequest Asking(WatchPlace? area = null, string name = "Hà Nội") => new() { Name = name, Officer = Officer, Area = area };

    public static async Task<string[]> Refusal(this WarnNode node, WatchRequest request)
    {
        var why = Assert.IsType<AddingWatch.Refused>(await node.Adding().Handle(request, WarnNode.Stop)).Why;
        Assert.Equal(why.AsEnumerable(), Assert.IsType<PreviewingWatch.Refused>(await node.Preview(request, 90)).Why);
        return [.. why];
    }

    public static Task<PreviewingWatch> Preview(this WarnNode node, WatchRequest request, int days) =>
        new PreviewWatch(node.Journal.Log, node.Records, node.Views, TestWorld.Atlas, node.Clock).Handle(request, days, WarnNode.Stop);

    public static Task<IReadOnlyList<WatchListing>> Watches(this WarnNode node) => new ListWatches(node.Views, node.Clock).Handle(100, WarnNode.Stop);

    public static WatchFollower Watcher(this WarnNode node, IViews? views = null) => new(node.Journal, node.Records, views ?? node.Views, TestWorld.Atlas);

    /// <summary>Lets a follower that has just been started read all there is, and index and threads with it.</summary>
    public static async Task Follow(this WarnNode node)
    {
        await node.Step(new IndexFollower(node.Records));
        await node.Step(node.Watcher());
        await node.Step(new IndexFollower(node.Records));
        await node.Step(new ThreadsFollower(node.Journal.Log, node.Records, node.Views));
    }

    /// <summary>Appends and follows.</summary>
    public static async Task Take(this WarnNode node, params Draft[] drafts)
    {
        foreach (var draft in drafts) await node.Append(draft);
        await node.Follow();
    }

    /// <summary>An observation near Hanoi, half an hour ago.</summary>
    public static Draft Flood(this WarnNode node, string id, Severity severity = Severity.Severe, Point? at = null, long? version = null, Duration? ago = null,
        CapStatus status = CapStatus.Actual, string headline = "The river rises", string? country = null, Category category = Category.Met, Geometry? shape = null) => new()
        {
            Kind = Kind.Observation,
            What = new EventFacts { Status = status, Type = "feature", Category = category, Severity = severity, At = node.Clock.Now() - (ago ?? Duration.FromMinutes(30)) },
            Where = new Where { Geometry = shape ?? at ?? new Point(105.9, 21.1), Country = country },
            Texts = [new TextBlock { Headline = headline }],
            Source = new Source { Key = new SourceKey("geojson", "floods", [id], version) },
        };

    public static Draft Indicator(string value, string? description = null) => new()
    {
        Kind = Kind.Indicator,
        What = new IndicatorFacts { Type = "domain", Value = value, Category = Category.Infra, Severity = Severity.Moderate },
        Texts = description is null ? [] : [new TextBlock { Description = description }],
        Source = new Source { Key = new SourceKey("indicators", "list", [$"domain:{value}"], null) },
    };
}
