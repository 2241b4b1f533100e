using System.Text.Json;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Threads;

/// <summary>Reads threads from the documents that <see cref="ThreadsFollower"/> keeps.</summary>
public static class ThreadDocuments
{
    /// <summary>The thread in a document; nothing where it waits for its first message still.</summary>
    public static WarningThread? Read(ViewDocument document) =>
        JsonSerializer.Deserialize(document.Text, ThreadJson.Default.WarningThread) is { Ringing.Length: > 0 } thread ? thread : null;
}
