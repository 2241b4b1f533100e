using System.Text.Json;
using Tocsin.Share.Views;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>Shows one thread with everything that was said and done.</summary>
/// <param name="views">The threads.</param>
public sealed class ShowWarning(IViews views)
{
    /// <summary>The thread; nothing where there is none of that name.</summary>
    public async Task<WarningThread?> Handle(string thread, CancellationToken stop) =>
        await views.Document(ThreadsFollower.View, thread, stop) is { } document
        && JsonSerializer.Deserialize(document.Text, ThreadJson.Default.WarningThread) is { Ringing.Length: > 0 } found ? found : null;
}
