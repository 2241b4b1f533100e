using Tocsin.Formats.Firms;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>FIRMS fire pixels to observations, the attribute table's fields in its order. See docs/doors.md.</summary>
/// <remarks>One for each file: it keeps what the rows of a file repeat. Not safe for several threads.</remarks>
public sealed class FirmsDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "firms";

    readonly Dictionary<(string, string, HotspotConfidence, bool?, HotspotType?), Dictionary<string, string>> codes = [];

    /// <summary>Maps one pixel.</summary>
    public Mapped Map(Hotspot hotspot, DoorTerms terms)
    {
        if (terms.FutureFault(hotspot.AcquiredAt) is { } fault) return Mapped.Refuse(fault);
        var level = FeedSeverity.Of(hotspot);
        return Mapped.To(new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = "hotspot",
                Category = hotspot.Type == HotspotType.Volcano ? Category.Geo : Category.Fire,
                Severity = level.Severity,
                Urgency = level.Urgency,
                Certainty = level.Certainty,
                At = hotspot.AcquiredAt,
                Numbers = Numbers(hotspot),
                Codes = Codes(hotspot),
            },
            Where = new Where { Geometry = hotspot.ToPoint() },
            Source = new Source { Key = new SourceKey(Scheme, "", [hotspot.SourceKey], null), Publisher = "NASA FIRMS" },
        });
    }

    static Dictionary<string, double> Numbers(Hotspot hotspot)
    {
        var numbers = new Dictionary<string, double>(6);
        if (hotspot.BrightnessKelvin is { } brightness) numbers["brightnessK"] = brightness;
        if (hotspot.BrightnessLongwaveKelvin is { } longwave) numbers["brightness31K"] = longwave;
        if (hotspot.FrpMegawatts is { } power) numbers["radiativePowerMw"] = power;
        if (hotspot.ConfidencePercent is { } percent) numbers["confidencePercent"] = percent;
        if (hotspot.ScanKm is { } scan) numbers["scanKm"] = scan;
        if (hotspot.TrackKm is { } track) numbers["trackKm"] = track;
        return numbers;
    }

    Dictionary<string, string> Codes(Hotspot hotspot)
    {
        var same = (hotspot.Satellite, hotspot.Version, hotspot.Confidence, hotspot.Day, hotspot.Type);
        if (codes.TryGetValue(same, out var known)) return known;
        var made = new Dictionary<string, string>
        {
            ["satellite"] = hotspot.Satellite,
            ["confidence"] = hotspot.Confidence.ToString().ToLowerInvariant(),
        };
        if (hotspot.Version.Length > 0) made["version"] = hotspot.Version;
        if (hotspot.Day is { } day) made["dayNight"] = day ? "D" : "N";
        if (hotspot.Type is { } type) made["firmsType"] = ((int)type).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return codes[same] = made;
    }
}
