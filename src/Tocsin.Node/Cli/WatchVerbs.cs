using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin watch</c>: standing orders.</summary>
static class WatchVerbs
{
    static readonly Argument<string> Watch = new("WATCH") { Description = "The watch's name, or its id" };
    static readonly Option<string> Why = new("--why") { Description = "In one line, why", HelpName = "TEXT", DefaultValueFactory = _ => "no longer needed" };

    public static Command Create()
    {
        var add = new Verb("add", "Orders a watch, or changes one; or says how often it would have rung.", "tocsin watch add --name 'Mekong floods' --category Met --severity Severe --near-border LA,50 --preview 90d", Add);
        foreach (var option in WatchOptions.All) add.Options.Add(option);
        return Verbs.Group("watch", "Watches: what to be warned of, where, how bad.", add,
            new Verb("list", "Lists the watches, and how often each has found something.", "tocsin watch list", List),
            new Verb("remove", "Ends a watch; what it said stays.", "tocsin watch remove 'Mekong floods' --why 'the season is over'", Remove) { Arguments = { Watch }, Options = { Why } },
            new Verb("match", "Says which watches a record meets.", "tocsin watch match 12", Match) { Arguments = { AddressArgument.Record } });
    }

    static Task<int> Add(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var (request, atlas) = (WatchOptions.Request(context, node), node.World);
        if (WatchOptions.Days(context) is { } days) return await Preview(context, node, request, days, stop);
        var done = await new AddWatch(node.Journal, node.Records, node.Views, atlas, node.Sources.Clock, node.Sources.Chance).Handle(request, stop);
        var (id, said) = done switch
        {
            AddingWatch.Done added => (added.Id, added.IsRevision ? "changed" : "added"),
            AddingWatch.Unchanged same => (same.Id, "unchanged"),
            AddingWatch.Refused refused => throw new IOException(string.Join(" ", refused.Why)),
            _ => throw new UnreachableException(),
        };
        if (context.Json) context.WriteJson(new WatchAdded(id, said), WatchAnswers.Default.WatchAdded);
        else context.Out.WriteLine($"{said}: {request.Name} [{id}]");
        return Verb.Done;
    }, stop);

    static async Task<int> Preview(VerbContext context, TocsinNode node, WatchRequest request, int days, CancellationToken stop)
    {
        var preview = new PreviewWatch(node.Log, node.Records, node.Views, node.World, node.Sources.Clock);
        var found = await preview.Handle(request, days, stop) switch
        {
            PreviewingWatch.Done done => done,
            PreviewingWatch.Refused refused => throw new IOException(string.Join(" ", refused.Why)),
            _ => throw new UnreachableException(),
        };
        if (context.Json)
        {
            context.WriteJson(WatchPreviewed.Of(found, node), WatchAnswers.Default.WatchPreviewed);
            return Verb.Done;
        }
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"It would have rung {found.Rings} times for {found.Hits} records since {found.Since:uuuu-MM-dd HH:mm}Z; {found.Looked} were looked at. Nothing was added."));
        foreach (var (day, count) in found.Days) context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {day:uuuu-MM-dd}  {count.Rings,4} of {count.Hits}"));
        foreach (var row in found.Examples) context.Out.WriteLine($"  {RecordsVerb.Line(row, node)}");
        return Verb.Done;
    }

    static Task<int> List(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var list = await new ListWatches(node.Views, node.Sources.Clock).Handle(ListWatches.MostMax, stop);
        if (context.Json) context.WriteJson([.. list.Select(WatchAnswer.Of)], WatchAnswers.Default.WatchAnswerArray);
        else foreach (var each in list) context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each.Watch.Facts.Name}: {each.Sentence}; found {each.LastWeek} in 7 days, {each.LastQuarter} in 90 [{each.Watch.Id}]"));
        return Verb.Done;
    }, stop);

    static Task<int> Remove(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await node.Settle(stop);
        var name = context.Parsed.GetValue(Watch)!;
        var removed = await new RemoveWatch(node.Journal, node.Records, node.Views).Handle(name, context.Parsed.GetValue(Why)!, stop) switch
        {
            RemovingWatch.Done done => done.Watch,
            RemovingWatch.NotFound => throw new IOException($"there is no watch '{name}': 'tocsin watch list' lists them"),
            RemovingWatch.Several several => throw new IOException($"'{name}' is the name of several watches; say which: {string.Join(", ", several.Watches.Select(watch => watch.Id))}"),
            RemovingWatch.Refused refused => throw new IOException(refused.Why),
            _ => throw new UnreachableException(),
        };
        if (context.Json) context.WriteJson(new WatchAdded(removed.Id, "removed"), WatchAnswers.Default.WatchAdded);
        else context.Out.WriteLine($"removed: {removed.Facts.Name}");
        return Verb.Done;
    }, stop);

    static Task<int> Match(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        var address = AddressArgument.Read(context, node);
        await node.Settle(stop);
        var met = await new MatchWatches(node.Records, node.Views, node.World).Handle(address, stop) switch
        {
            MatchingWatches.Done done => new WatchesMet([.. done.Watches.Select(watch => new WatchNamed(watch.Id, watch.Facts.Name))], done.IsFresh, null),
            MatchingWatches.NotLookedAt not => new WatchesMet([], false, not.Why),
            _ => throw new IOException("there is no such record"),
        };
        if (context.Json) context.WriteJson(met, WatchAnswers.Default.WatchesMet);
        else context.Out.WriteLine(met.Why ?? (met.Watches is [] ? "It meets no watch." : $"It meets {string.Join(", ", met.Watches.Select(watch => watch.Name))}{(met.IsFresh ? "" : "; it was old news when it was written, so none rang")}."));
        return Verb.Done;
    }, stop);
}

/// <summary>What <c>watch add</c> and <c>watch remove</c> print.</summary>
sealed record WatchAdded(Guid Id, string Done);

/// <summary>A watch as <c>watch list</c> prints it.</summary>
sealed record WatchAnswer(Guid Id, long Index, string Name, string Owner, string Since, string Asks, Severity? Raises, long LastWeek, long LastQuarter)
{
    public static WatchAnswer Of(WatchListing each) => new(
        each.Watch.Id, each.Watch.Index, each.Watch.Facts.Name, each.Watch.Facts.Owner, each.Watch.Since.ToString(), each.Sentence, each.Watch.Facts.Raises, each.LastWeek, each.LastQuarter);
}

/// <summary>What <c>watch match</c> prints.</summary>
sealed record WatchesMet(WatchNamed[] Watches, bool IsFresh, string? Why);

/// <summary>A watch by its name.</summary>
sealed record WatchNamed(Guid Id, string Name);

/// <summary>What <c>watch add --preview</c> prints.</summary>
sealed record WatchPreviewed(string Since, int Looked, int Hits, int Rings, WatchPreviewedDay[] Days, RecordAnswer[] Examples)
{
    public static WatchPreviewed Of(PreviewingWatch.Done done, TocsinNode node) => new(
        done.Since.ToString(), done.Looked, done.Hits, done.Rings,
        [.. done.Days.Select(day => new WatchPreviewedDay(day.Key.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), day.Value.Hits, day.Value.Rings))], [.. done.Examples.Select(row => RecordAnswer.Of(row, node))]);
}

/// <summary>A day of a preview.</summary>
sealed record WatchPreviewedDay(string Day, int Hits, int Rings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WatchAdded))]
[JsonSerializable(typeof(WatchAnswer[]))]
[JsonSerializable(typeof(WatchesMet))]
[JsonSerializable(typeof(WatchPreviewed))]
sealed partial class WatchAnswers : JsonSerializerContext;
