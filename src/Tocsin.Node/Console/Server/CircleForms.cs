using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Ui;

/// <summary>Agreeing to what other members propose, by form, and what convicts a party, as a file.</summary>
static class CircleForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/circles/{id}/consent", Consent).RequirePermission(Permission.ManageCircles)
            .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
        routes.MapGet("/circles/{id}/evidence/{name}", Evidence).RequirePermission(Permission.Look);
    }

    static async Task<IResult> Consent(HttpContext http, string id, TocsinNode node, CircleScreen screen, LiveHub hub, [FromForm] string? charter)
    {
        var stop = http.RequestAborted;
        if (screen.Find(id) is not { } circle) return Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("circles.missing"));
        if (circle.Proposals.FirstOrDefault(each => each.Charter.Hash().ToBase64Url() == charter) is not { } proposal) return await Answer(Texts.Of("circles.overtaken"), StatusCodes.Status409Conflict);
        try
        {
            await new CircleDesk(node, root: null).Consent(circle, proposal, stop);
        }
        catch (IOException e)
        {
            return await Answer(e.Message, StatusCodes.Status422UnprocessableEntity);
        }
        hub.Nudge();
        return TypedResults.LocalRedirect($"/circles/{id}?done=consented");

        async Task<IResult> Answer(string problem, int status) =>
            PageAnswer.Of<CircleDetail>(nameof(CircleDetail.Given), (await screen.One(id, CircleScreen.MayConsent(CurrentOfficer.Of(http)!), stop))! with { Problem = problem }, status);
    }

    static async Task<IResult> Evidence(HttpContext http, string id, string name, TocsinNode node, CircleScreen screen)
    {
        if (screen.Find(id) is not { } circle || (await new ListEvidence(node.Register, node.Papers).Of(circle, http.RequestAborted)).FirstOrDefault(document => document.Name == name) is not { } found)
            return Refusals.Result(StatusCodes.Status404NotFound, Texts.Of("circles.noEvidence"));
        return TypedResults.File(Encoding.UTF8.GetBytes(found.Text), "application/json", $"evidence-{name}.json");
    }
}
