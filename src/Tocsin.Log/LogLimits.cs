namespace Tocsin.Log;

/// <summary>Every limit of a log, its tiles and its notes, on one page.</summary>
public static class LogLimits
{
    /// <summary>Bytes of one entry, at most: C2SP tlog-tiles writes its length as a uint16.</summary>
    public const int EntryBytesMax = ushort.MaxValue;

    /// <summary>Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles, "Merkle Tree").</summary>
    public const int TileWidthMax = 256;

    /// <summary>Bytes of a full tile.</summary>
    public const int TileBytesMax = TileWidthMax * Hash.Size;

    /// <summary>Bytes of the largest bundle: 256 entries, each behind a uint16.</summary>
    public const int BundleBytesMax = TileWidthMax * (sizeof(ushort) + EntryBytesMax);

    /// <summary>The highest level of which a path may speak (C2SP tlog-tiles).</summary>
    public const int PathLevelMax = 63;

    /// <summary>The highest index of a tile or bundle: that of the last bundle of 2^63 - 1 entries.</summary>
    public const long TileIndexMax = long.MaxValue / TileWidthMax;

    /// <summary>The levels that 2^63 - 1 entries need: 0 to 7.</summary>
    public const int LevelsMax = 8;

    /// <summary>Bytes of a signed note, at most; C2SP signed-note asks for some limit.</summary>
    public const int NoteBytesMax = 1 << 20;

    /// <summary>Signature lines of a note, at most; C2SP signed-note asks for 16 or more.</summary>
    public const int NoteSignaturesMax = 64;

    /// <summary>Bytes of one signature, at most: nearly 5 kB are expected of post-quantum algorithms.</summary>
    public const int SignatureBytesMax = 8 << 10;

    // Each line fails to compile (CS0031) if the relation it names stops to hold.
    const byte EveryLevelFitsItsPath = LevelsMax <= PathLevelMax ? 0 : -1;
    const byte AFullNoteFits = NoteSignaturesMax * (SignatureBytesMax * 4 / 3 + 1024) < NoteBytesMax ? 0 : -1;
    const byte ABundleFitsAnArray = (long)BundleBytesMax < int.MaxValue ? 0 : -1;
}
