using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tocsin.Tests.Delivery;

/// <summary>A server on this machine that does with each connection what it is told.</summary>
sealed class Liar : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource closing = new();
    readonly Task accepting;

    public Liar(Func<NetworkStream, CancellationToken, Task> serve)
    {
        listener.Start();
        accepting = Accept(serve);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public Uri Url => new($"http://127.0.0.1:{Port}/hook");

    /// <summary>Says this at once, and then listens until the other side is silent.</summary>
    public static Liar Saying(string text) => new(async (stream, stop) =>
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), stop);
        await stream.CopyToAsync(Stream.Null, stop);
    });

    /// <summary>Reads a request of HTTP and answers it, and keeps what it read.</summary>
    public static Liar Answering(string answer, List<string> heard) => new(async (stream, stop) =>
    {
        heard.Add(await Request(stream, stop));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
    });

    static async Task<string> Request(NetworkStream stream, CancellationToken stop)
    {
        var (bytes, text) = (new byte[64 << 10], "");
        while (true)
        {
            var read = await stream.ReadAsync(bytes, stop);
            if (read == 0) return text;
            text += Encoding.UTF8.GetString(bytes, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var length = int.Parse(text[..end].Split("\r\n").Single(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))[16..], System.Globalization.CultureInfo.InvariantCulture);
            if (Encoding.UTF8.GetByteCount(text[(end + 4)..]) >= length) return text;
        }
    }

    async Task Accept(Func<NetworkStream, CancellationToken, Task> serve)
    {
        while (!closing.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(closing.Token);
            try { await serve(client.GetStream(), closing.Token); }
            catch (Exception e) when (e is IOException or SocketException) { }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
    }
}
