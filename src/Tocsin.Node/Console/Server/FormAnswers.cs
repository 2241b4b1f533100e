using System.Text;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>What became of a form, as the page is told.</summary>
/// <param name="Status">HTTP's word for it.</param>
/// <param name="Sentence">Why not, or nothing where it was done.</param>
readonly record struct FormOutcome(int Status, string? Sentence)
{
    public static FormOutcome Done { get; } = new(StatusCodes.Status200OK, null);

    public static FormOutcome Missing => new(StatusCodes.Status404NotFound, Texts.Of("warning.missing"));

    public static FormOutcome TooLate(string sentence) => new(StatusCodes.Status409Conflict, sentence);

    public static FormOutcome NotRight(string sentence) => new(StatusCodes.Status422UnprocessableEntity, sentence);
}

/// <summary>Answers a form: a script gets the changed parts of its page, a browser without one is sent to the page.</summary>
sealed class FormAnswers(FragmentRenderer renderer)
{
    /// <summary>The answer to a form about a warning.</summary>
    public async Task<IResult> About(HttpContext http, string warning, FormOutcome outcome)
    {
        var page = PageOf(http.Request);
        if (!Refusals.IsFragment(http.Request))
            return outcome.Sentence is { } why ? Refusals.Result(outcome.Status, why) : TypedResults.LocalRedirect(AddressOf(page, warning));
        // The list has no room for a sentence: the script says it aloud.
        if (outcome.Sentence is { } sentence && page is not ShownPage.OneWarning) return Refusals.Result(outcome.Status, sentence);
        return await Parts(http, page, outcome);
    }

    /// <summary>All parts of the page that the form was on.</summary>
    public async Task<IResult> Parts(HttpContext http, ShownPage page, FormOutcome outcome)
    {
        var html = new StringBuilder();
        foreach (var fragment in Fragment.Of(page, CurrentOfficer.Of(http)!))
            html.Append((await renderer.Render(fragment, outcome.Sentence, earlier: null, http.RequestAborted)).Html);
        return TypedResults.Content(html.ToString(), "text/html", Encoding.UTF8, outcome.Status);
    }

    /// <summary>The page that a form was on, by what the browser says of it.</summary>
    public static ShownPage PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var referer) && ShownPage.Parse(referer.PathAndQuery) is { } page ? page : new ShownPage.Other();

    static string AddressOf(ShownPage page, string warning) => page switch
    {
        ShownPage.Duty duty => duty.Query.Url,
        ShownPage.Warnings found => found.Query.Url,
        _ => $"/warnings/{Uri.EscapeDataString(warning)}",
    };
}
