using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tocsin.Node.Http;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Partners;

/// <summary>The port at which partners' nodes ask: TLS with the node's own key, the routes of docs/spec/sync.md, and nothing else.</summary>
/// <remarks>No page, no cookie, no sign-in, no static file: what is no signed request of a member is refused in one sentence.</remarks>
sealed class PartnersHost : IAsyncDisposable
{
    readonly WebApplication app;
    readonly OwnCertificate.Source certificate;

    PartnersHost(WebApplication app, OwnCertificate.Source certificate) => (this.app, this.certificate) = (app, certificate);

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<string> Addresses => [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Starts to listen.</summary>
    /// <param name="urls">https addresses by number, separated by semicolons.</param>
    /// <param name="certificate">Gives the node's own certificate.</param>
    /// <param name="refuse">Refuses what needs no look at its body.</param>
    /// <param name="answer">Answers what partners ask.</param>
    /// <param name="patience">How slow a partner may be.</param>
    /// <param name="stop">Ends the start.</param>
    /// <exception cref="IOException">It cannot listen there; says why.</exception>
    public static async Task<PartnersHost> Start(
        string urls, OwnCertificate.Source certificate, Func<PartnerRequest, PartnerAnswer?> refuse, Func<PartnerRequest, CancellationToken, Task<PartnerAnswer>> answer, PartnerPatience patience, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);     // Whoever knocks without speaking TLS is no news.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, Endpoints(urls), certificate, patience));
        var app = builder.Build();
        app.Run(http => PartnerRoutes.Answer(http, refuse, answer, patience.Answer));
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new IOException($"partners cannot be served at {urls}: {e.Message}", e);
        }
        return new PartnersHost(app, certificate);
    }

    static List<ListenEndpoint> Endpoints(string urls)
    {
        var endpoints = new List<ListenEndpoint>();
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ListenEndpoint.Parse(url).Try(out var endpoint, out var reason)) throw new IOException(reason);
            endpoints.Add(endpoint.IsHttps ? endpoint : throw new IOException($"{url} is not encrypted: partners are served over https alone"));
        }
        return endpoints.Count > 0 ? endpoints : throw new IOException("no address to listen on for partners was given");
    }

    static void Listen(KestrelServerOptions kestrel, List<ListenEndpoint> endpoints, OwnCertificate.Source certificate, PartnerPatience patience)
    {
        kestrel.AddServerHeader = false;
        PartnerLimits.Apply(kestrel.Limits, patience);
        foreach (var endpoint in endpoints)
            kestrel.Listen(endpoint.Address, endpoint.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    https.HandshakeTimeout = TimeSpan.FromSeconds(PartnerLimits.HandshakeSeconds);
                    https.ServerCertificateSelector = (_, _) => certificate.Now();
                });
            });
    }

    /// <summary>Stops: what is being answered is finished within moments.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var moment = new CancellationTokenSource(TimeSpan.FromSeconds(PartnerLimits.CloseSeconds)))
        {
            try { await app.StopAsync(moment.Token); }
            catch (OperationCanceledException) { } // Who still asks is cut off.
        }
        await app.DisposeAsync();
        certificate.Dispose();
    }
}
