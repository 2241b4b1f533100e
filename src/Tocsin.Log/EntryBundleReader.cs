using System.Buffers.Binary;

namespace Tocsin.Log;

/// <summary>Goes through the entries of a bundle where they lie. After the last, <see cref="Reason"/> says whether the
/// bundle was whole.</summary>
/// <remarks>It has no GetEnumerator: a foreach would lose the reason.</remarks>
public ref struct EntryBundleReader
{
    readonly ReadOnlySpan<byte> bundle;
    readonly int width;
    int next;

    internal EntryBundleReader(ReadOnlySpan<byte> bundle, int width)
    {
        if (width is < 1 or > LogLimits.TileWidthMax)
            throw new ArgumentOutOfRangeException(nameof(width), width, "a bundle holds 1 to 256 entries");
        this.bundle = bundle;
        this.width = width;
    }

    /// <summary>The entry at hand.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Entries read so far; the slot of <see cref="Current"/> is one less.</summary>
    public int Count { get; private set; }

    /// <summary>Why the bundle is refused, with the byte offset; null while nothing is wrong.</summary>
    public string? Reason { get; private set; }

    /// <summary>Goes to the next entry; false at the end of the bundle, or where it is not one.</summary>
    public bool MoveNext()
    {
        if (Reason is not null) return false;
        var rest = bundle[next..];
        if (Count == width) return !rest.IsEmpty && Refuse($"{rest.Length} bytes too many after entry {Count - 1}");
        if (rest.IsEmpty) return Refuse($"the bundle ends after {Count} entries, not {width}");
        if (rest.Length < sizeof(ushort)) return Refuse($"the length of entry {Count} is cut off");
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length > rest.Length - sizeof(ushort))
            return Refuse($"entry {Count} says {length} bytes, {rest.Length - sizeof(ushort)} are left");

        Current = rest.Slice(sizeof(ushort), length);
        next += sizeof(ushort) + length;
        Count++;
        return true;
    }

    bool Refuse(string what)
    {
        Reason = $"{what} (byte {next})";
        return false;
    }
}
