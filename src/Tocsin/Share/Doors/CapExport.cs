using Tocsin.Formats.Cap;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Records to CAP 1.2: warnings, incidents and features in this party's name; others' alerts as they were.</summary>
static class CapExport
{
    /// <summary>The alert; or why the record is none.</summary>
    public static Log.Parsed<CapAlert> Map(Telling telling) => telling.Record switch
    {
        { What: null } => new("its content was erased or withheld"),
        { What: WarningFacts facts } => new(Own(telling, Said.Of(facts))),
        { What: EventFacts { Type: CapDoor.Type, Codes: { } codes } facts } when codes.ContainsKey("identifier") => Again(telling.Record, facts, codes),
        { What: EventFacts facts } record when record.Leaf.Kind == Kind.Incident || facts.Type == GeoJsonDoor.Type => new(Own(telling, Said.Of(facts))),
        var record => new($"a record of the kind '{record.Leaf.Kind}' is no alert: warn about it, or export it as geojson"),
    };

    /// <summary>What warnings and events have in common.</summary>
    readonly record struct Said(
        MessageType Message, Category Category, string Event, Severity Severity, Urgency Urgency, Certainty Certainty,
        Instant At, Instant? Until, string? Why, Records.CapStatus Status)
    {
        public static Said Of(WarningFacts f) =>
            new(f.Message, f.Category, f.Event, f.Severity, f.Urgency, f.Certainty, f.At, f.Until, f.Why, f.Status);

        public static Said Of(EventFacts f) =>
            new(MessageType.Alert, f.Category, f.Event ?? f.Type, f.Severity, f.Urgency, f.Certainty, f.At, f.Until, null, f.Status);
    }

    static CapAlert Own(Telling telling, Said said)
    {
        var leaf = telling.Record.Leaf;
        var texts = telling.Record.Texts.Count > 0 ? telling.Record.Texts : [new TextBlock()];
        var isOpen = leaf.Marking == Tlp.Clear;
        return new CapAlert
        {
            Identifier = Telling.CapName(telling.Id),
            Sender = Telling.CapName(telling.Sender),
            Sent = CapMoment.Of(leaf.Time),
            Status = leaf.Exercise ? Formats.Cap.CapStatus.Exercise : (Formats.Cap.CapStatus)said.Status,
            // A revision of an alert takes its place, which is what CAP calls an update.
            MessageType = said.Message == MessageType.Alert && telling.Earlier.Length > 0 ? CapMessageType.Update : (CapMessageType)said.Message,
            Scope = isOpen ? CapScope.Public : CapScope.Restricted,
            Restriction = isOpen ? null : $"TLP:{leaf.Marking.Name()}",
            References = telling.Earlier,
            Infos = [.. texts.Select(text => Info(telling, said, text))],
        };
    }

    static CapInfo Info(Telling telling, Said said, TextBlock text) => new()
    {
        Language = text.Language,
        Categories = [(CapCategory)said.Category],
        Event = text.Event ?? said.Event,
        Urgency = (CapUrgency)said.Urgency,
        Severity = (CapSeverity)said.Severity,
        Certainty = (CapCertainty)said.Certainty,
        Onset = CapMoment.Of(said.At),
        Expires = said.Until is { } until ? CapMoment.Of(until) : null,
        SenderName = telling.SenderName,
        Headline = text.Headline ?? said.Why,
        Description = text.Description ?? said.Why,
        Instruction = text.Instruction,
        Web = text.Web,
        Contact = text.Contact,
        Areas = CapPlaces.Areas(telling.Record.Where),
    };

    /// <summary>Another agency's message, its identity and its words as they came.</summary>
    static Log.Parsed<CapAlert> Again(Record record, EventFacts facts, IReadOnlyDictionary<string, string> codes)
    {
        if (CapMoment.Read(codes.GetValueOrDefault("sent")) is not { } sent) return new("the time at which it was sent does not read");
        var withInfo = facts.Event is not null;
        return new(new CapAlert
        {
            Identifier = codes["identifier"],
            Sender = codes.GetValueOrDefault("sender", ""),
            Sent = sent,
            Status = (Formats.Cap.CapStatus)facts.Status,
            MessageType = CapCodes.Words<CapMessageType>(codes.GetValueOrDefault("message")) is [var message] ? message : CapMessageType.Alert,
            Source = codes.GetValueOrDefault("source"),
            Scope = CapCodes.Words<CapScope>(codes.GetValueOrDefault("scope")) is [var scope] ? scope : CapScope.Public,
            Restriction = codes.GetValueOrDefault("restriction"),
            Addresses = codes.GetValueOrDefault("addresses"),
            Codes = [.. (codes.GetValueOrDefault("code") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)],
            Note = codes.GetValueOrDefault("note"),
            References = CapCodes.References(codes.GetValueOrDefault("references")),
            Incidents = codes.GetValueOrDefault("incidents"),
            Infos = withInfo ? [.. record.Texts.Select((text, i) => Info(record, facts, codes, text, i))] : [],
        });
    }

    static CapInfo Info(Record record, EventFacts facts, IReadOnlyDictionary<string, string> codes, TextBlock text, int index)
    {
        var categories = CapCodes.Words<CapCategory>(codes.GetValueOrDefault("categories"));
        var level = CapCodes.Level(codes, index) ?? ((CapUrgency)facts.Urgency, (CapSeverity)facts.Severity, (CapCertainty)facts.Certainty);
        return new CapInfo
        {
            Language = text.Language,
            Categories = categories.IsEmpty ? [(CapCategory)facts.Category] : categories,
            Event = text.Event ?? facts.Event!,
            ResponseTypes = CapCodes.Words<CapResponse>(codes.GetValueOrDefault("responseTypes")),
            Urgency = level.Item1,
            Severity = level.Item2,
            Certainty = level.Item3,
            Audience = codes.GetValueOrDefault("audience"),
            EventCodes = CapCodes.EventCodes(codes),
            Effective = CapMoment.Read(codes.GetValueOrDefault("effective")),
            Onset = CapMoment.Read(codes.GetValueOrDefault("onset")),
            Expires = CapMoment.Read(codes.GetValueOrDefault("expires")),
            SenderName = codes.GetValueOrDefault("senderName"),
            Headline = text.Headline,
            Description = text.Description,
            Instruction = text.Instruction,
            Web = text.Web,
            Contact = text.Contact,
            Parameters = CapCodes.Parameters(codes),
            Areas = CapPlaces.Areas(record.Where, facts.Numbers),
        };
    }
}
