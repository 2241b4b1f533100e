using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>Warnings and rules are shelved, and taken off the shelf, by form.</summary>
static class ShelfForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").RequirePermission(Permission.Acknowledge)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
        group.MapPost("/warnings/{id}/shelve", ShelveThread);
        group.MapPost("/warnings/{id}/unshelve", UnshelveThread);
        group.MapPost("/rules/{rule}/shelve", ShelveRule);
        group.MapPost("/rules/{rule}/unshelve", UnshelveRule);
    }

    static async Task<IResult> ShelveThread(
        HttpContext http, string id, ShelveWarning shelve, TocsinNode node, Progress progress, FormAnswers answers, [FromForm] string? hours, [FromForm] string? why)
    {
        if (!Until(hours, node).Try(out var until, out var problem)) return await answers.About(http, id, FormOutcome.NotRight(problem));
        return await answers.About(http, id, await shelve.Thread(id, until, why ?? "", Officer(http), http.RequestAborted) switch
        {
            Shelving.Done done => await Shown(done, progress, http),
            Shelving.NotFound => FormOutcome.Missing,
            Shelving.Refused => FormOutcome.NotRight(Texts.Of("shelf.notRight", CloseWarning.WhyCharsMax)),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    static async Task<IResult> UnshelveThread(HttpContext http, string id, ShelveWarning shelve, Progress progress, FormAnswers answers) =>
        await answers.About(http, id, await shelve.UnshelveThread(id, Officer(http), http.RequestAborted) switch
        {
            Shelving.Done done => await Shown(done, progress, http),
            Shelving.NotFound => FormOutcome.TooLate(Texts.Of("shelf.notShelved")),
            Shelving.Refused refused => FormOutcome.NotRight(refused.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    static async Task<IResult> ShelveRule(
        HttpContext http, string rule, ShelveWarning shelve, TocsinNode node, RulesScreen screen, Progress progress, [FromForm] string? hours, [FromForm] string? why)
    {
        if (!Until(hours, node).Try(out var until, out var problem)) return await Refuse(http, rule, screen, problem, StatusCodes.Status422UnprocessableEntity);
        switch (await shelve.Rule(rule, until, why ?? "", Officer(http), http.RequestAborted))
        {
            case Shelving.Done done:
                await Shown(done, progress, http);
                return TypedResults.LocalRedirect("/rules?done=shelved");
            case Shelving.NotFound: return await Refuse(http, rule, screen, Texts.Of("shelf.noRule"), StatusCodes.Status404NotFound);
            default: return await Refuse(http, rule, screen, Texts.Of("shelf.notRight", CloseWarning.WhyCharsMax), StatusCodes.Status422UnprocessableEntity);
        }
    }

    static async Task<IResult> UnshelveRule(HttpContext http, string rule, ShelveWarning shelve, RulesScreen screen, Progress progress)
    {
        if (await shelve.UnshelveRule(rule, Officer(http), http.RequestAborted) is not Shelving.Done done)
            return await Refuse(http, rule, screen, Texts.Of("shelf.notShelved"), StatusCodes.Status409Conflict);
        await Shown(done, progress, http);
        return TypedResults.LocalRedirect(FormAnswers.PageOf(http.Request) is ShownPage.Shift ? "/shift?done=unshelved" : "/rules?done=unshelved");
    }

    static async Task<IResult> Refuse(HttpContext http, string rule, RulesScreen screen, string why, int status) => Refusals.IsFragment(http.Request)
        ? Refusals.Result(status, why)
        : PageAnswer.Of<RulesPage>(nameof(RulesPage.Given), await screen.Refused(CurrentOfficer.Of(http)!, why, FormAnswers.TypedIn(http.Request, rule), http.RequestAborted), status);

    /// <summary>When so many hours are over.</summary>
    static Parsed<Instant> Until(string? hours, TocsinNode node) =>
        int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= ShelveWarning.Longest.TotalHours
            ? new(node.Sources.Clock.Now() + Duration.FromHours(number))
            : new(Texts.Of("shelf.noHours", (int)ShelveWarning.Longest.TotalHours));

    static async Task<FormOutcome> Shown(Shelving.Done done, Progress progress, HttpContext http)
    {
        await progress.Reach(done.Address, http.RequestAborted);
        return FormOutcome.Done;
    }

    static string Officer(HttpContext http) => CurrentOfficer.Of(http)!.Id;
}
