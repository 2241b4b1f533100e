using Tocsin.Formats;

namespace Tocsin.Share.Doors;

/// <summary>A file that comes in: its first bytes are read once to recognise it, and again by the reader.</summary>
static class SourceFile
{
    /// <summary>Opens a file to read; or says in one sentence why it cannot be.</summary>
    public static Log.Parsed<FileStream> Open(string path)
    {
        if (Directory.Exists(path)) return new("this is a folder, not a file");
        try
        {
            // A pipe, a socket or a device has no length either, and to open one could wait for ever.
            if (new FileInfo(path) is { Exists: true, LinkTarget: null, Length: 0 }) return new("the file is empty, or a pipe or a device");
            return new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 << 10, FileOptions.SequentialScan));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new("there is no such file");
        }
        catch (UnauthorizedAccessException)
        {
            return new("the file may not be read by this account");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            return new($"the file does not open: {e.Message}");
        }
    }

    /// <summary>Looks at the beginning, and gives a stream that begins there again.</summary>
    /// <exception cref="IOException">The stream does not read.</exception>
    public static async Task<(Recognised Format, Stream Bytes)> Recognise(Stream bytes, string fileName, CancellationToken stop)
    {
        var beginning = new byte[FormatLimits.RecognitionBytes];
        var length = await bytes.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, stop);
        return (Recognition.Recognise(beginning.AsSpan(0, length), fileName), new Rewound(beginning.AsMemory(0, length), bytes));
    }

    /// <summary>Bytes that were read already, then the rest.</summary>
    sealed class Rewound(ReadOnlyMemory<byte> beginning, Stream rest) : Stream
    {
        ReadOnlyMemory<byte> left = beginning;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (left.IsEmpty) return rest.Read(buffer);
            var count = Math.Min(buffer.Length, left.Length);
            left.Span[..count].CopyTo(buffer);
            left = left[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
