using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Following;

namespace Tocsin.Node.Ui;

/// <summary>Watches are previewed, added and removed by form.</summary>
static class WatchForms
{
    const int PreviewDays = 90;

    // A preview reads up to 200,000 records: one at a time.
    static readonly SemaphoreSlim One = new(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/watches").RequirePermission(Permission.Warn).WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
        group.MapPost("/add", Add);
        group.MapPost("/preview", Preview);
        group.MapPost("/{id:guid}/remove", Remove);
    }

    static async Task<IResult> Add(HttpContext http, TocsinNode node, WatchScreen screen, FragmentRenderer renderer)
    {
        var stop = http.RequestAborted;
        var fields = WatchReading.Fields(await http.Request.ReadFormAsync(stop));
        var (request, problems) = WatchReading.Read(fields, CurrentOfficer.Of(http)!.Id);
        if (request is null) return await Answer(http, screen, renderer, new WatchFormView(fields, problems, null));
        var add = new AddWatch(node.Journal, node.Records, node.Views, node.World, node.Sources.Clock, node.Sources.Chance);
        switch (await add.Handle(request, stop))
        {
            case AddingWatch.Done done:
                await Reach(node, done.Address, stop);
                return TypedResults.LocalRedirect(done.IsRevision ? "/watches?done=changed" : "/watches?done=added");
            case AddingWatch.Unchanged: return TypedResults.LocalRedirect("/watches?done=unchanged");
            case AddingWatch.Refused refused: return await Answer(http, screen, renderer, new WatchFormView(fields, refused.Why, null));
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    static async Task<IResult> Preview(HttpContext http, TocsinNode node, WatchScreen screen, FragmentRenderer renderer)
    {
        var stop = http.RequestAborted;
        var fields = WatchReading.Fields(await http.Request.ReadFormAsync(stop));
        var (request, problems) = WatchReading.Read(fields, CurrentOfficer.Of(http)!.Id);
        if (request is null) return await Answer(http, screen, renderer, new WatchFormView(fields, problems, null));
        await One.WaitAsync(stop);
        try
        {
            var preview = new PreviewWatch(node.Log, node.Records, node.Views, node.World, node.Sources.Clock);
            return await preview.Handle(request, PreviewDays, stop) switch
            {
                PreviewingWatch.Done done => await Answer(http, screen, renderer, new WatchFormView(fields, [], Shown(done))),
                PreviewingWatch.Refused refused => await Answer(http, screen, renderer, new WatchFormView(fields, refused.Why, null)),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        finally
        {
            One.Release();
        }
    }

    static async Task<IResult> Remove(TocsinNode node, Guid id, HttpContext http)
    {
        var stop = http.RequestAborted;
        if (await new RemoveWatch(node.Journal, node.Records, node.Views).Handle($"{id}", Texts.Of("watches.why"), stop) is not RemovingWatch.Done) return TypedResults.LocalRedirect("/watches?done=gone");
        await Reach(node, await node.Records.Arrived(stop), stop);
        return TypedResults.LocalRedirect("/watches?done=removed");
    }

    static async Task Reach(TocsinNode node, Share.Records.RecordAddress address, CancellationToken stop) =>
        await Reach(node, (await node.Records.Read(address, stop))!.Arrival, stop);

    /// <summary>The page shows what the follower of watches has read: it is waited for, for some seconds at most.</summary>
    static async Task Reach(TocsinNode node, long arrival, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(TimeSpan.FromSeconds(ConsoleLimits.CatchUpSeconds));
        try
        {
            while (await node.Views.Cursor(WatchFollower.FollowerName, patience.Token) < arrival || await node.Views.Cursor(IndexFollower.FollowerName, patience.Token) < arrival)
                await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return; // The followers are busy with an import: the page shows it when it is asked for again.
        }
    }

    static WatchPreviewView Shown(PreviewingWatch.Done done) => new(
        Texts.Of("watches.preview.says", done.Rings, done.Hits, PreviewDays, done.Looked), [.. done.Days.Select(day => (day.Key.ToString("uuuu-MM-dd", null), day.Value.Rings, day.Value.Hits))]);

    static async Task<IResult> Answer(HttpContext http, WatchScreen screen, FragmentRenderer renderer, WatchFormView form)
    {
        var status = form.Problems.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return Http.Refusals.IsFragment(http.Request)
            ? TypedResults.Content(await renderer.Render<WatchForm>("View", form), "text/html", Encoding.UTF8, status)
            : PageAnswer.Of<WatchesPage>(nameof(WatchesPage.Given), await screen.Read(CurrentOfficer.Of(http)!, form, done: null, http.RequestAborted), status);
    }
}
