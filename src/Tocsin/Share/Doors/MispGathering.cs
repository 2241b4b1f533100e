using Tocsin.Formats.Misp;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Puts records together to MISP events: those that came as events with their parts again, all other indicators in one event for each publisher.</summary>
/// <remarks>An event is written once all its parts are known, so what is exported is held in memory as far as MISP can tell it.</remarks>
sealed class MispGathering
{
    readonly SortedDictionary<string, MispOutEvent> events = new(StringComparer.Ordinal);

    /// <summary>The events, in the order of their UUIDs.</summary>
    public IEnumerable<MispOutEvent> Events => events.Values;

    /// <summary>Null where the record was taken, else why not.</summary>
    public string? Add(Telling telling) => telling.Record switch
    {
        { What: null } => "its content was erased or withheld",
        _ when telling.IsExercise => "it belongs to an exercise, and no event of MISP's would say so",
        { What: SightingFacts } when telling.Scheme == MispDoor.Scheme => IsTold(telling),
        { What: SightingFacts } => "MISP tells a sighting with the attribute that was met: export the indicator",
        { What: IndicatorFacts or IntelligenceFacts } when telling.Scheme == MispDoor.Scheme => Again(telling),
        { What: IndicatorFacts facts } => Own(telling, facts),
        var record => $"MISP has no form for a record of the kind '{record.Leaf.Kind}'",
    };

    /// <summary>Its attribute's own JSON tells of it.</summary>
    string? IsTold(Telling telling)
    {
        EventOf(telling).Hear(telling);
        return null;
    }

    string? Again(Telling telling)
    {
        if (IntelligencePersonal.OriginalOf(telling.Record) is not { } json) return "what its source said was erased or withheld";
        var (target, source) = (EventOf(telling), telling.Record.Source!);
        target.Hear(telling);
        var part = new MispOutPart(source.Key!.Keys[0], source.Words?.GetValueOrDefault(MispDoor.ObjectWord), json, source.Key.Version ?? 0, telling.Record.Address);
        switch (telling.Record.What)
        {
            case IntelligenceFacts { Type: MispDoor.EventType }: target.PutEvent(part, telling.Record.Personal?.Data.GetValueOrDefault(MispEvent.CreatorMember)); break;
            case IntelligenceFacts { Type: MispDoor.ObjectType }: target.PutObject(part); break;
            default: target.PutAttribute(part); break;
        }
        return null;
    }

    string? Own(Telling telling, IndicatorFacts facts)
    {
        var (target, any) = (EventOf(telling), false);
        foreach (var named in facts.Names)
        {
            if (MispOwn.Attribute(telling, facts, named) is not var (uuid, json)) continue;
            target.PutAttribute(new MispOutPart(uuid, null, json, telling.Record.Leaf.Time.ToUnixTimeMilliseconds(), telling.Record.Address));
            any = true;
        }
        if (!any) return $"MISP has no attribute for a value of the type '{facts.Type}'";
        target.Hear(telling);
        return null;
    }

    MispOutEvent EventOf(Telling telling)
    {
        var record = telling.Record;
        var uuid = record.What is IntelligenceFacts { Type: MispDoor.EventType } ? record.Source!.Key!.Keys[0] : record.Source?.Words?.GetValueOrDefault(MispDoor.EventWord);
        var publisher = record.Source?.Publisher ?? telling.SenderName ?? "this party";
        // It becomes a file's name, and a partner may have written it.
        var key = telling.Scheme == MispDoor.Scheme && Guid.TryParseExact(uuid, "D", out var known) ? known.ToString() : MispOwn.EventUuid(publisher).ToString();
        return events.TryGetValue(key, out var met) ? met : events[key] = new MispOutEvent(key, publisher);
    }
}
