using Tocsin.Share.Doors;
using Tocsin.Share.Records;

namespace Tocsin.Share.Collections;

/// <summary>The objects that collections make of a record: what the STIX exporter writes of it, the record's own last.</summary>
static class ObjectText
{
    /// <summary>The objects; or why there are none. No name of the author's party is told with them, since it would change with the party's document.</summary>
    public static Parsed<ImmutableArray<(string Id, string Json)>> Of(Record record, Hash privateCircle) =>
        record.What is IndicatorFacts or SightingFacts or IntelligenceFacts || record.What is EventFacts && record.Leaf.Kind == Kind.Incident
            ? StixExport.Map(new Telling(record, record.Leaf.Id.ToString(), "", null, []) { IsPrivate = record.Address.Log.Circle == privateCircle })
            : new("STIX has no form for it");
}
