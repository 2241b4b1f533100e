using System.Buffers.Binary;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tocsin.Node.Cli;

/// <summary>A command as it goes over the local socket.</summary>
/// <param name="Args">The arguments.</param>
/// <param name="Folder">Where the user stands.</param>
/// <param name="Variables">The environment variables that verbs ask for.</param>
sealed record RemoteCommand(string[] Args, string Folder, Dictionary<string, string> Variables);

[JsonSerializable(typeof(RemoteCommand))]
sealed partial class CommandJson : JsonSerializerContext;

/// <summary>The body of a request over the local socket: a command behind its length as a big-endian uint32, then standard
/// input, where the command reads it.</summary>
sealed class CommandContent : HttpContent
{
    /// <summary>Bytes of a command; the arguments of a command line are 2 MiB at most on Linux.</summary>
    public const int CommandBytesMax = 4 << 20;

    const int LengthBytes = 4;

    readonly byte[] frame;
    readonly Stream? input;

    /// <param name="command">The command.</param>
    /// <param name="input">Standard input; nothing where the command does not read it.</param>
    /// <exception cref="IOException">The command is too long.</exception>
    public CommandContent(RemoteCommand command, Stream? input)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(command, CommandJson.Default.RemoteCommand);
        if (json.Length > CommandBytesMax) throw new IOException($"the command has {json.Length} bytes; {CommandBytesMax} are the most");
        frame = new byte[LengthBytes + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, json.Length);
        json.CopyTo(frame, LengthBytes);
        this.input = input;
    }

    /// <summary>Takes the command off the front of a body; what is left is standard input.</summary>
    public static async Task<Parsed<RemoteCommand>> Read(Stream body, CancellationToken stop)
    {
        try
        {
            var header = new byte[LengthBytes];
            await body.ReadExactlyAsync(header, stop);
            var length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (length > CommandBytesMax) return new($"The command has {length} bytes; {CommandBytesMax} are the most.");
            var json = new byte[length];
            await body.ReadExactlyAsync(json, stop);
            return JsonSerializer.Deserialize(json, CommandJson.Default.RemoteCommand) is { Args: not null, Folder: not null, Variables: not null } command
                ? new(command)
                : new("The command is not whole.");
        }
        catch (Exception e) when (e is EndOfStreamException or JsonException)
        {
            return new($"The command does not read: {e.Message}");
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(frame, cancellationToken);
        if (input is not null) await input.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = frame.Length;
        return input is null;
    }
}

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
