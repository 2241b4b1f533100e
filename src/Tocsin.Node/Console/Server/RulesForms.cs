using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Warn;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Ui;

/// <summary>Rules are tried, and put in force, by form.</summary>
static class RulesForms
{
    // Judging 90 days takes a processor: one trial at a time.
    static readonly SemaphoreSlim One = new(1);

    // File and log are written together: one adoption at a time.
    static readonly SemaphoreSlim OneAdoption = new(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/rules").WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.RulesFormBytesMax));
        group.MapPost("/try", Try).RequirePermission(Permission.TryRules);
        group.MapPost("/adopt", Adopt).RequirePermission(Permission.AdoptRules);
    }

    /// <summary>A script is told of the progress, a line of JSON each, and at last the editor; a browser without one gets the page.</summary>
    static async Task Try(HttpContext http, TocsinNode node, RulesScreen screen, FragmentRenderer renderer, [FromForm] string? yaml, [FromForm] string? based)
    {
        var (text, stop) = (Typed(yaml, based), http.RequestAborted);
        if (RulesReader.Read(text.Text) is RulesRead.Bad bad)
        {
            await (await Answer(http, screen, renderer, text, bad.Faults, trial: null, stop)).ExecuteAsync(http);
            return;
        }
        if (!await One.WaitAsync(TimeSpan.Zero, stop))
        {
            await Refusals.Say(http, StatusCodes.Status409Conflict, Texts.Of("rules.trial.busy"));
            return;
        }
        try
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
            enough.CancelAfter(TimeSpan.FromSeconds(ConsoleLimits.TrialSeconds));
            var work = new TryRules(node.Journal, node.Records, node.Views, node.World, node.Sources.Clock) { Names = node.Names };
            var (book, isScript) = (((RulesRead.Good)RulesReader.Read(text.Text)).Book, Refusals.IsFragment(http.Request));
            if (isScript) http.Response.ContentType = "application/x-ndjson";
            var trial = await work.Handle(book, Duration.FromDays(ConsoleLimits.TrialDays), share => isScript ? Say(http, new TrialWord(share, null), stop) : Task.CompletedTask, enough.Token, stop);
            var shown = await screen.Show(trial, stop);
            if (isScript) await Say(http, new TrialWord(1, await Editor(http, screen, renderer, text, [], shown, stop)), stop);
            else await (await Answer(http, screen, renderer, text, [], shown, stop)).ExecuteAsync(http);
        }
        finally
        {
            One.Release();
        }
    }

    static async Task<IResult> Adopt(HttpContext http, TocsinNode node, RulesScreen screen, FragmentRenderer renderer, Progress progress, [FromForm] string? yaml, [FromForm] string? based)
    {
        var (text, stop) = (Typed(yaml, based), http.RequestAborted);
        await OneAdoption.WaitAsync(stop);
        try
        {
            // The file first: a node reads it at its start, and what it says then is in force.
            switch (await new AdoptRules(node.Journal, node.Views, node.Records) { CircleFault = node.CircleFault }.Handle(text.Text, CurrentOfficer.Of(http)!.Id, text.Basis, (kept, stop) => WriteFile(node.Folder.Rules, kept, stop), stop))
            {
                case Adopting.Done done:
                    await progress.Reach(done.Address, stop);
                    return TypedResults.LocalRedirect("/rules?done=adopted");
                case Adopting.Unchanged: return TypedResults.LocalRedirect("/rules?done=unchanged");
                case Adopting.Stale { InForce: var inForce }:
                    return PageAnswer.Of<RulesPage>(nameof(RulesPage.Given), await screen.Overtaken(CurrentOfficer.Of(http)!, text, inForce, stop), StatusCodes.Status409Conflict);
                case Adopting.Refused refused: return await Answer(http, screen, renderer, text, refused.Faults, trial: null, stop);
                default: throw new System.Diagnostics.UnreachableException();
            }
        }
        finally
        {
            OneAdoption.Release();
        }
    }

    static async Task WriteFile(string path, string text, CancellationToken stop)
    {
        var next = path + ".next";
        await File.WriteAllTextAsync(next, text, stop);
        File.Move(next, path, overwrite: true);
    }

    static async Task<IResult> Answer(HttpContext http, RulesScreen screen, FragmentRenderer renderer, EditedText text, IReadOnlyList<RuleFault> faults, TrialView? trial, CancellationToken stop)
    {
        var status = faults.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return Refusals.IsFragment(http.Request)
            ? TypedResults.Content(await Editor(http, screen, renderer, text, faults, trial, stop), "text/html", System.Text.Encoding.UTF8, status)
            : PageAnswer.Of<RulesPage>(nameof(RulesPage.Given), await screen.Read(CurrentOfficer.Of(http)!, text, faults, trial, done: null, stop), status);
    }

    static async Task<string> Editor(HttpContext http, RulesScreen screen, FragmentRenderer renderer, EditedText text, IReadOnlyList<RuleFault> faults, TrialView? trial, CancellationToken stop) =>
        await renderer.Render<RulesEditor>("View", await screen.Read(CurrentOfficer.Of(http)!, text, faults, trial, done: null, stop));

    static async Task Say(HttpContext http, TrialWord word, CancellationToken stop)
    {
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(word, TrialJson.Default.TrialWord), stop);
        await http.Response.Body.WriteAsync("\n"u8.ToArray(), stop);
        await http.Response.Body.FlushAsync(stop);
    }

    // A form ends its lines in two characters; a rules file in one.
    static EditedText Typed(string? yaml, string? based) => new((yaml ?? "").ReplaceLineEndings("\n"), based ?? "");
}

/// <summary>What a trial tells a page.</summary>
/// <param name="Share">How much is done, 0 to 1.</param>
/// <param name="Html">At the end: the editor with what was found.</param>
sealed record TrialWord(double Share, string? Html);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrialWord))]
sealed partial class TrialJson : JsonSerializerContext;
