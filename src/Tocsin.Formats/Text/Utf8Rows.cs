using System.Buffers;

namespace Tocsin.Formats.Text;

/// <summary>Cuts a stream of UTF-8 into rows: lines, or several where a quoted field holds line ends.</summary>
/// <remarks>Rows are slices of one pooled buffer: the last row is gone when the next is asked for.</remarks>
sealed class Utf8Rows(Stream bytes) : IDisposable
{
    const string TooLong = "the row is longer than 64 KiB";
    const byte TheSentenceIsTrue = FormatLimits.CsvRowBytesMax == 64 << 10 ? 0 : -1; // else: CS0031
    const int AheadBytes = 2 * FormatLimits.CsvRowBytesMax + 4;

    byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * AheadBytes);
    int start;
    int end;
    bool ended;
    int rowStart;
    int rowLength;
    int nextLine = 1;

    /// <summary>Whether a quoted field may hold line ends (CSV), or a quote is a character like any other (lists). At first it is.</summary>
    public bool Quotes { get; set; }

    /// <summary>The number of the row's first line, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The row without its line end.</summary>
    public ReadOnlySpan<byte> Row => buffer.AsSpan(rowStart, rowLength);

    /// <summary>Why the row cannot be used; null when it can.</summary>
    public string? Broken { get; private set; }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Next()
    {
        Broken = null;
        Line = nextLine;
        Fill();
        if (start == end) return false;
        var length = LineLength(start);
        if (length > FormatLimits.CsvRowBytesMax + 1) return SkipTooLong();
        if (Quotes && buffer.AsSpan(start, length).Contains((byte)'"')) length = WithQuotedLines(length);
        Take(length);
        return true;
    }

    void Take(int length)
    {
        rowStart = start;
        rowLength = length > 0 && buffer[start + length - 1] == '\r' ? length - 1 : length;
        start = Math.Min(end, start + length + 1);
        nextLine++;
        if (Row.Length > FormatLimits.CsvRowBytesMax) Broken = TooLong;
        else if (Row.Contains((byte)0)) Broken = "this is binary data, not text (a NUL byte)";
        else if (TextDecoding.FirstInvalidUtf8(Row) is { } bad) Broken = $"byte {bad + 1} of the row is not UTF-8 text: save the file as UTF-8";
    }

    /// <summary>Keeps at least one whole row in the buffer, where there is as much left.</summary>
    void Fill()
    {
        if (ended || end - start >= AheadBytes) return;
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        var room = buffer.AsSpan(end);
        var count = bytes.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
        end += count;
        ended = count < room.Length;
    }

    int LineLength(int from)
    {
        var length = buffer.AsSpan(from, end - from).IndexOf((byte)'\n');
        return length < 0 ? end - from : length;
    }

    /// <summary>The length of the row with the lines that its open quote takes in; its first line alone when that never closes.</summary>
    int WithQuotedLines(int first)
    {
        var (length, lines) = (first, 0);
        for (var open = Odd(start, first); open; lines++)
        {
            if (start + length >= end || lines == FormatLimits.CsvRowLinesMax - 1 || length > FormatLimits.CsvRowBytesMax)
            {
                Broken = "a quote is opened in this row and never closed";
                return first;
            }
            var more = LineLength(start + length + 1);
            open ^= Odd(start + length + 1, more);
            length += 1 + more;
        }
        nextLine += lines;
        return length;
    }

    bool Odd(int from, int length) => (buffer.AsSpan(from, length).Count((byte)'"') & 1) == 1;

    bool SkipTooLong()
    {
        (Broken, rowStart, rowLength) = (TooLong, start, 0);
        nextLine++;
        int length;
        while ((length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) < 0 && start < end)
        {
            start = end;
            Fill();
        }
        start = length < 0 ? end : start + length + 1;
        return true;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
