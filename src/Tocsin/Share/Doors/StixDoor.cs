using System.Text.Json;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Formats.Text;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>STIX objects to records: indicators and sightings to these kinds, all others to intelligence. See docs/doors.md.</summary>
public static class StixDoor
{
    /// <summary>The scheme and the sender of its source keys, and the sort of value under which an id is found.</summary>
    public const string Scheme = "stix";

    const string Revoked = "its author took it back";

    /// <summary>Maps one object.</summary>
    public static Mapped Map(StixObject value, DoorTerms terms)
    {
        if ((value.Modified ?? value.Created) is { } written && terms.FutureFault(written) is { } fault) return Mapped.Refuse(fault);
        return value.Type switch
        {
            StixTypes.Indicator => Indicator(value, terms),
            StixTypes.Sighting => Sighting(value, terms),
            _ => Mapped.To(Draft(value, Kind.Intelligence, Intelligence(value), terms)),
        };
    }

    static Mapped Indicator(StixObject value, DoorTerms terms)
    {
        var (values, hashes, note) = Values(value);
        var (category, severity) = FeedSeverity.OfIndicator(WordsOf(value));
        var names = NamedValues.Of(values, hashes, new NamedValue(Scheme, value.Id), terms);
        var draft = Draft(value, Kind.Indicator, new IndicatorFacts
        {
            Type = names.First.Type,
            Value = names.First.Value,
            Also = names.Also,
            Silent = value.IsRevoked ? Revoked : names.Silent,
            Category = names.AreOfFraud ? Category.Security : category,
            Severity = severity,
            ConfidencePercent = value.Body.Number("confidence") is { } percent and >= 0 and <= 100 ? (int)percent : null,
            From = Time(value.Body, "valid_from"),
            Until = Time(value.Body, "valid_until"),
        }, terms);
        if (names.LeftOut is not null) draft = draft with { Source = draft.Source! with { Words = new Dictionary<string, string>(draft.Source.Words ?? new Dictionary<string, string>()) { ["warninglist"] = names.LeftOut } } };
        return new Mapped(draft, null, note);
    }

    static (ImmutableArray<Indicator> Values, IEnumerable<NamedValue> Hashes, string? Note) Values(StixObject value)
    {
        if (value.Body.Text("pattern") is not { } text) return ([], [], "it has no pattern: it names nothing but its own id");
        if (value.Body.Text("pattern_type") is { } language and not "stix") return ([], [], $"its pattern is {language}: kept as it came, and not matched");
        var pattern = StixPattern.Parse(text);
        return pattern.IsRead ? (PatternValues.Of(pattern.Value), StixValues.HashesIn(pattern.Value), null) : ([], [], $"its pattern does not read ({pattern.Refusal}): kept as it came, and not matched");
    }

    static Mapped Sighting(StixObject value, DoorTerms terms)
    {
        if (value.Body.Text("sighting_of_ref") is not { } of) return Mapped.Refuse("the sighting does not say of what it is");
        var at = Time(value.Body, "last_seen") ?? Time(value.Body, "first_seen") ?? value.Created;
        if (at is not { } time) return Mapped.Refuse("the sighting says no time");
        if (terms.FutureFault(time) is { } fault) return Mapped.Refuse(fault);
        var count = value.Body.Number("count") ?? 1;
        return Mapped.To(Draft(value, Kind.Sighting, new SightingFacts
        {
            Type = Scheme,
            Value = of,
            At = time,
            Count = Math.Max(1, count),
            Silent = value.IsRevoked ? Revoked : count == 0 ? "its author says that it was looked for and not met" : null,
        }, terms));
    }

    static IntelligenceFacts Intelligence(StixObject value) => new()
    {
        Type = value.Type.Length <= 250 ? value.Type : value.Type[..250],
        Id = value.Id,
        At = Time(value.Body, "first_observed") ?? value.Modified ?? value.Created,
        Binds = Binds(value.Body) is { Count: > 0 } binds ? binds : null,
    };

    static List<string> Binds(JsonElement body) =>
    [
        .. new[] { body.Text("source_ref"), body.Text("target_ref") }.OfType<string>().Concat(body.Texts("object_refs")).Take(Limits.ReferencesMax),
    ];

    static Draft Draft(StixObject value, Kind kind, Facts facts, DoorTerms terms)
    {
        var isPersonal = IntelligencePersonal.IsPersonal(value);
        return new Draft
        {
            Kind = kind,
            What = facts,
            Marking = (Tlp?)(int?)value.Tlp,
            Texts = isPersonal ? [] : Texts(value.Body),
            Source = new Source
            {
                Key = new SourceKey(Scheme, Scheme, [value.Id], (value.Modified ?? value.Created)?.ToUnixTimeMilliseconds()),
                // Never the file's name: the same object comes from many files.
                Publisher = value.CreatedBy,
                Original = isPersonal ? null : value.Json,
                Words = IndicatorDoor.Words(("tlp", ((Tlp?)(int?)value.Tlp)?.Name()), ("revoked", value.IsRevoked ? "true" : null)),
            },
            Personal = isPersonal ? IntelligencePersonal.Of(terms.Now, value.Json) : null,
        };
    }

    static IReadOnlyList<TextBlock> Texts(JsonElement body)
    {
        var (name, description) = (body.Text("name") ?? body.Text("value") ?? body.Text("relationship_type"), body.Text("description") ?? body.Text("content"));
        return (name ?? description) is null ? [] : [new TextBlock { Language = body.Text("lang") ?? "und", Headline = name, Description = description }];
    }

    static Instant? Time(JsonElement body, string name) => StixTime.Read(body.Text(name));

    static string WordsOf(StixObject value) =>
        string.Join(' ', value.Body.Texts("indicator_types").Concat(value.Body.Texts("labels")).Append(value.Body.Text("name") ?? ""));
}
