using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Tocsin.Node.Http;

/// <summary>Makes Kestrel listen where the policy allowed, and nowhere else.</summary>
static class Listen
{
    /// <summary>The largest request body: an imported file has a door of its own.</summary>
    const long BodyBytesMax = 4 << 20;

    /// <summary>Sets the endpoints and the folder's local socket.</summary>
    public static void Apply(IWebHostBuilder host, Listening.At listening, X509Certificate2? certificate, string folder)
    {
        host.Configure<SocketTransportOptions>(LocalSocket.Configure);
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            foreach (var endpoint in listening.Endpoints)
            {
                kestrel.Listen(endpoint.Address, endpoint.Port, listen =>
                {
                    if (endpoint.IsHttps) listen.UseHttps(https => Secure(https, certificate!));
                });
            }
            LocalSocket.Listen(kestrel, folder);
        });
    }

    static void Configure<T>(this IWebHostBuilder host, Action<T> configure)
        where T : class =>
        host.ConfigureServices(services => services.Configure(configure));

    static void Secure(Microsoft.AspNetCore.Server.Kestrel.Https.HttpsConnectionAdapterOptions https, X509Certificate2 certificate)
    {
        https.ServerCertificate = certificate;
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
    }
}
