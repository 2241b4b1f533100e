using Microsoft.AspNetCore.Antiforgery;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>Stops a story, carries it on, takes one step.</summary>
static class DemoForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/demo").RequirePermission(Permission.Acknowledge).WithMetadata(new RequireAntiforgeryTokenAttribute());
        group.MapPost("/pause", (HttpContext http, IDemoControl demo, FormAnswers answers, LiveHub hub) => Do(http, demo, answers, hub, demo.Pause));
        group.MapPost("/resume", (HttpContext http, IDemoControl demo, FormAnswers answers, LiveHub hub) => Do(http, demo, answers, hub, demo.Resume));
        group.MapPost("/next", (HttpContext http, IDemoControl demo, FormAnswers answers, LiveHub hub) => Do(http, demo, answers, hub, demo.Next));
    }

    static async Task<IResult> Do(HttpContext http, IDemoControl demo, FormAnswers answers, LiveHub hub, Func<CancellationToken, Task> step)
    {
        if (demo.View is null) return Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("demo.none"));
        await step(http.RequestAborted);
        hub.Nudge();
        return Refusals.IsFragment(http.Request)
            ? await answers.Parts(http, FormAnswers.PageOf(http.Request), FormOutcome.Done)
            : TypedResults.LocalRedirect("/");
    }
}
