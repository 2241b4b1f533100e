using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tocsin.Node.Ui;

/// <summary>A page that answers a form, within the frame of every page.</summary>
/// <param name="Page">The page's component.</param>
/// <param name="Parameters">What it shows.</param>
public sealed record PageAnswer(Type Page, IDictionary<string, object> Parameters)
{
    /// <summary>The answer of a page with one parameter.</summary>
    public static IResult Of<TPage>(string parameter, object value, int status) where TPage : IComponent =>
        new RazorComponentResult<App>(new { Answer = new PageAnswer(typeof(TPage), new Dictionary<string, object> { [parameter] = value }) }) { StatusCode = status };
}
