using Tocsin.Share.Records;

namespace Tocsin.Share.Logs;

/// <summary>What a circle's charter demands of every leaf in it.</summary>
/// <param name="Marking">The laxest marking that a record may bear.</param>
/// <param name="IsExercise">Whether the circle is an exercise: then each of its leaves says so.</param>
public readonly record struct CircleTerms(Tlp Marking, bool IsExercise)
{
    /// <summary>A draft without a marking of its own that is laxer than the charter's: it gets that one.</summary>
    internal Draft Marked(Draft draft) => draft.Marking < Marking ? draft with { Marking = null } : draft;
}
