using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Tocsin.Node.Http;

/// <summary>The Unix domain socket in the data folder, over which the command line talks to a running node.</summary>
/// <remarks>Only the folder's owner can open it, so a caller is trusted as that user of the operating system.</remarks>
static class LocalSocket
{
    /// <summary>sockaddr_un holds 108 bytes on Linux, the last one zero.</summary>
    const int PathBytesMax = 107;

    /// <summary>Where the socket of a data folder is.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "tocsin.sock");

    /// <summary>Whether the request came over such a socket: the connection says so, no header can.</summary>
    public static bool IsLocal(HttpContext http) =>
        http.Features.Get<IConnectionSocketFeature>() is { Socket.AddressFamily: AddressFamily.Unix };

    /// <summary>Listens on the socket of the folder.</summary>
    /// <remarks>A stale one is replaced: the folder's lock, not the socket, tells who runs.</remarks>
    /// <exception cref="IOException">The path is longer than a socket's may be.</exception>
    public static void Listen(KestrelServerOptions kestrel, string folder)
    {
        var path = PathIn(folder);
        if (Encoding.UTF8.GetByteCount(path) > PathBytesMax) throw new IOException($"{path} is longer than the {PathBytesMax} bytes that a socket's path may have: serve the folder by a shorter path");
        kestrel.ListenUnixSocket(path);
    }

    /// <summary>Makes the socket with mode 0600, before anybody could connect to it.</summary>
    public static void Configure(SocketTransportOptions transport) => transport.CreateBoundListenSocket = Bind;

    static Socket Bind(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint unix) return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        var path = unix.ToString();
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(unix);
        // Between binding and listening a connection is refused: nobody slips in under the wider mode.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return socket;
    }
}
