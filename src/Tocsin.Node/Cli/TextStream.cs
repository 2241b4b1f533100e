using System.Text;

namespace Tocsin.Node.Cli;

/// <summary>A stream whose bytes are UTF-8 and go on to a writer of text, a piece at a time; the last piece when it is disposed of.</summary>
sealed class TextStream(TextWriter text) : Stream
{
    /// <summary>Bytes of one piece.</summary>
    public const int PieceBytes = 64 << 10;

    readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    readonly byte[] piece = new byte[PieceBytes];
    readonly char[] chars = new char[Encoding.UTF8.GetMaxCharCount(PieceBytes)];
    int filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, PieceBytes - filled);
            buffer[..taken].CopyTo(piece.AsSpan(filled));
            filled += taken;
            buffer = buffer[taken..];
            if (filled == PieceBytes) Pass(isLast: false);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: small pieces would each become a frame.</summary>
    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Pass(isLast: true);
        base.Dispose(disposing);
    }

    void Pass(bool isLast)
    {
        var count = decoder.GetChars(piece.AsSpan(0, filled), chars, isLast);
        filled = 0;
        if (count > 0) text.Write(chars, 0, count);
    }
}
