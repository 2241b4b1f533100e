using System.Text.Json;

namespace Tocsin.Formats;

/// <summary>Tells JSON formats apart by the members that stand in the beginning of the document.</summary>
static class JsonRecognition
{
    /// <summary>What was seen; nothing is concluded before the text ends.</summary>
    struct Seen
    {
        public string? Type, Id;
        public bool Features, UsgsUrl, Magnitude, Place, Time, Event, List, Matching, Asam, Navigation, DataValues, Response, Parts, Attribute;
    }

    public static Recognised Recognise(ReadOnlySpan<byte> text)
    {
        var seen = default(Seen);
        var whole = true;
        try
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = FormatLimits.JsonDepthMax }));
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.PropertyName) Look(ref reader, ref seen);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            whole = false; // what stands before the break still says what it was meant to be
        }
        return Conclude(seen, whole);
    }

    static void Look(ref Utf8JsonReader reader, ref Seen seen)
    {
        if (reader.CurrentDepth == 1)
        {
            seen.Features |= reader.ValueTextEquals("features"u8);
            seen.Event |= reader.ValueTextEquals("Event"u8);
            seen.Response |= reader.ValueTextEquals("response"u8);
            seen.Attribute |= reader.ValueTextEquals("Attribute"u8) || reader.ValueTextEquals("Sighting"u8);
            if (reader.ValueTextEquals("id"u8) && reader.Read() && reader.TokenType == JsonTokenType.String) seen.Id ??= reader.GetString();
            if (reader.TokenType != JsonTokenType.PropertyName) return;
            seen.List |= reader.ValueTextEquals("list"u8);
            seen.Asam |= reader.ValueTextEquals("asam"u8);
            seen.Navigation |= reader.ValueTextEquals("broadcast-warn"u8);
            seen.DataValues |= reader.ValueTextEquals("dataValues"u8);
            seen.Matching |= reader.ValueTextEquals("matching_attributes"u8);
            if (reader.ValueTextEquals("type"u8) && reader.Read() && reader.TokenType == JsonTokenType.String) seen.Type ??= reader.GetString();
        }
        else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("url"u8))
            seen.UsgsUrl |= reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueSpan.IndexOf("earthquake.usgs.gov"u8) >= 0;
        else if (seen.Response && (reader.ValueTextEquals("Event"u8) || reader.ValueTextEquals("Attribute"u8) || reader.ValueTextEquals("Sighting"u8))) seen.Parts = true;
        else if (reader.CurrentDepth is 2 or 4) // properties of a feature alone, or of one in a list
        {
            seen.Magnitude |= reader.ValueTextEquals("mag"u8);
            seen.Place |= reader.ValueTextEquals("place"u8);
            seen.Time |= reader.ValueTextEquals("time"u8);
        }
    }

    static Recognised Conclude(in Seen seen, bool whole) => seen switch
    {
        { UsgsUrl: true } or { Magnitude: true, Place: true, Time: true } => new(FileFormat.UsgsGeoJson, "the USGS earthquake feed"),
        { Type: "FeatureCollection" or "Feature" or "Point" or "MultiPoint" or "LineString" or "MultiLineString" or "Polygon" or "MultiPolygon" or "GeometryCollection" }
            => new(FileFormat.GeoJson, $"GeoJSON: a {seen.Type}"),
        { Features: true } => new(FileFormat.GeoJson, "GeoJSON: a list of features"),
        { Asam: true } => new(FileFormat.AsamJson, "NGA's anti-shipping activity messages"),
        { Navigation: true } => new(FileFormat.NavWarnings, "NGA's broadcast navigational warnings"),
        { DataValues: true } => new(FileFormat.Dhis2Json, "a data value set of DHIS2"),
        { Type: "bundle" } => new(FileFormat.Stix, "a STIX bundle"),
        { Type: { } type, Id: { } id } when id.StartsWith(type + "--", StringComparison.Ordinal) => new(FileFormat.Stix, "a STIX object"),
        { Type: "Topology" } => Unknown("this looks like TopoJSON, which this version does not read"),
        { Event: true } => new(FileFormat.Misp, "a MISP event"),
        { Response: true, Parts: true } or { Attribute: true } => new(FileFormat.Misp, "what MISP answers to a search"),
        { List: true, Matching: true } => new(FileFormat.MispWarningList, "a MISP warning list"),
        _ => Unknown(whole ? "this is JSON, but none that this version reads" : "this begins like JSON but is not well-formed"),
    };

    static Recognised Unknown(string reason) => new(FileFormat.Unknown, reason);
}
