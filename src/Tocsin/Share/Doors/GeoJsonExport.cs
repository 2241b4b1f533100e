using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;
using Tocsin.Formats.GeoJson;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Records to GeoJSON features: the properties that <see cref="GeoJsonDoor"/> reads, numbers and codes among them.</summary>
sealed class GeoJsonExport
{
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly ArrayBufferWriter<byte> buffer = new();
    readonly HashSet<string> written = new(StringComparer.Ordinal);

    /// <summary>The feature; or why the record is none.</summary>
    public Log.Parsed<Feature> Map(Telling telling)
    {
        if (telling.Record is not { What: { } what } record) return new("its content was erased or withheld");
        buffer.ResetWrittenCount();
        written.Clear();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            Text(json, "kind", record.Leaf.Kind.Name);
            Facts(json, what);
            Words(json, record);
            Text(json, "status", what.Status.ToString());
            Text(json, "tlp", record.Leaf.Marking.Name());
            Text(json, "exercise", record.Leaf.Exercise ? "true" : null);
            Text(json, "issued", Moment(record.Leaf.Time));
            Others(json, what);
            json.WriteEndObject();
        }
        return new(new Feature(telling.Id, record.Where?.Geometry, JsonElement.Parse(buffer.WrittenSpan)));
    }

    void Facts(Utf8JsonWriter json, Facts what)
    {
        switch (what)
        {
            case EventFacts f:
                Event(json, f.Type, f.Event, f.Category, f.Severity, f.Urgency, f.Certainty, f.At, f.Until);
                break;
            case WarningFacts f:
                Event(json, "warning", f.Event, f.Category, f.Severity, f.Urgency, f.Certainty, f.At, f.Until);
                Text(json, "message", f.Message.ToString());
                Text(json, "why", f.Why);
                break;
            case CountFacts f:
                Text(json, "type", "count");
                Text(json, "topic", f.Topic);
                Text(json, "measure", f.Measure.ToString());
                Text(json, "caseStatus", f.CaseStatus.ToString());
                Text(json, "basis", f.Basis.ToString());
                Text(json, "period", f.PeriodName());
                Text(json, "category", nameof(Category.Health));
                Text(json, "time", Moment(f.At));
                Number(json, "count", f.Count);
                if (f.Population is { } people) Number(json, "population", people);
                break;
            case IndicatorFacts f:
                Text(json, "type", f.Type);
                Text(json, "value", f.Value);
                Text(json, "category", f.Category.ToString());
                Text(json, "severity", f.Severity.ToString());
                break;
            case IntelligenceFacts f:
                Text(json, "type", f.Type);
                Text(json, "id", f.Id);
                Text(json, "time", f.At is { } at ? Moment(at) : null);
                break;
            case SightingFacts f:
                Text(json, "type", f.Type);
                Text(json, "value", f.Value);
                Text(json, "time", Moment(f.At));
                Number(json, "count", f.Count);
                break;
        }
    }

    void Event(Utf8JsonWriter json, string type, string? name, Category category, Severity severity, Urgency urgency, Certainty certainty, Instant at, Instant? until)
    {
        Text(json, "type", type);
        Text(json, "event", name);
        Text(json, "category", category.ToString());
        Text(json, "severity", severity.ToString());
        Text(json, "urgency", urgency.ToString());
        Text(json, "certainty", certainty.ToString());
        Text(json, "time", Moment(at));
        Text(json, "until", until is { } end ? Moment(end) : null);
    }

    void Words(Utf8JsonWriter json, Record record)
    {
        if (record.Texts is [var first, ..])
        {
            Text(json, "language", first.Language);
            Text(json, "headline", first.Headline);
            Text(json, "description", first.Description);
            Text(json, "instruction", first.Instruction);
        }
        Text(json, "place", record.Where?.Name);
        Text(json, "publisher", record.Source?.Publisher);
        Text(json, "web", record.Source?.Web);
    }

    /// <summary>Numbers and codes; one whose name is already taken above is left out.</summary>
    void Others(Utf8JsonWriter json, Facts what)
    {
        var numbers = what switch { EventFacts f => f.Numbers, WarningFacts f => f.Numbers, _ => null };
        foreach (var (name, number) in numbers ?? new Dictionary<string, double>()) Number(json, name, number);
        foreach (var (name, code) in (what as EventFacts)?.Codes ?? new Dictionary<string, string>()) Text(json, name, code);
    }

    void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null && written.Add(name)) json.WriteString(name, text);
    }

    static string Moment(Instant time) => InstantPattern.ExtendedIso.Format(time);

    void Number(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number) && written.Add(name)) json.WriteNumber(name, number);
    }
}
