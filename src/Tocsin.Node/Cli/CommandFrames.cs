using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Serialization;

namespace Tocsin.Node.Cli;

/// <summary>A command as it goes over the local socket.</summary>
/// <param name="Args">The arguments.</param>
/// <param name="Folder">Where the user stands.</param>
/// <param name="Variables">The environment variables that verbs ask for.</param>
sealed record RemoteCommand(string[] Args, string Folder, Dictionary<string, string> Variables);

[JsonSerializable(typeof(RemoteCommand))]
sealed partial class CommandJson : JsonSerializerContext;

/// <summary>What comes back over the local socket: frames of one byte that says what it is, a big-endian uint32 length, and bytes.</summary>
static class CommandFrames
{
    public const byte Out = 1, Err = 2, Exit = 3;

    public const int HeaderBytes = 5;

    public static async Task Write(Stream stream, byte kind, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var frame = new byte[HeaderBytes + bytes.Length];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), bytes.Length);
        bytes.CopyTo(frame.AsMemory(HeaderBytes));
        await stream.WriteAsync(frame, stop);
        await stream.FlushAsync(stop);
    }
}

/// <summary>A writer whose text goes out as frames, whole writes at a time.</summary>
sealed class FrameWriter(Stream stream, SemaphoreSlim alone, byte kind) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty) return;
        var bytes = new byte[Encoding.UTF8.GetByteCount(buffer)];
        Encoding.UTF8.GetBytes(buffer, bytes);
        alone.Wait();
        try { CommandFrames.Write(stream, kind, bytes, CancellationToken.None).GetAwaiter().GetResult(); }
        finally { alone.Release(); }
    }
}
