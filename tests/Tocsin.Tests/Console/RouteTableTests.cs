using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Node.Api;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>Every route that writes asks for a role, by the table of routes itself: one that is added without a guard is found.</summary>
public sealed class RouteTableTests
{
    /// <summary>An auditor is a person too: signs in and out, has a password, passkeys and a language. None of it is in the log.</summary>
    static readonly HashSet<string> OnesOwn =
        ["/sign-in/password", "/sign-out", "/me/password", "/passkeys/sign-in", "/passkeys/sign-in-options", "/passkeys/creation-options", "/passkeys/add", "/passkeys/remove", "/language"];

    [Fact]
    public async Task An_auditor_is_refused_every_route_that_writes()
    {
        await using var node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("vera", Roles.Auditor);
        await node.AddOfficer("admin", Roles.Administrator);
        using var vera = new PageReader(node.Origin);
        await vera.SignIn("vera");
        var before = await node.Node.Records.Arrived(default);
        var routes = node.Routes.OfType<RouteEndpoint>().SelectMany(Writing).Distinct().Order().ToList();
        var writing = routes.ConvertAll(route => route.Path);
        Assert.True(writing.Count > 30, $"the table has {writing.Count} routes that write: {string.Join(", ", writing)}");
        Assert.Contains("/shift/sign", writing);
        Assert.Empty(OnesOwn.Except(writing));
        foreach (var (route, method) in routes.Where(route => !OnesOwn.Contains(route.Path) && route.Path != "/local/run"))
        {
            var answer = method == HttpMethods.Post ? await vera.Post(Filled(route), script: true) : await vera.Send(method, Filled(route));
            // A session counts for nothing where programs are spoken to.
            var expected = ApiErrors.Paths.Any(path => route.StartsWith(path + "/", StringComparison.Ordinal)) ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
            Assert.True(answer.StatusCode == expected, $"{method} {route}: {(int)answer.StatusCode}");
        }
        Assert.Equal(before, await node.Node.Records.Arrived(default));
    }

    static IEnumerable<(string Path, string Method)> Writing(RouteEndpoint route) =>
        (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Where(method => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
            .Select(method => ("/" + route.RoutePattern.RawText!.TrimStart('/'), method));

    static string Filled(string route) => System.Text.RegularExpressions.Regex.Replace(
        route, @"\{[^}]*\}", part => part.Value.EndsWith(":guid}", StringComparison.Ordinal) ? "01890a5d-ac96-774b-bcce-b302099a8057" : "earthquakes");
}
