using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>A shift is handed over, and taken over, by form.</summary>
static class ShiftForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/shift").RequirePermission(Permission.Acknowledge)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
        group.MapPost("/handover", Leave);
        group.MapPost("/sign", Sign);
    }

    static async Task<IResult> Leave(HttpContext http, HandOver handOver, ShiftScreen screen, Progress progress, [FromForm] string? words)
    {
        var (officer, said) = (CurrentOfficer.Of(http)!, (words ?? "").ReplaceLineEndings("\n"));
        switch (await handOver.Leave(said, Languages.Current.Tag, officer.Id, http.RequestAborted))
        {
            case HandingOver.Done done:
                await progress.Reach(done.Address, http.RequestAborted);
                return TypedResults.LocalRedirect("/shift?done=given");
            case HandingOver.Refused:
                var why = Texts.Of("shift.tooLong", AddNote.WordsCharsMax);
                return PageAnswer.Of<ShiftPage>(nameof(ShiftPage.Given), await screen.Read(officer, said, why, done: null, http.RequestAborted), StatusCodes.Status422UnprocessableEntity);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    static async Task<IResult> Sign(HttpContext http, HandOver handOver, ShiftScreen screen, OfficerStore officers, Progress progress)
    {
        var officer = CurrentOfficer.Of(http)!;
        var signing = await handOver.Sign(officer.Id, http.RequestAborted);
        if (signing is Signing.Done done)
        {
            await progress.Reach(done.Address, http.RequestAborted);
            return TypedResults.LocalRedirect("/shift?done=signed");
        }
        var (status, why) = signing switch
        {
            Signing.Already already => (StatusCodes.Status409Conflict, Texts.Of("shift.signedAlready", await new OfficerNames(officers).Of(already.Officer, http.RequestAborted))),
            Signing.NotFound => (StatusCodes.Status404NotFound, Texts.Of("shift.nothingToSign")),
            Signing.Refused => (StatusCodes.Status422UnprocessableEntity, Texts.Of("shift.notYourself")),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return Refusals.IsFragment(http.Request)
            ? Refusals.Result(status, why)
            : PageAnswer.Of<ShiftPage>(nameof(ShiftPage.Given), await screen.Read(officer, words: "", why, done: null, http.RequestAborted), status);
    }
}
