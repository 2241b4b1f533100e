using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Delivery;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Warn;
using Tocsin.Warn.Calls;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>A roster is put in force by form.</summary>
static class RosterForms
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/roster/adopt", Adopt).RequirePermission(Permission.AdoptRoster)
        .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.RulesFormBytesMax));

    static async Task<IResult> Adopt(HttpContext http, TocsinNode node, OfficerStore officers, RosterScreen screen, Progress progress, [FromForm] string? yaml, [FromForm] string? based)
    {
        var (text, officer, stop) = (new EditedText((yaml ?? "").ReplaceLineEndings("\n"), based ?? ""), CurrentOfficer.Of(http)!, http.RequestAborted);
        if (ChannelsFile.Read(node.Folder.Channels) is not ChannelsRead.Good { Book: var book }) return await Refuse([new RuleFault(1, 1, Texts.Of("deliveries.channelsBad"))]);
        var pseudonyms = officers.All().Where(each => each.MaySignIn).ToDictionary(each => each.Name, each => each.Id);
        switch (await new AdoptRoster(node.Journal, node.Records, node.Views).Handle(text.Text, pseudonyms, book.Names, officer.Id, text.Basis, stop))
        {
            case AdoptingRoster.Done done:
                await progress.Reach(done.Address, stop);
                return TypedResults.LocalRedirect("/roster?done=adopted");
            case AdoptingRoster.Unchanged: return TypedResults.LocalRedirect("/roster?done=unchanged");
            case AdoptingRoster.Stale { InForce: var inForce }:
                return PageAnswer.Of<RosterPage>(nameof(RosterPage.Given), await screen.Overtaken(officer, text, inForce, stop), StatusCodes.Status409Conflict);
            case AdoptingRoster.Refused refused: return await Refuse(refused.Faults);
            default: throw new System.Diagnostics.UnreachableException();
        }

        async Task<IResult> Refuse(IReadOnlyList<RuleFault> faults) => PageAnswer.Of<RosterPage>(
            nameof(RosterPage.Given), await screen.Read(officer, text, faults, done: null, stop), StatusCodes.Status422UnprocessableEntity);
    }
}
