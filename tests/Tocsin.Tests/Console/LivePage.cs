using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Tocsin.Tests.Console;

/// <summary>What the page's script does with its socket, as far as tests look at it.</summary>
sealed class LivePage : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly ClientWebSocket socket = new();
    readonly byte[] buffer = new byte[4 << 20];

    public static async Task<LivePage> Open(string origin, System.Net.CookieContainer? cookies = null)
    {
        var page = new LivePage();
        page.socket.Options.SetRequestHeader("Origin", origin);
        page.socket.Options.Cookies = cookies;
        using var patience = new CancellationTokenSource(Patience);
        await page.socket.ConnectAsync(new Uri(origin.Replace("http", "ws", StringComparison.Ordinal) + "/live"), patience.Token);
        return page;
    }

    /// <summary>Opens the socket and says which page is shown.</summary>
    public static async Task<LivePage> Show(string origin, string address, long since = 0, System.Net.CookieContainer? cookies = null)
    {
        var page = await Open(origin, cookies);
        await page.Say($$"""{"page":"{{address}}","since":{{since}}}""");
        return page;
    }

    public WebSocketCloseStatus? ClosedAs => socket.CloseStatus;

    public string? ClosedBecause => socket.CloseStatusDescription;

    public Task Say(string word) => socket.SendAsync(Encoding.UTF8.GetBytes(word), WebSocketMessageType.Text, endOfMessage: true, default);

    /// <summary>The next message; null once the other side has closed.</summary>
    public async Task<(WebSocketMessageType Type, byte[] Bytes)?> Next()
    {
        using var patience = new CancellationTokenSource(Patience);
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close) return null;
            if (part.EndOfMessage) return (part.MessageType, buffer[..length]);
        }
    }

    /// <summary>The first text that begins and goes on like this, and how long it took.</summary>
    public async Task<(string Text, TimeSpan After)> Text(string beginning, Func<string, bool> wanted)
    {
        var watch = Stopwatch.StartNew();
        while (await Next() is var (type, bytes))
            if (type == WebSocketMessageType.Text && Encoding.UTF8.GetString(bytes) is var text && text.StartsWith(beginning, StringComparison.Ordinal) && wanted(text))
                return (text, watch.Elapsed);
        throw new InvalidOperationException($"the node closed the socket: {ClosedBecause}");
    }

    /// <summary>The next frame of a layer.</summary>
    public async Task<byte[]> Frame(byte layer)
    {
        while (await Next() is var (type, bytes))
            if (type == WebSocketMessageType.Binary && bytes[1] == layer) return bytes;
        throw new InvalidOperationException($"the node closed the socket: {ClosedBecause}");
    }

    /// <summary>Reads on until the other side closes.</summary>
    public async Task UntilClosed()
    {
        while (await Next() is not null) { }
    }

    public void Dispose() => socket.Dispose();
}
