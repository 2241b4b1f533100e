using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Tocsin.Formats.Ais;
using Xunit;

namespace Tocsin.Tests.Formats.Ais;

/// <summary>Sentences of real receivers, and what gpsd and libais make of them.</summary>
public sealed class ReferenceDecodesTests
{
    static readonly HashSet<int> Types = [1, 2, 3, 4, 5, 18, 19, 21, 24, 27];

    [ForeignFact]
    public void Each_message_is_decoded_as_gpsd_decodes_it()
    {
        var ours = Ours("ais/sample.aivdm");
        var theirs = Theirs("ais/sample.aivdm.js.chk");
        // gpsd puts the two parts of a type 24 together, and drops what has only one.
        Same(ours.Where(each => each.Message.Type != 24), theirs.Where(each => each.GetProperty("type").GetInt32() != 24));
        foreach (var whole in theirs.Where(each => each.GetProperty("type").GetInt32() == 24))
            Assert.Equal(Vessel(whole), string.Join('|', ours.Select(each => each.Message).OfType<AisVoyage>().Where(each => each.Type == 24 && each.Mmsi == Mmsi(whole)).Select(Words).Distinct()));
    }

    [ForeignFact]
    public void Each_message_is_decoded_as_libais_decodes_it()
    {
        var ours = Ours("ais/libais_typeexamples.nmea");
        // Of a type 21 libais reads the name on behind its end.
        Same(ours.Where(each => each.Message.Type is not 24 and not 21), Theirs("ais/libais_typeexamples.json").Where(each => each.GetProperty("type").GetInt32() is not 24 and not 21));
        Assert.All(ours, each => Assert.NotNull(each.ReceivedAt));
        Assert.Equal("003669946|2012-01-01T05:01:00Z", $"{ours[0].Receiver}|{ours[0].ReceivedAt}");
    }

    static List<AisReport> Ours(string file) => [.. Items.Read(AisReader.Read(File.OpenRead(Foreign.Path("data/" + file)))).Select(each => each.Value)];

    static List<JsonElement> Theirs(string file) =>
        [.. File.ReadLines(Foreign.Path("data/" + file)).Where(line => line.Length > 0).Select(line => JsonElement.Parse(line)).Where(each => Types.Contains(each.GetProperty("type").GetInt32()))];

    static void Same(IEnumerable<AisReport> ours, IEnumerable<JsonElement> theirs)
    {
        var (mine, expected) = (ours.ToList(), theirs.ToList());
        Assert.Equal(expected.Select(each => $"{each.GetProperty("type")} {Mmsi(each)}"), mine.Select(each => $"{each.Message.Type} {each.Message.Mmsi}"));
        for (var i = 0; i < mine.Count; i++) Same(mine[i].Message, expected[i]);
    }

    static void Same(AisMessage ours, JsonElement theirs)
    {
        var (longitude, latitude) = (Number(theirs, "lon"), Number(theirs, "lat"));
        if (longitude is { } x && latitude is { } y && Math.Abs(x) <= 180 && Math.Abs(y) <= 90)
        {
            var digits = ours.Type == 27 ? 0.05 : 1e-5;
            Assert.Equal(x, ours.Point!.Value.Longitude, digits);
            Assert.Equal(y, ours.Point.Value.Latitude, digits);
            Assert.Equal(theirs.GetProperty("accuracy").GetBoolean(), ours.Point.Value.IsAccurate);
        }
        else Assert.Null(ours.Point);
        switch (ours)
        {
            case AisPosition position: Same(position, theirs); break;
            case AisVoyage voyage: Same(voyage, theirs); break;
            case AisStation station: Assert.Equal(InstantPattern.General.Parse(theirs.GetProperty("timestamp").GetString()!) is { Success: true, Value: var time } ? time : (Instant?)null, station.Time); break;
            case AisAid aid:
                Assert.Equal((theirs.GetProperty("aid_type").GetInt32(), theirs.GetProperty("name").GetString(), theirs.GetProperty("virtual_aid").GetBoolean()), (aid.AidType, aid.Name, aid.IsVirtual));
                Assert.Equal(theirs.GetProperty("second").GetInt32() < 60 ? theirs.GetProperty("off_position").GetBoolean() : null, aid.IsOffPosition);
                break;
        }
    }

    static void Same(AisPosition ours, JsonElement theirs)
    {
        var isCoarse = ours.Type == 27;
        Assert.Equal(Number(theirs, "speed") is { } speed && speed < (isCoarse ? 63 : 102.3) ? Math.Round(speed, 1) : null, ours.SpeedKnots);
        Assert.Equal(Number(theirs, "course") is { } course && course < 360 ? Math.Round(course, 1) : null, ours.CourseDegrees);
        if (!isCoarse)
        {
            Assert.Equal(Number(theirs, "heading") is { } heading && heading < 360 ? (int)heading : null, ours.HeadingDegrees);
            Assert.Equal(Number(theirs, "second") is { } second && second < 60 ? (int)second : null, ours.Second);
        }
        if (theirs.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number) Assert.Equal(status.GetInt32(), (int)ours.Status!);
        if (Number(theirs, "turn") is { } turn && Math.Abs(turn) < 709) Assert.Equal(turn, ours.TurnDegreesPerMinute ?? 999, 0.6);
        if (ours.Vessel is { } vessel) Assert.Equal(Vessel(theirs), Words(vessel));
    }

    static void Same(AisVoyage ours, JsonElement theirs)
    {
        Assert.Equal(Vessel(theirs), Words(ours));
        Assert.Equal(Number(theirs, "imo") is > 0 and var imo ? (int)imo : null, ours.Vessel.ImoNumber);
        Assert.Equal(Number(theirs, "draught") is > 0 and var draught ? Math.Round(draught, 1) : null, ours.DraughtMetres);
        Assert.Equal(theirs.GetProperty("destination").GetString(), ours.Destination ?? "");
        if (theirs.TryGetProperty("eta", out var eta)) Assert.Equal(eta.GetString() is "00-00T24:60Z" ? "" : eta.GetString()!.TrimEnd('Z'), ours.Arrival ?? "");
    }

    static string Words(AisVoyage voyage) => Words(voyage.Vessel);

    static string Words(AisVessel vessel) =>
        string.Join('|', new[] { vessel.Name, vessel.ShipType?.ToString(CultureInfo.InvariantCulture), vessel.CallSign, vessel.LengthMetres?.ToString(CultureInfo.InvariantCulture), vessel.BeamMetres?.ToString(CultureInfo.InvariantCulture) }.Where(word => word is not null));

    /// <summary>The same words of theirs, what is zero or empty left out.</summary>
    static string Vessel(JsonElement theirs) => string.Join('|', new[]
    {
        Text(theirs, "shipname"), Positive(Number(theirs, "shiptype")), Text(theirs, "callsign"),
        Positive(Number(theirs, "to_bow") + Number(theirs, "to_stern")), Positive(Number(theirs, "to_port") + Number(theirs, "to_starboard")),
    }.Where(word => word is not null));

    static string? Positive(double? number) => number > 0 ? number.Value.ToString(CultureInfo.InvariantCulture) : null;

    static string? Text(JsonElement theirs, string name) => theirs.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;

    static double? Number(JsonElement theirs, string name) => !theirs.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
        _ => null,
    };

    static string Mmsi(JsonElement theirs) => theirs.GetProperty("mmsi").GetInt64().ToString("000000000", CultureInfo.InvariantCulture);
}
