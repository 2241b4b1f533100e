using NetTopologySuite.Geometries;
using Tocsin.Formats.Cap;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Another agency's CAP alerts to observations: one record for each message. See docs/doors.md.</summary>
public static class CapDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "cap";

    /// <summary>The type of the observation.</summary>
    public const string Type = "alert";

    const string SignatureWord = "signature";

    /// <summary>Maps one message. Its times of effect may lie ahead, for they are forecasts; the time of sending may not.</summary>
    public static Mapped Map(CapAlert alert, DoorTerms terms)
    {
        var sent = alert.Sent.ToInstant();
        if ((terms.FutureFault(sent) ?? terms.Signatures.Fault(alert)) is { } fault) return Mapped.Refuse(fault);
        var worst = Worst(alert.Infos);
        return new Mapped(new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Status = (Records.CapStatus)alert.Status,
                Type = Type,
                Category = worst is null ? Category.Other : (Category)worst.Categories[0],
                Event = worst?.Event,
                Severity = worst is null ? Severity.Unknown : (Severity)worst.Severity,
                Urgency = worst is null ? Urgency.Unknown : (Urgency)worst.Urgency,
                Certainty = worst is null ? Certainty.Unknown : (Certainty)worst.Certainty,
                At = (worst?.Onset ?? worst?.Effective)?.ToInstant() ?? sent,
                Until = Latest(alert.Infos),
                Numbers = Altitudes(alert),
                Codes = CapCodes.Write(alert, worst),
            },
            Where = Place(alert),
            Texts = Texts(alert),
            Source = new Source
            {
                Key = new SourceKey(Scheme, alert.Sender, [$"{alert.Identifier},{CapMoment.Write(alert.Sent)}"], null),
                Publisher = worst?.SenderName ?? alert.Source ?? alert.Sender,
                Web = worst?.Web,
                Words = IndicatorDoor.Words((SignatureWord, CapTrust.Words(alert))),
            },
        }, null, terms.Signatures.Note(alert));
    }

    /// <summary>The info that decides: the worst severity, then urgency, then certainty, then the first; null where there is none.</summary>
    static CapInfo? Worst(ImmutableArray<CapInfo> infos) =>
        infos.OrderBy(info => (info.Severity, info.Urgency, info.Certainty)).FirstOrDefault();

    static Instant? Latest(ImmutableArray<CapInfo> infos) =>
        infos.IsEmpty || infos.Any(info => info.Expires is null) ? null : infos.Max(info => info.Expires!.Value.ToInstant());

    static IReadOnlyList<TextBlock> Texts(CapAlert alert) => alert.Infos.IsEmpty
        ? alert.Note is null ? [] : [new TextBlock { Language = "und", Headline = alert.Note }]
        : [.. alert.Infos.Select(info => new TextBlock
        {
            Language = info.Language,
            Event = info.Event,
            Headline = info.Headline,
            Description = info.Description,
            Instruction = info.Instruction,
            Contact = info.Contact,
            Web = info.Web,
        })];

    static Where? Place(CapAlert alert)
    {
        var areas = alert.Infos.SelectMany(info => info.Areas).ToList();
        if (areas.Count == 0) return null;
        var names = areas.Select(area => area.Description).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal);
        var codes = areas.SelectMany(area => area.Geocodes).Distinct()
            .GroupBy(code => code.ValueName, code => code.Value, StringComparer.Ordinal)
            .ToDictionary(scheme => scheme.Key, scheme => string.Join(' ', scheme), StringComparer.Ordinal);
        return new Where
        {
            Geometry = Together(areas),
            Name = string.Join("; ", names) is { Length: > 0 } name ? name : null,
            Codes = codes.Count == 0 ? null : codes,
        };
    }

    /// <summary>The areas of all infos as one geometry; what several languages repeat stands once.</summary>
    static Geometry? Together(List<CapArea> areas)
    {
        var seen = new HashSet<Geometry>();
        var parts = new List<Geometry>();
        foreach (var whole in areas.Select(area => area.ToGeometry()).OfType<Geometry>())
            for (var i = 0; i < whole.NumGeometries; i++)
                if (seen.Add(whole.GetGeometryN(i))) parts.Add(whole.GetGeometryN(i));
        return parts switch
        {
            [] => null,
            [var one] => one,
            _ => parts[0].Factory.BuildGeometry(parts),
        };
    }

    static Dictionary<string, double>? Altitudes(CapAlert alert)
    {
        var areas = alert.Infos.SelectMany(info => info.Areas).ToList();
        var floor = areas.Min(area => area.AltitudeFeet);
        if (floor is null) return null;
        var numbers = new Dictionary<string, double> { ["altitudeFeet"] = (double)floor };
        if (areas.Max(area => area.CeilingFeet) is { } ceiling) numbers["ceilingFeet"] = (double)ceiling;
        return numbers;
    }
}
