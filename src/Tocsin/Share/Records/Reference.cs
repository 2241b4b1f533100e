namespace Tocsin.Share.Records;

/// <summary>How one record bears on another.</summary>
public static class Relation
{
    /// <summary>This record replaces that one, of the same id and author.</summary>
    public const string Revises = "revises";
    /// <summary>This record takes that one back, or erases it.</summary>
    public const string Ends = "ends";
    /// <summary>This record is about that one: a note, a disposition.</summary>
    public const string About = "about";
    /// <summary>That record made this one be written.</summary>
    public const string Cause = "cause";
    /// <summary>That warning is the one which this one updates or cancels.</summary>
    public const string Follows = "follows";
    /// <summary>The rules in force when this was judged.</summary>
    public const string Rules = "rules";
}

/// <summary>Names one leaf of the same circle, for good: where it stands and what it hashes to.</summary>
/// <param name="Relation">How this record bears on that one; one of <see cref="Records.Relation"/>, or a word that this version does not know.</param>
/// <param name="Log">The log that holds the leaf.</param>
/// <param name="Index">Its place in that log, from 0.</param>
/// <param name="Leaf">Its RFC 6962 leaf hash.</param>
public readonly record struct Reference(string Relation, Origin Log, long Index, Hash Leaf)
{
    /// <summary>Whether a record may have effects on what it names: an earlier leaf of its author's, in this incarnation of the log or in one before.</summary>
    /// <param name="from">Where the record stands that makes the reference.</param>
    public bool HasEffect(RecordAddress from) =>
        Log.IsOfAuthorOf(from.Log) && (Log.Incarnation < from.Log.Incarnation || Log.Incarnation == from.Log.Incarnation && Index < from.Index);
}

/// <summary>Where one record stands.</summary>
/// <param name="Log">The log that holds it.</param>
/// <param name="Index">Its place there, from 0.</param>
public readonly record struct RecordAddress(Origin Log, long Index)
{
    /// <summary>The address as a person types it: the log's origin, a colon, the index.</summary>
    public override string ToString() => $"{Log}:{Index}";
}
