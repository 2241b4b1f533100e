namespace Tocsin.Share.Sync;

/// <summary>Somebody who serves a log: its author, or a member that mirrors it. Nothing of what it gives is believed.</summary>
public interface ILogSource
{
    /// <summary>Whose node it is: a party's id.</summary>
    string Party { get; }

    /// <summary>A tile's bytes; nothing where it gives none.</summary>
    Task<ReadOnlyMemory<byte>?> Tile(Origin log, TileAddress tile, CancellationToken stop);

    /// <summary>An entry bundle of this width; nothing where it gives none.</summary>
    Task<ReadOnlyMemory<byte>?> Entries(Origin log, long bundle, int width, CancellationToken stop);

    /// <summary>The contents that go with it (docs/spec/sync.md); nothing where it gives none.</summary>
    Task<ReadOnlyMemory<byte>?> Content(Origin log, long bundle, int width, CancellationToken stop);

    /// <summary>The content of one leaf, for one that is too large to go with others; nothing where it gives none.</summary>
    Task<ReadOnlyMemory<byte>?> Content(Origin log, long index, CancellationToken stop);
}

/// <summary>A source did not give what it was asked for, or gave what is false.</summary>
/// <param name="sentence">Who gave what, and what is wrong with it.</param>
/// <param name="isFalse">Whether it was false, and not merely missing.</param>
sealed class SourceException(string sentence, bool isFalse) : Exception(sentence)
{
    public bool IsFalse { get; } = isFalse;
}
