using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>What officers do with a warning, by form.</summary>
static class WarningForms
{
    static readonly Dictionary<string, Outcome> Outcomes = Enum.GetValues<Outcome>().ToDictionary(Texts.WordOf);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/warnings/{id}").WithMetadata(new RequireAntiforgeryTokenAttribute(), new RequestSizeLimitAttribute(ConsoleLimits.FormBytesMax));
        group.MapPost("/acknowledge", Acknowledge).RequirePermission(Permission.Acknowledge);
        group.MapPost("/take", Take).RequirePermission(Permission.Acknowledge);
        group.MapPost("/close", Close).RequirePermission(Permission.Acknowledge);
        group.MapPost("/note", Note).RequirePermission(Permission.Acknowledge);
        group.MapPost("/cancel", Cancel).RequirePermission(Permission.Warn);
    }

    static async Task<IResult> Acknowledge(HttpContext http, string id, AcknowledgeWarning acknowledge, WarningSentences sentences, Progress progress, FormAnswers answers) =>
        await answers.About(http, id, await acknowledge.Handle(id, Officer(http), http.RequestAborted) switch
        {
            Acknowledging.Done done => await Shown(progress, done.Address, http),
            Acknowledging.Already first => FormOutcome.TooLate(await sentences.Acknowledged(first, http.RequestAborted)),
            Acknowledging.NotFound => FormOutcome.Missing,
            Acknowledging.Refused refused => FormOutcome.NotRight(refused.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    static async Task<IResult> Take(HttpContext http, string id, TakeWarning take, WarningSentences sentences, Progress progress, FormAnswers answers) =>
        await answers.About(http, id, await take.Handle(id, Officer(http), http.RequestAborted) switch
        {
            Taking.Done done => await Shown(progress, done.Address, http),
            Taking.Closed closed => FormOutcome.TooLate(await sentences.Closed(closed.Officer, http.RequestAborted)),
            Taking.NotFound => FormOutcome.Missing,
            Taking.Refused refused => FormOutcome.NotRight(refused.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    static async Task<IResult> Close(
        HttpContext http, string id, CloseWarning close, WarningSentences sentences, Progress progress, FormAnswers answers, [FromForm] string? outcome, [FromForm] string? why)
    {
        if (!Outcomes.TryGetValue(outcome ?? "", out var how)) return await answers.About(http, id, FormOutcome.NotRight(Texts.Of("warning.noOutcome")));
        return await answers.About(http, id, await close.Handle(id, how, why ?? "", Officer(http), http.RequestAborted) switch
        {
            Closing.Done done => await Shown(progress, done.Address, http),
            Closing.Already first => FormOutcome.TooLate(await sentences.Closed(first, http.RequestAborted)),
            Closing.NotFound => FormOutcome.Missing,
            Closing.Refused refused => FormOutcome.NotRight(refused.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    /// <summary>A note stands on the message that rings.</summary>
    static async Task<IResult> Note(HttpContext http, string id, AddNote note, WarningBoard board, TocsinNode node, Progress progress, FormAnswers answers, [FromForm] string? words)
    {
        if (await board.Find(id, http.RequestAborted) is not { } thread) return await answers.About(http, id, FormOutcome.Missing);
        if (string.IsNullOrWhiteSpace(words) || words.Length > AddNote.WordsCharsMax) return await answers.About(http, id, FormOutcome.NotRight(Texts.Of("warning.noNote", AddNote.WordsCharsMax)));
        var about = thread.Entries.First(entry => entry.Leaf == thread.Ringing).AddressIn(node.Log);
        return await answers.About(http, id, await note.Handle(about, words, Languages.Current.Tag, Officer(http), http.RequestAborted) switch
        {
            Noting.Done done => await Shown(progress, done.Address, http),
            Noting.NotFound => FormOutcome.Missing,
            Noting.Refused refused => FormOutcome.NotRight(refused.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    static async Task<IResult> Cancel(
        HttpContext http, string id, IssueWarning issue, WarningBoard board, TimeProvider clock, Progress progress, FormAnswers answers, [FromForm] string? why)
    {
        if (await board.Find(id, http.RequestAborted) is not { } thread) return await answers.About(http, id, FormOutcome.Missing);
        if (thread.IsCancelled) return await answers.About(http, id, FormOutcome.TooLate(Texts.Of("warning.cancelledAlready")));
        var now = clock.Now();
        var request = new WarningRequest
        {
            Message = MessageType.Cancel, Thread = id, Status = thread.Status, Category = thread.Category, Event = Event(thread.Headline), Severity = thread.Severity,
            Urgency = Urgency.Past, Certainty = thread.Certainty, At = thread.At, Until = Instant.Max(now, thread.At) + Duration.FromSeconds(1), Why = why ?? "",
            Texts = [new TextBlock { Language = Languages.Current.Tag, Headline = Texts.Of("warning.cancelled", Event(thread.Headline)), Description = why }], Officer = Officer(http),
        };
        return await answers.About(http, id, await issue.Handle(request, http.RequestAborted) switch
        {
            Issuing.Done done => await Shown(progress, done.Address, http),
            Issuing.NotFound => FormOutcome.Missing,
            Issuing.Refused refused => FormOutcome.NotRight(string.Join(' ', refused.Why)),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    /// <summary>It is done once the officer can see it.</summary>
    static async Task<FormOutcome> Shown(Progress progress, RecordAddress address, HttpContext http)
    {
        await progress.Reach(address, http.RequestAborted);
        return FormOutcome.Done;
    }

    static string Event(string headline) => headline.Length <= WarningRequest.EventCharsMax ? headline : headline[..(WarningRequest.EventCharsMax - 1)] + "…";

    static string Officer(HttpContext http) => CurrentOfficer.Of(http)!.Id;
}
