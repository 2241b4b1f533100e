using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share;
using Tocsin.Share.Records;

namespace Tocsin.Node.Ui;

/// <summary>Publishing a record or a warning into a circle, by form.</summary>
static class ShareForms
{
    const string Form = "share";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (route, handler) in new (string, Delegate)[] { ("/records/{id}/share", Record), ("/warnings/{id}/share", Warning) })
            routes.MapPost(route, handler).RequirePermission(Permission.Share).WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
    }

    static async Task<IResult> Record(HttpContext http, string id, TocsinNode node, RecordScreens records, Progress progress)
    {
        var stop = http.RequestAborted;
        if (await node.RowOf(id, stop) is not { } row) return Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("record.missing"));
        if ((await Publish(node, row.Address, await http.Request.ReadFormAsync(stop), CurrentOfficer.Of(http)!.Id, stop)).Try(out var address, out var why)) return await Shown(node, address, progress, stop);
        var view = await records.One(id, mayShare: true, stop);
        return view is null ? Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("record.missing"))
            : PageAnswer.Of<RecordDetail>(nameof(RecordDetail.Given), view with { Problem = why, Typed = FormAnswers.TypedIn(http.Request, Form) }, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What the circle is told is the warning's latest message.</summary>
    static async Task<IResult> Warning(HttpContext http, string id, TocsinNode node, WarningBoard board, FormAnswers answers, Progress progress)
    {
        var stop = http.RequestAborted;
        if (await board.Find(id, stop) is not { } thread) return await answers.About(http, id, FormOutcome.Missing);
        var latest = thread.Entries.Last(entry => entry.Message is not null).AddressIn(node.Log);
        return (await Publish(node, latest, await http.Request.ReadFormAsync(stop), CurrentOfficer.Of(http)!.Id, stop)).Try(out var address, out var why)
            ? await Shown(node, address, progress, stop)
            : await answers.About(http, id, FormOutcome.NotRight(why));
    }

    static async Task<Parsed<RecordAddress>> Publish(TocsinNode node, RecordAddress address, IFormCollection form, string officer, CancellationToken stop)
    {
        if (!Hash.TryParseBase64Url(form[ShareView.CircleField], out var id) || node.Register.Circle(id) is not { Current: { } charter } || node.Logs.Of(id) is not { } journal)
            return new(Texts.Of("share.noCircle"));
        string[] without = [.. form[ShareView.WithoutField].OfType<string>()];
        var publishing = address.Log.Party == node.Log.Party
            ? await new PublishRecord(node.Log, journal, charter.Terms(), node.Records, node.Views).Publish(address, without, marking: null, officer, stop)
            : await new RelayRecord(node.Sharing.House, journal, charter.Terms()).Relay(address, without, withPersonal: !without.Contains(Share.Records.Group.Personal), stop);
        return publishing switch
        {
            Publishing.Published done => new(done.Address),
            Publishing.Already already => new(already.Address),
            Publishing.NotFound => new(Texts.Of("share.gone")),
            Publishing.Refused refused => new(refused.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The officer goes on to what the circle sees.</summary>
    static async Task<IResult> Shown(TocsinNode node, RecordAddress address, Progress progress, CancellationToken stop)
    {
        await progress.Reach(address, stop);
        return TypedResults.LocalRedirect($"/records/{RecordKeys.Of(address, Guid.Empty, node.Log)}");
    }
}
