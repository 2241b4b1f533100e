using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>What a circle's charter demands of every leaf in it.</summary>
/// <param name="Marking">The laxest marking that a record may bear.</param>
/// <param name="IsExercise">Whether the circle is an exercise: then each of its leaves says so.</param>
public readonly record struct CircleTerms(Tlp Marking, bool IsExercise)
{
    /// <summary>Whether others read it, or may come to: then what a source restricts does not go there by itself.</summary>
    public bool IsShared { get; init; }

    /// <summary>A draft without a marking of its own that is laxer than the charter's: it gets that one.</summary>
    internal Draft Marked(Draft draft) => draft.Marking < Marking ? draft with { Marking = null } : draft;

    /// <summary>Why what came by a door does not go to the circle unless a person answers for it; nothing where it may.</summary>
    internal string? Objection(Draft draft) =>
        !IsShared ? null
        : draft.OnlyFor is { } audience ? $"its source means it for {audience}: it stays out of a shared circle"
        : draft.Marking == Tlp.Red && Marking < Tlp.Red ? $"its source marks it, or a part of it, TLP:RED, and the circle is one of TLP:{Marking.Name()}: it stays out of it"
        : null;
}
