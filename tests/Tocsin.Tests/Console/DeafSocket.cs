using System.Net.WebSockets;

namespace Tocsin.Tests.Console;

/// <summary>A socket whose other side takes nothing: the first message is never sent.</summary>
sealed class DeafSocket : WebSocket
{
    readonly TaskCompletionSource addressed = new();

    /// <summary>Done once somebody has tried to send.</summary>
    public Task Addressed => addressed.Task;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    public override void Abort() { }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose() { }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith<WebSocketReceiveResult>(_ => throw new OperationCanceledException(cancellationToken), TaskScheduler.Default);

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        addressed.TrySetResult();
        return Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
