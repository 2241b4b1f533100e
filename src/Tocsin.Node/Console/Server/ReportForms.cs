using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>What an officer reports or warns of, by form.</summary>
static class ReportForms
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/reports", Post).RequirePermission(Permission.Report)
        .WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));

    static async Task<IResult> Post(HttpContext http, TocsinNode node, ReportReading reading, ReportIncident report, IssueWarning issue, Progress progress, ReportScreen screen, FragmentRenderer renderer)
    {
        var stop = http.RequestAborted;
        var fields = Read(await http.Request.ReadFormAsync(stop));
        var officer = CurrentOfficer.Of(http)!;
        if (!(await reading.Read(fields, officer.Id, stop)).Try(out var said, out var problems)) return await Refuse(http, screen, renderer, fields, problems);
        if (said.Warning is { } warning)
        {
            if (!officer.Roles.May(Permission.Warn)) return await Refuse(http, screen, renderer, fields, [Texts.Of("report.mayNotWarn")]);
            switch (await issue.Handle(warning, stop))
            {
                case Issuing.Done done:
                    await progress.Reach(done.Address, stop);
                    return TypedResults.LocalRedirect($"/warnings/{done.Thread}");
                case Issuing.Refused refused: return await Refuse(http, screen, renderer, fields, refused.Why);
                default: throw new System.Diagnostics.UnreachableException();
            }
        }
        switch (await report.Handle(said.Incident!, stop))
        {
            case Reporting.Done done:
                await progress.Reach(done.Address, stop);
                return TypedResults.LocalRedirect($"/records/{(await node.ReadRecord(done.Address, stop))!.Leaf.Id}");
            case Reporting.Refused refused: return await Refuse(http, screen, renderer, fields, refused.Why);
            default: throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The form as it was filled in, and what is wrong with it.</summary>
    static async Task<IResult> Refuse(HttpContext http, ReportScreen screen, FragmentRenderer renderer, ReportFields fields, IReadOnlyList<string> problems) =>
        Http.Refusals.IsFragment(http.Request)
            ? TypedResults.Content(await renderer.Render<ReportForm>("View", screen.With(fields, problems)), "text/html", Encoding.UTF8, StatusCodes.Status422UnprocessableEntity)
            : PageAnswer.Of<NewPage>(nameof(NewPage.Given), screen.With(fields, problems), StatusCodes.Status422UnprocessableEntity);

    static ReportFields Read(IFormCollection form)
    {
        var empty = new ReportFields();
        return new ReportFields
        {
            Says = Text("says", empty.Says), Headline = Text("headline", ""), Category = Text("category", empty.Category), Severity = Text("severity", empty.Severity),
            Urgency = Text("urgency", empty.Urgency), Certainty = Text("certainty", empty.Certainty), Place = Text("place", ""), Lon = Text("lon", ""), Lat = Text("lat", ""),
            RadiusKm = Text("radiusKm", ""), Polygon = Text("polygon", ""), Area = Text("area", ""), Source = Text("source", ""), Description = Text("description", ""),
            Instruction = Text("instruction", ""), ExpiresHours = Text("expiresHours", empty.ExpiresHours), Circle = Text("circle", ""),
        };

        string Text(string name, string otherwise) => form.TryGetValue(name, out var values) ? values.ToString().Trim() : otherwise;
    }
}
