using Tocsin.Formats.Misp;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Puts records together to MISP events: those that came as events with their parts again, all other indicators in one event for each publisher.</summary>
/// <remarks>An event is written once all its parts are known, so what is exported is held in memory as far as MISP can tell it.</remarks>
sealed class MispGathering
{
    const string Gone = "what its source said was erased or withheld";

    static readonly string TooDeep = FormattableString.Invariant($"its source nested it more than {MispOutEvent.PartDepthMax} deep, and its event would not be read again");

    readonly SortedDictionary<string, MispOutEvent> ours = new(StringComparer.Ordinal), others = new(StringComparer.Ordinal);

    readonly MispMeeting sightings = new();

    /// <summary>The events, in the order of their UUIDs, each with what was met of it.</summary>
    public IEnumerable<MispOutEvent> Events => ours.Values;

    /// <summary>Characters that are held.</summary>
    public long Chars { get; private set; }

    /// <summary>Once all is known: puts the parts into their events, and the sightings into the attributes that they met; what goes out with nothing is told.</summary>
    public IEnumerable<(string Record, string Reason)> Meet()
    {
        // Without the event itself its UUID would stand for another's words, and whoever pulls would put ours in their place.
        foreach (var part in others.Values.Where(each => !each.IsWhole)) part.MoveTo(Ours(part.Publisher));
        foreach (var whole in others.Values.Where(each => each.IsWhole))
        {
            if (ours.TryGetValue(whole.Uuid, out var same)) same.MoveTo(whole);
            ours[whole.Uuid] = whole;
        }
        return sightings.Meet();
    }

    /// <summary>Null where the record was taken, else why not.</summary>
    public string? Add(Telling telling) => telling.Record switch
    {
        { What: null } => "its content was erased or withheld",
        _ when telling.IsExercise => "it belongs to an exercise, and no event of MISP's would say so",
        { What: SightingFacts facts, Source: { Original: null } source } when telling.Scheme == MispDoor.Scheme && source.Words?.ContainsKey(MispDoor.AloneWord) != true => Met(telling, facts, null),
        { What: SightingFacts { Silent: { } why } } when telling.Scheme != MispDoor.Scheme => $"it rings nowhere here: {why}",
        { What: SightingFacts facts } => Met(telling, facts, MispOwn.Sighting(telling, facts)),
        { What: IndicatorFacts or IntelligenceFacts } when telling.Scheme == MispDoor.Scheme => Again(telling),
        { What: IndicatorFacts facts } => Own(telling, facts),
        var record => $"MISP has no form for a record of the kind '{record.Leaf.Kind}'",
    };

    /// <summary>Where its attribute's own JSON tells of it, it needs none.</summary>
    string? Met(Telling telling, SightingFacts facts, string? json)
    {
        Chars += json?.Length ?? 0;
        sightings.Add(telling, facts, json);
        return null;
    }

    string? Again(Telling telling)
    {
        if (IntelligencePersonal.OriginalOf(telling.Record, MispOutEvent.PartDepthMax) is not { } json) return IntelligencePersonal.OriginalOf(telling.Record) is null ? Gone : TooDeep;
        var (target, source) = (EventOf(telling), telling.Record.Source!);
        target.Hear(telling);
        Chars += json.Length;
        var part = new MispOutPart(source.Key!.Keys[0], source.Words?.GetValueOrDefault(MispDoor.ObjectWord), json, source.Key.Version ?? 0, telling.Record.Address);
        switch (telling.Record.What)
        {
            case IntelligenceFacts { Type: MispDoor.EventType }: target.PutEvent(part, telling.Record.Personal?.Data.GetValueOrDefault(MispEvent.CreatorMember), telling.IsPrivate ? null : telling.Record.Leaf.Marking); break;
            case IntelligenceFacts { Type: MispDoor.ObjectType }: target.PutObject(part); break;
            default:
                target.PutAttribute(part);
                sightings.Know(telling, telling.Record.What is IndicatorFacts facts ? facts.Names : [], target, part.Uuid);
                break;
        }
        return null;
    }

    string? Own(Telling telling, IndicatorFacts facts)
    {
        var (target, any) = (EventOf(telling), false);
        var before = target.Chars;
        foreach (var named in facts.Names)
        {
            if (MispOwn.Put(target, telling, facts, named) is not { } uuid) continue;
            sightings.Know(telling, [named], target, uuid);
            any = true;
        }
        if (!any) return $"MISP has no attribute for a value of the type '{facts.Type}'";
        Chars += target.Chars - before;
        target.Hear(telling);
        return null;
    }

    MispOutEvent EventOf(Telling telling)
    {
        var record = telling.Record;
        var uuid = record.What is IntelligenceFacts { Type: MispDoor.EventType } ? record.Source!.Key!.Keys[0] : record.Source?.Words?.GetValueOrDefault(MispDoor.EventWord);
        var publisher = record.Source?.Publisher ?? telling.SenderName ?? "this party";
        // It becomes a file's name, and a partner may have written it.
        if (telling.Scheme != MispDoor.Scheme || !Guid.TryParseExact(uuid, "D", out var known)) return Ours(publisher);
        var key = known.ToString();
        return others.TryGetValue(key, out var met) ? met : others[key] = new MispOutEvent(key, publisher);
    }

    MispOutEvent Ours(string publisher)
    {
        var key = MispOwn.EventUuid(publisher).ToString();
        return ours.TryGetValue(key, out var met) ? met : ours[key] = new MispOutEvent(key, publisher);
    }
}
