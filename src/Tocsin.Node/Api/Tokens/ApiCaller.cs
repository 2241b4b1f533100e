using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;
using Tocsin.Node.Running;

namespace Tocsin.Node.Api.Tokens;

/// <summary>Which program asks, and how far it may look.</summary>
/// <param name="Token">Its token; nothing: whoever uses the machine on which a demonstration is shown, who may look at everything and write nothing.</param>
sealed record ApiCaller(ApiToken? Token)
{
    /// <summary>Who it is in records and logs.</summary>
    public string Pseudonym => Token?.Pseudonym ?? "demonstration";

    /// <summary>Who asks; the endpoint must be one for programs (<see cref="ForProgramsExtensions.ForPrograms"/>).</summary>
    public static ApiCaller Of(HttpContext http) => http.Features.GetRequiredFeature<ApiCaller>();

    /// <summary>The circles that it may read, as the node knows them now.</summary>
    public ImmutableArray<Hash> Circles(TocsinNode node) => Token switch
    {
        { Circles: { IsEmpty: false } named } => named,
        null => [node.Log.Circle, .. Shared(node)],
        _ => [.. Shared(node)],
    };

    /// <summary>Whether it may read a circle.</summary>
    public bool MayRead(Hash circle, TocsinNode node) => Circles(node).Contains(circle);

    /// <summary>Whether it may hand records into a circle.</summary>
    public bool MayWrite(Hash circle) => Token is { MayWrite: true } token && token.Circles.Contains(circle);

    /// <summary>As ASP.NET Core carries it through a request: it has no roles of an officer's, and opens no page.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, Pseudonym)], TokenHandler.SchemeName));

    static IEnumerable<Hash> Shared(TocsinNode node) => node.Register.Circles.Select(circle => circle.Id).Where(id => id != node.Log.Circle);
}
