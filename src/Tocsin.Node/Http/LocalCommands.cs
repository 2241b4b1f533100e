using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tocsin.Node.Cli;
using Tocsin.Node.Running;

namespace Tocsin.Node.Http;

/// <summary>Runs commands of the command line in the node that runs, for whoever may open the folder's socket.</summary>
static class LocalCommands
{
    /// <summary>Maps the one endpoint; over anything but the local socket it does not exist.</summary>
    public static void MapLocalCommands(this IEndpointRouteBuilder routes, TocsinNode node) =>
        routes.MapPost(new Uri(RemoteNode.Address).AbsolutePath, http => Run(http, node)).AllowAnonymous().DisableAntiforgery();

    static async Task Run(HttpContext http, TocsinNode node)
    {
        if (!LocalSocket.IsLocal(http))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        ReadAsAPipe(http.Features);
        if (!(await CommandContent.Read(http.Request.Body, http.RequestAborted)).Try(out var command, out var reason))
        {
            await Refusals.Say(http, StatusCodes.Status400BadRequest, reason);
            return;
        }
        http.Response.ContentType = "application/octet-stream";
        using var alone = new SemaphoreSlim(1);
        var terminal = new Terminal(http.Request.Body, new FrameWriter(http.Response.Body, alone, CommandFrames.Out),
            new FrameWriter(http.Response.Body, alone, CommandFrames.Err), command.Folder, command.Variables.GetValueOrDefault);
        var code = await CommandLine.Run(command.Args, terminal, node, http.RequestAborted);
        await CommandFrames.Write(http.Response.Body, CommandFrames.Exit, new[] { (byte)code }, http.RequestAborted);
    }

    /// <summary>Standard input comes as slowly and as long as it likes, and the doors read it as they read a file: on the caller's thread.</summary>
    static void ReadAsAPipe(IFeatureCollection features)
    {
        features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null;
        features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
    }
}
