using System.Buffers;
using System.Buffers.Binary;

namespace Tocsin.Log;

/// <summary>C2SP tlog-tiles, "Log entries": up to 256 entries in a row, each behind its length as a big-endian
/// uint16.</summary>
public static class EntryBundle
{
    /// <summary>Bytes of one entry, at most.</summary>
    public const int EntryBytesMax = LogLimits.EntryBytesMax;

    /// <summary>Writes one entry at the end of a bundle.</summary>
    /// <exception cref="ArgumentException">The entry has more than <see cref="EntryBytesMax"/> bytes.</exception>
    public static void Append(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        if (entry.Length > EntryBytesMax)
            throw new ArgumentException(
                $"an entry has at most {EntryBytesMax} bytes, not {entry.Length}", nameof(entry));
        var span = bundle.GetSpan(sizeof(ushort) + entry.Length);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)entry.Length);
        entry.CopyTo(span[sizeof(ushort)..]);
        bundle.Advance(sizeof(ushort) + entry.Length);
    }

    /// <summary>Reads a bundle entry by entry, without copying.</summary>
    /// <param name="bundle">Its bytes.</param>
    /// <param name="width">How many entries it must hold: 1 to 256.</param>
    public static EntryBundleReader Read(ReadOnlySpan<byte> bundle, int width) => new(bundle, width);

    /// <summary>Null if a bundle holds exactly so many entries and nothing else; otherwise the reason, with the
    /// byte.</summary>
    public static string? Check(ReadOnlySpan<byte> bundle, int width)
    {
        var reader = Read(bundle, width);
        while (reader.MoveNext()) { }
        return reader.Reason;
    }
}
