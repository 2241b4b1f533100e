using System.Buffers;
using System.Text;
using System.Text.Json;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Text;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Records to STIX 2.1 objects: those of STIX as they came, indicators, sightings and incidents of other origin in this house's words.</summary>
static class StixExport
{
    const string ExerciseLabel = "exercise";

    /// <summary>The object's own JSON behind its id, and before it whatever it refers to; or why the record is none. What belongs to an exercise bears a label that says so.</summary>
    public static Log.Parsed<ImmutableArray<(string Id, string Json)>> Map(Telling telling) => telling.Record switch
    {
        { What: null } => new("its content was erased or withheld"),
        { What.Status: CapStatus.System or CapStatus.Test or CapStatus.Draft } => new("it is a test, a draft or a message of a network's own, and tells of nothing real"),
        { What: IndicatorFacts or SightingFacts or IntelligenceFacts } when telling.Scheme == StixDoor.Scheme => Again(telling),
        { What: IndicatorFacts facts } => Indicator(telling, facts),
        { What: SightingFacts facts } => Observed(telling, facts),
        { What: EventFacts facts } record when record.Leaf.Kind == Kind.Incident => new(Incident(telling, facts)),
        var record => new($"STIX has no form for a record of the kind '{record.Leaf.Kind}'"),
    };

    static Log.Parsed<ImmutableArray<(string, string)>> Again(Telling telling)
    {
        if (IntelligencePersonal.OriginalOf(telling.Record) is not { } json) return new("what its source said was erased or withheld");
        if (telling.IsExercise && !StixHeader.IsLabelled(json, ExerciseLabel)) return new($"it belongs to an exercise, and its source's own words have no label '{ExerciseLabel}' that says so");
        var id = telling.Record.Source!.Key!.Keys[0];
        if (telling.AddedMarking is not { } added) return new([(id, json)]);
        var tlp = (TrafficLight)added;
        return new([(StixTlp.IdOf(tlp), StixTlp.DefinitionOf(tlp)), (id, StixMarking.Mark(json, tlp))]);
    }

    /// <summary>The id under which an indicator goes out.</summary>
    public static string IndicatorId(Record record)
    {
        var key = record.Source?.Key?.Scheme is StixDoor.Scheme or MispDoor.Scheme ? record.Source.Key.Keys[0] : null;
        if (record.Source?.Key?.Scheme == StixDoor.Scheme) return key!;
        // STIX 2.1's schema knows the versions 1 to 5 alone; misp-stix keeps a MISP UUID too.
        return $"indicator--{(key is { Length: 36 } && key[14] is >= '1' and <= '5' ? key : Telling.UuidOf(record, record.Leaf.Id.ToString(), "indicator"))}";
    }

    static Log.Parsed<ImmutableArray<(string, string)>> Indicator(Telling telling, IndicatorFacts facts)
    {
        var patterns = facts.Names.Select(named => StixValues.Pattern(named.Type, named.Value)).OfType<string>().ToList();
        if (patterns.Count == 0) return new($"STIX has no pattern for a value of the type '{facts.Type}'");
        var misp = telling.Scheme == MispDoor.Scheme ? telling.Record.Source!.Key!.Keys[0] : null;
        var id = IndicatorId(telling.Record);
        var from = facts.From ?? telling.Created;
        return new(Own(telling, "indicator", id, json =>
        {
            json.WriteString("name"u8, facts.Value);
            if (facts.Silent is null) Texts(json, "indicator_types"u8, "malicious-activity");
            if (telling.Record.Texts is [{ Description: { Length: > 0 } description }, ..]) json.WriteString("description"u8, description);
            json.WriteString("pattern"u8, $"[{string.Join(" OR ", patterns)}]");
            json.WriteString("pattern_type"u8, "stix"u8);
            json.WriteString("pattern_version"u8, "2.1"u8);
            json.WriteString("valid_from"u8, StixTime.Write(from));
            if (facts.Until > from) json.WriteString("valid_until"u8, StixTime.Write(facts.Until.Value));
            if (facts.ConfidencePercent is { } percent) json.WriteNumber("confidence"u8, percent);
            Labels(json, telling, facts.Silent is null ? null : "not-for-detection");
            if (misp is null) return;
            json.WriteStartArray("external_references"u8);
            json.WriteStartObject();
            json.WriteString("source_name"u8, "MISP"u8);
            json.WriteString("external_id"u8, misp);
            json.WriteEndObject();
            json.WriteEndArray();
        }));
    }

