using Tocsin.Formats.Misp;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>MISP events, objects, attributes and sightings to records, one each. See docs/doors.md.</summary>
public static class MispDoor
{
    /// <summary>The scheme and the sender of its source keys, and the sort of value under which a UUID is found.</summary>
    public const string Scheme = "misp";

    /// <summary>The type of intelligence that an event becomes.</summary>
    public const string EventType = "misp-event";
    /// <summary>The type of intelligence that an object becomes.</summary>
    public const string ObjectType = "misp-object";
    /// <summary>The type of intelligence that an attribute becomes whose values are not compared.</summary>
    public const string AttributeType = "misp-attribute";

    // The source's words by which parts are put together again.
    internal const string EventWord = "event", ObjectWord = "object", TypeWord = "type";

    // A sighting's attribute, and what it says of it.
    internal const string AttributeWord = "attribute", SightingWord = "sighting", FalsePositiveWord = "false-positive";

    // Of a sighting that keeps no words of its source's: it came alone, and no attribute's JSON tells of it.
    internal const string AloneWord = "alone";

    const string Deleted = "its author deleted it";

    const string FalsePositive = "its author met it where it means no harm (a false positive); the indicator goes on ringing";

    /// <summary>Maps one part.</summary>
    public static Mapped Map(MispPart part, DoorTerms terms)
    {
        if (part.Timestamp is { } written && terms.FutureFault(written) is { } fault) return Mapped.Refuse(fault);
        return Mapped.To(part switch
        {
            MispEvent e => Event(e, terms),
            MispObject o => Object(o, terms),
            MispAttribute { IsComparable: true } a => Indicator(a, [], terms),
            MispAttribute { Type: MispOwn.HashType } a when MispOwn.HashOf(a.Value) is { } hash => Indicator(a, [hash], terms),
            MispAttribute a => Attribute(a, terms),
            MispSighting s => Sighting(s, terms),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    static Draft Event(MispEvent part, DoorTerms terms)
    {
        var draft = Draft(Kind.Intelligence, Intelligence(EventType, part), part, part, Texts(part.Info, null), []);
        // Who entered it is no business of those who read it.
        return part.CreatorEmail is { } mail ? draft with { Personal = IntelligencePersonal.Of(terms.Now, MispEvent.CreatorMember, mail) } : draft;
    }

    static Draft Object(MispObject part, DoorTerms terms)
    {
        var isPersonal = MispPersons.IsOne(part.Name);
        var draft = Draft(Kind.Intelligence, Intelligence(ObjectType, part), part, part.Event, Texts(part.Name, isPersonal ? null : part.Comment), []);
        return isPersonal ? Personal(draft, part, terms) : draft;
    }

    static Draft Attribute(MispAttribute part, DoorTerms terms)
    {
        var isPersonal = MispPersons.IsOne(part.Type, part.Category, part.ObjectName);
        var draft = Draft(Kind.Intelligence, Intelligence(AttributeType, part), part, part.Event, isPersonal ? [] : Texts(Short(part.Value), part.Comment),
            [(ObjectWord, part.ObjectUuid), (TypeWord, part.Type)]);
        return isPersonal ? Personal(draft, part, terms) : draft;
    }

    static Draft Indicator(MispAttribute part, IEnumerable<NamedValue> hashes, DoorTerms terms)
    {
        var names = NamedValues.Of(part.Values, hashes, new NamedValue(Scheme, part.Uuid), terms);
        var (category, severity) = FeedSeverity.OfIndicator(string.Join(' ', [part.Event?.Info ?? "", .. part.Event?.Tags ?? [], part.Comment ?? ""]));
        var facts = new IndicatorFacts
        {
            Type = names.First.Type,
            Value = names.First.Value,
            Also = names.Also,
            Silent = part.IsDeleted ? Deleted : part.ForDetection ? names.Silent : "its author does not mean it for detection (to_ids)",
            Category = names.AreOfFraud ? Category.Security : category,
            Severity = FeedSeverity.OfThreatLevel(part.Event?.ThreatLevel) is var level and not Severity.Unknown ? level : severity,
            From = part.FirstSeen,
            Until = part.ExpiresAt,
        };
        return Draft(Kind.Indicator, facts, part, part.Event, Texts(null, part.Comment), [(ObjectWord, part.ObjectUuid), (TypeWord, part.Type), ("warninglist", names.LeftOut)]);
    }

    static Draft Sighting(MispSighting part, DoorTerms terms)
    {
        // What has no value that is compared is met itself: an attribute is found by its UUID too.
        var (type, value) = part.Value is { } named ? (IndicatorDoor.TypeOf(named), named.Value) : (Scheme, part.OfUuid!);
        var facts = new SightingFacts { Type = type, Value = value, At = part.At, Silent = part.IsDeleted ? Deleted : part.Type == MispSightingType.FalsePositive ? FalsePositive : terms.Lists.Naming(type, value) };
        var draft = Draft(Kind.Sighting, facts, part, part.Of?.Event, [], [(AttributeWord, part.OfUuid), (SightingWord, part.Type == MispSightingType.FalsePositive ? FalsePositiveWord : null), (AloneWord, part.IsPersonal ? "yes" : null)]);
        // The JSON of the attribute that it stands in tells of it too, and goes out again.
        draft = draft with { Source = draft.Source! with { Publisher = part.By ?? draft.Source.Publisher, Original = part.Of is null ? part.Json : null } };
        return part.IsPersonal ? Personal(draft, part, terms) : draft;
    }

    static IntelligenceFacts Intelligence(string type, MispPart part) => new() { Type = type, Id = part.Uuid, At = part.Timestamp };

    static Draft Personal(Draft draft, MispPart part, DoorTerms terms) =>
        draft with { Source = draft.Source! with { Original = null }, Personal = IntelligencePersonal.Of(terms.Now, part.Json) };

    static Draft Draft(Kind kind, Facts facts, MispPart part, MispEvent? parent, IReadOnlyList<TextBlock> texts, ReadOnlySpan<(string, string?)> words) => new()
    {
        Kind = kind,
        What = facts,
        Marking = (Tlp?)(int?)part.Tlp,
        OnlyFor = part.Audience?.ToString(),
        Texts = texts,
        Source = new Source
        {
            Key = new SourceKey(Scheme, Scheme, [part is MispSighting ? $"sighting:{part.Uuid}" : part.Uuid], part.Timestamp?.ToUnixTimeMilliseconds()),
            Publisher = parent?.Organisation,
            Original = part.Json,
            Words = IndicatorDoor.Words([("tlp", ((Tlp?)(int?)part.Tlp)?.Name()), (EventWord, part is MispEvent ? null : parent?.Uuid), .. words]),
        },
    };

    static IReadOnlyList<TextBlock> Texts(string? headline, string? description) =>
        string.IsNullOrEmpty(headline) && string.IsNullOrEmpty(description) ? [] : [new TextBlock { Language = "und", Headline = headline, Description = description }];

    static string Short(string value) => value.Length <= 200 ? value : value[..200] + "…";
}
