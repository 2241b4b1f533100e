using System.Net.WebSockets;
using System.Text.Json;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>The one socket of a page.</summary>
static class LiveEndpoint
{
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public static async Task Run(HttpContext http, LiveHub hub, FragmentCache fragments, RecordDots dots, AnsweredCalls answered, Sessions sessions, IHostApplicationLifetime life)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await Refusals.Say(http, StatusCodes.Status400BadRequest, "This address is for a page's live channel: open the console itself.");
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        var client = new LiveClient(socket, CurrentOfficer.Of(http)!, hub, fragments, dots, answered, () => sessions.StillHolds(http));
        if (!hub.TryJoin(client))
        {
            await client.Close(WebSocketCloseStatus.PolicyViolation, "too many pages are open: close some, and try again", ending.Token);
            await Quietly(Drain(socket, ending.Token));
            return;
        }
        try
        {
            var (hearing, telling) = (Hear(socket, client, ending.Token), client.Run(ending.Token));
            await Task.WhenAny(hearing, telling);
            // The reason must reach the page: its own word of farewell says that it did.
            if (socket.State == WebSocketState.CloseSent) await Task.WhenAny(hearing, Task.Delay(Farewell, ending.Token));
            await ending.CancelAsync();
            await Quietly(hearing);
            await Quietly(telling);
        }
        finally
        {
            hub.Leave(client);
            if (socket.State is not WebSocketState.Closed) socket.Abort();
        }
    }

    static async Task Hear(WebSocket socket, LiveClient client, CancellationToken stop)
    {
        var buffer = new byte[ConsoleLimits.WordBytesMax + 1];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
                length += part.Count;
                if (length > ConsoleLimits.WordBytesMax)
                {
                    await client.Close(WebSocketCloseStatus.MessageTooBig, $"a message has at most {ConsoleLimits.WordBytesMax} bytes", stop);
                    await Drain(socket, stop);
                    return;
                }
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await client.Close(WebSocketCloseStatus.NormalClosure, "", stop);
                return;
            }
            if (Read(buffer.AsSpan(0, length), part.MessageType) is not var (page, since, called))
            {
                await client.Close(WebSocketCloseStatus.InvalidPayloadData, "a message is {\"page\":\"/path?query\",\"since\":N,\"called\":[\"thread\"]}", stop);
                await Drain(socket, stop);
                return;
            }
            client.Show(page, since, called);
        }
    }

    /// <summary>Takes what was under way until the page has heard the reason: a connection that is cut would lose it.</summary>
    static async Task Drain(WebSocket socket, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Farewell);
        var rest = new byte[ConsoleLimits.WordBytesMax];
        while (socket.State == WebSocketState.CloseSent) await socket.ReceiveAsync(rest.AsMemory(), patience.Token);
    }

    static (ShownPage Page, long Since, IReadOnlyList<string> Called)? Read(ReadOnlySpan<byte> bytes, WebSocketMessageType type)
    {
        if (type != WebSocketMessageType.Text) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, LiveJson.Default.PageWord) is { Page: { } address, Since: >= 0 and var since } word
                && ShownPage.Parse(address) is { } page ? (page, since, [.. (word.Called ?? []).OfType<string>().Take(ConsoleLimits.CallsToldMax)]) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The other side may vanish at any moment, and that is no fault.</summary>
    static async Task Quietly(Task task)
    {
        try { await task; }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException) { }
    }
}