    /// <summary>What was met is an observation; and a sighting, where the indicator that names it is known in the circle.</summary>
    static Log.Parsed<ImmutableArray<(string, string)>> Observed(Telling telling, SightingFacts facts)
    {
        if (telling.Met is null && facts.Type is "iban" or "account" or "phone" or "wallet") return new("an account, a wallet or a telephone number may be somebody's: it goes out where an indicator of the circle names it");
        if (StixValues.Observable(facts.Type, facts.Value) is not var (observable, json)) return new($"STIX has no observable for a value of the type '{facts.Type}'");
        var observation = $"observed-data--{telling.Uuid("observed")}";
        var count = Math.Min(facts.Count, 999_999_999);     // §4.14, §5.2
        var own = Own(telling, StixIndexing.ObservedData, observation, writer =>
        {
            writer.WriteString("first_observed"u8, StixTime.Write(facts.At));
            writer.WriteString("last_observed"u8, StixTime.Write(facts.At));
            writer.WriteNumber("number_observed"u8, count);
            Texts(writer, "object_refs"u8, observable);
            Labels(writer, telling, null);
        });
        ImmutableArray<(string, string)> told = [.. own[..^1], (observable, json), own[^1]];
        return telling.Met is not { } indicator ? new(told) : new([.. told, Own(telling, StixTypes.Sighting, $"sighting--{telling.Uuid("sighting")}", writer =>
        {
            writer.WriteString("first_seen"u8, StixTime.Write(facts.At));
            writer.WriteString("last_seen"u8, StixTime.Write(facts.At));
            writer.WriteNumber("count"u8, count);
            writer.WriteString("sighting_of_ref"u8, indicator);
            Texts(writer, "observed_data_refs"u8, observation);
            if ((telling.Record.Source?.Publisher ?? telling.SenderName) is { } publisher) Texts(writer, "where_sighted_refs"u8, Identity(publisher).Id);
            Labels(writer, telling, null);
        })[^1]]);
    }

    static ImmutableArray<(string, string)> Incident(Telling telling, EventFacts facts) => Own(telling, "incident", $"incident--{telling.Uuid("incident")}", json =>
    {
        var text = telling.Record.Texts.FirstOrDefault();
        json.WriteString("name"u8, text?.Headline ?? text?.Event ?? facts.Event ?? facts.Type);
        if (text?.Description is { Length: > 0 } description) json.WriteString("description"u8, description);
        Labels(json, telling, null);
    });

    /// <summary>An object in its publisher's name, behind that identity and the marking that it bears.</summary>
    static ImmutableArray<(string, string)> Own(Telling telling, string type, string id, Action<Utf8JsonWriter> members)
    {
        var objects = ImmutableArray.CreateBuilder<(string, string)>();
        var (created, marking) = (telling.Created, telling.Record.Leaf.Marking);
        var publisher = telling.Record.Source?.Publisher ?? telling.SenderName;
        if (publisher is not null) objects.Add(Identity(publisher));
        if (marking != Tlp.Clear) objects.Add((StixTlp.IdOf((TrafficLight)marking), StixTlp.DefinitionOf((TrafficLight)marking)));
        objects.Add((id, Write(type, id, json =>
        {
            if (publisher is not null) json.WriteString("created_by_ref"u8, Identity(publisher).Id);
            json.WriteString("created"u8, StixTime.Write(created));
            json.WriteString("modified"u8, StixTime.Write(telling.Record.Leaf.Time));
            members(json);
            if (marking != Tlp.Clear) Texts(json, "object_marking_refs"u8, StixTlp.IdOf((TrafficLight)marking));
        })));
        return objects.ToImmutable();
    }

    /// <summary>The times are those of no version: a name is all that is known of it.</summary>
    static (string Id, string Json) Identity(string name)
    {
        var id = $"identity--{Telling.UuidOf(name)}";
        return (id, Write("identity", id, json =>
        {
            json.WriteString("created"u8, "1970-01-01T00:00:00.000Z"u8);
            json.WriteString("modified"u8, "1970-01-01T00:00:00.000Z"u8);
            json.WriteString("name"u8, name);
            json.WriteString("identity_class"u8, "organization"u8);
        }));
    }

    static string Write(string type, string id, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Plain))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteString("spec_version"u8, "2.1"u8);
            json.WriteString("id"u8, id);
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    static void Labels(Utf8JsonWriter json, Telling telling, string? own)
    {
        string[] labels = [.. own is null ? [] : (string[])[own], .. telling.IsExercise ? (string[])[ExerciseLabel] : []];
        if (labels.Length > 0) Texts(json, "labels"u8, labels);
    }

    static void Texts(Utf8JsonWriter json, ReadOnlySpan<byte> name, params ReadOnlySpan<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
