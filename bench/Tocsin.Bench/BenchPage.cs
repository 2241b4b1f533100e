using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Bench;

/// <summary>An open page of a console, as far as its socket goes: it takes whatever is pushed, and remembers when each warning's row first came.</summary>
sealed partial class BenchPage : IDisposable
{
    readonly ClientWebSocket socket = new();
    readonly ConcurrentDictionary<string, long> shown = new(StringComparer.Ordinal);
    Task taking = Task.CompletedTask;

    /// <summary>Opens the socket, and says which page is shown.</summary>
    /// <param name="origin">Where the console is.</param>
    /// <param name="address">The page.</param>
    public static async Task<BenchPage> Open(string origin, string address)
    {
        var page = new BenchPage();
        page.socket.Options.SetRequestHeader("Origin", origin);
        await page.socket.ConnectAsync(new Uri(origin.Replace("http", "ws", StringComparison.Ordinal) + "/live"), default);
        await page.socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"page":"{{address}}","since":0}"""), WebSocketMessageType.Text, endOfMessage: true, default);
        page.taking = Task.Run(page.Take);
        return page;
    }

    /// <summary>When a warning's row had come as a whole, by the stopwatch.</summary>
    /// <exception cref="InvalidOperationException">The console closed the page before, or its socket broke.</exception>
    public async Task<long> Shown(string thread)
    {
        long at;
        while (!shown.TryGetValue(thread, out at))
        {
            // Whether it has ended is asked first: its last push may have brought the row.
            if (taking.IsCompleted && !shown.ContainsKey(thread)) throw new InvalidOperationException($"the page was closed before it showed the warning '{thread}': {Why}", taking.Exception?.InnerException);
            await Task.Delay(1);
        }
        return at;
    }

    string Why => taking.Exception?.InnerException?.Message ?? socket.CloseStatusDescription ?? "it gave no reason";

    async Task Take()
    {
        var (buffer, length) = (new byte[8 << 20], 0);
        while (await socket.ReceiveAsync(buffer.AsMemory(length), default) is { MessageType: not WebSocketMessageType.Close } part)
        {
            length += part.Count;
            if (!part.EndOfMessage) continue;
            var now = Stopwatch.GetTimestamp();
            if (part.MessageType == WebSocketMessageType.Text)
                foreach (Match row in Rows().Matches(Encoding.UTF8.GetString(buffer, 0, length))) shown.TryAdd(row.Groups[1].Value, now);
            length = 0;
        }
    }

    [GeneratedRegex("id=\"w-([^\"]+)\"")]
    private static partial Regex Rows();

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
