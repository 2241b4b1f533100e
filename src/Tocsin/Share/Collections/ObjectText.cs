using Tocsin.Share.Doors;
using Tocsin.Share.Records;

namespace Tocsin.Share.Collections;

/// <summary>What collections go by of the circles.</summary>
/// <param name="Private">The circle in which this party is alone.</param>
/// <param name="IsExercise">Whether a circle is an exercise, which never changes.</param>
public sealed record CollectionCircles(Hash Private, Func<Hash, bool> IsExercise);

/// <summary>The objects that collections make of a record: what the STIX exporter writes of it, the record's own last.</summary>
static class ObjectText
{
    /// <summary>The objects; or why there are none. No name of the author's party is told with them, since it would change with the party's document.</summary>
    /// <param name="record">The record.</param>
    /// <param name="circles">What is gone by of the circles.</param>
    /// <param name="met">Of a sighting, the indicator that it met; nothing where none is known.</param>
    public static Parsed<ImmutableArray<(string Id, string Json)>> Of(Record record, CollectionCircles circles, MetIndicator? met)
    {
        if (!(record.What is IndicatorFacts or SightingFacts or IntelligenceFacts || record.What is EventFacts && record.Leaf.Kind == Kind.Incident)) return new("STIX has no form for it");
        var telling = new Telling(record, record.Leaf.Id.ToString(), "", null, []) { IsPrivate = record.Address.Log.Circle == circles.Private, IsInExercise = circles.IsExercise(record.Address.Log.Circle), Met = met?.Id };
        return telling is { IsExercise: true, IsInExercise: false } ? new("it belongs to an exercise, and the circle is none") : StixExport.Map(telling);
    }
}
