namespace Tocsin.Share.Records;

/// <summary>Which record of one circle may be passed on to another: by the kind, by TLP 2.0, and by what its author agreed to.</summary>
/// <remarks>Who relays keeps to it, and who reads a relay checks it by what the relay itself proves.</remarks>
public static class RelayRules
{
    /// <summary>What may be said in a circle from elsewhere; other kinds concern their author and its circle alone.</summary>
    public static ImmutableArray<Kind> Kinds { get; } = [Kind.Observation, Kind.Count, Kind.Indicator, Kind.Sighting, Kind.Incident, Kind.Warning, Kind.Note];

    /// <summary>Why a record is not to be passed on, in one sentence; nothing where it may be.</summary>
    /// <param name="original">The record's envelope.</param>
    /// <param name="marking">How the relay is marked, or the circle that is to have it.</param>
    /// <param name="isExercise">Whether that circle is an exercise.</param>
    /// <param name="groups">The groups that are passed on.</param>
    /// <param name="consent">What the author agreed to for that circle; nothing where it said nothing.</param>
    public static string? Objection(Leaf original, Tlp marking, bool isExercise, IReadOnlyCollection<string> groups, ConsentFacts? consent)
    {
        if (original.Kind == Kind.Relay) return "a relay is not passed on: its reader holds no more than a copy; relay the record itself where you hold it";
        if (!Kinds.Contains(original.Kind)) return $"a record of the kind {original.Kind} concerns its own circle alone";
        if (original.Exercise && !isExercise) return "a record of an exercise never enters a real circle";
        if (original.Marking >= Tlp.AmberStrict) return $"what is marked TLP:{original.Marking.Name()} is never passed on";
        if (marking < original.Marking) return $"TLP:{marking.Name()} is laxer than TLP:{original.Marking.Name()}, with which its author marked it";
        if (original.Marking == Tlp.Amber && consent is null) return "what is marked TLP:AMBER is passed on only with its author's consent to that very circle: ask its author for 'tocsin relay consent'";
        if (groups.Contains(Group.Personal) && consent is not { Personal: true }) return "data on persons is passed on only where its author's consent says so";
        return null;
    }

    /// <summary>Why groups cannot be left out, in one sentence; nothing where they can.</summary>
    public static string? Unleavable(IReadOnlyList<string> without) =>
        without.FirstOrDefault(group => group == Group.What || !Group.All.Contains(group)) is not { } odd ? null
        : odd == Group.What ? "the facts of a record are never left out: a drill or a cancellation could pass for an alarm"
        : $"'{odd}' is no group: {string.Join(", ", Group.All)}";
}
