using System.Globalization;
using NetTopologySuite.Geometries;
using NodaTime.Text;
using Tocsin.Formats;
using Tocsin.Formats.Ais;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>AIS messages to observations, and what is odd about the tracks that they make. See docs/doors.md.</summary>
/// <remarks>One for each file: it follows the vessels in it, and the clocks of the stations that it hears. Not safe for several threads.</remarks>
public sealed class AisDoor
{
    /// <summary>The scheme of its source keys.</summary>
    public const string Scheme = "ais";

    /// <summary>What its observations of vessels are called.</summary>
    public const string PositionType = "vessel-position", DistressType = "distress-transmitter", VoyageType = "vessel-voyage", GapType = "vessel-gap", JumpType = "vessel-jump";

    readonly VesselTracks tracks = new();
    readonly AisThinning thinning = new();
    Instant? stationClock;

    /// <summary>Maps a file's messages.</summary>
    public static IEnumerable<DoorItem> Read(Stream bytes, DoorTerms terms)
    {
        var door = new AisDoor();
        foreach (var item in AisReader.Read(bytes))
        {
            TrackOddity? odd = null;
            yield return DoorItem.Of(item, terms, (report, _) => door.Map(report, terms, out odd));
            if (odd is not null) yield return new DoorItem(((Item<AisReport>.Read)item).At + ", track", Oddity(odd), null, []);
        }
    }

    Mapped Map(AisReport report, DoorTerms terms, out TrackOddity? odd)
    {
        odd = null;
        if (report.Message is AisStation { Time: { } told }) stationClock = told;
        if ((report.ReceivedAt ?? stationClock) is not { } at)
            return Mapped.Refuse("nobody says when it was received: the receiver wrote no time (tag block c:), and no station has told its clock before");
        if (terms.FutureFault(at) is { } fault) return Mapped.Refuse(fault);
        if (report.Message is AisPosition { Point: null } lost && !IsDistress(lost) && !IsTest(lost)) return Mapped.Refuse("the vessel does not know where it is");
        if (report.Message is AisPosition position) odd = tracks.Take(position, at) is { } found && thinning.Keeps(found) ? found : null;
        if (!thinning.Keeps(report.Message, at) && odd is null) return default;
        return new Mapped(Draft(report, at), null, report.ReceivedAt is null ? $"the receiver wrote no time: it is taken as received when the last station before it told its clock, {InstantPattern.General.Format(at)}" : null);
    }

    static Draft Draft(AisReport report, Instant at) => report.Message switch
    {
        AisPosition position => Position(position, report, at),
        AisVoyage voyage => Made(report, at, VoyageType, Voyage(voyage.Vessel, voyage.Destination, voyage.Arrival), Numbers(("lengthMetres", voyage.Vessel.LengthMetres), ("beamMetres", voyage.Vessel.BeamMetres), ("draughtMetres", voyage.DraughtMetres)), headline: null),
        AisAid aid => Made(report, at, "navigation-aid", Pairs(("name", aid.Name), ("aidType", Text(aid.AidType)), ("virtual", aid.IsVirtual ? "yes" : null), ("offPosition", aid.IsOffPosition is { } off ? off ? "yes" : "no" : null)), [],
            aid.IsOffPosition == true ? $"{aid.Name ?? aid.Mmsi} is off its position" : null),
        _ => Made(report, at, "ais-station", [], [], headline: null),
    };

    static Draft Position(AisPosition position, AisReport report, Instant at)
    {
        var (isDistress, isTest) = (IsDistress(position), IsTest(position));
        var facts = position.Vessel is { } vessel ? Voyage(vessel, null, null) : [];
        if (position.Status is { } status) facts["status"] = ((int)status).ToString(CultureInfo.InvariantCulture);
        return Made(report, at, isDistress || isTest ? DistressType : PositionType, facts,
            Numbers(("speedKnots", position.SpeedKnots), ("courseDegrees", position.CourseDegrees), ("headingDegrees", position.HeadingDegrees), ("turnDegreesPerMinute", position.TurnDegreesPerMinute)),
            isDistress ? $"A distress transmitter is active: {Sort(position.Mmsi)}, {position.Mmsi}" : null);
    }

    static Draft Made(AisReport report, Instant at, string type, Dictionary<string, string> codes, Dictionary<string, double> numbers, string? headline)
    {
        var level = FeedSeverity.Of(report.Message);
        codes["mmsi"] = report.Message.Mmsi;
        return new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = type, Category = type == DistressType ? Category.Rescue : Category.Transport,
                Severity = level.Severity, Urgency = level.Urgency, Certainty = level.Certainty, At = at, Numbers = numbers.Count > 0 ? numbers : null, Codes = codes,
                Status = report.Message is AisPosition position && IsTest(position) ? CapStatus.Test : CapStatus.Actual,
            },
            Where = report.Message.Point is { } point ? new Where { Geometry = Point(point) } : null,
            Texts = headline is null ? [] : [new TextBlock { Headline = headline }],
            Source = new Source { Key = new SourceKey(Scheme, "", [Key(report.Message, at)], null), Publisher = report.Receiver is { } receiver ? $"AIS {receiver}" : "AIS" },
        };
    }

    /// <summary>Two transmitters under one number may speak in the same second: the position tells them apart. So may the two halves of type 24.</summary>
    static string Key(AisMessage message, Instant at) => string.Create(CultureInfo.InvariantCulture,
        $"{message.Mmsi},{message.Type}{(message as AisVoyage)?.Part},{InstantPattern.ExtendedIso.Format(at)}{(message.Point is { } point ? string.Create(CultureInfo.InvariantCulture, $",{point.Longitude:0.#####},{point.Latitude:0.#####}") : "")}");

    static Draft Oddity(TrackOddity odd)
    {
        var (isJump, hours) = (odd.Sort == TrackOdd.Jump, (odd.Reached - odd.Left).TotalHours);
        var level = FeedSeverity.Of(odd.Sort);
        return new Draft
        {
            Kind = Kind.Observation,
            What = new EventFacts
            {
                Type = isJump ? JumpType : GapType, Category = Category.Transport, Severity = level.Severity, Urgency = level.Urgency, Certainty = level.Certainty,
                At = odd.Left, Until = odd.Reached, Numbers = Numbers(("distanceKm", Math.Round(odd.Km, 1)), ("minutes", Math.Round(60 * hours, 1))), Codes = Pairs(("mmsi", odd.Mmsi)),
            },
            Where = new Where { Geometry = new MultiPoint([Point(odd.From), Point(odd.To)]) { SRID = 4326 } },
            Texts = [new TextBlock { Headline = isJump
                ? string.Create(CultureInfo.InvariantCulture, $"{odd.Mmsi} was said to be {odd.Km:0} km away {60 * hours:0.#} minutes later: one position is false, or two send under this number")
                : string.Create(CultureInfo.InvariantCulture, $"{odd.Mmsi} was under way, said nothing for {60 * hours:0} minutes, and is {odd.Km:0} km on") }],
            Source = new Source { Key = new SourceKey(Scheme, "", [$"{odd.Mmsi},{(isJump ? "jump" : "gap")},{InstantPattern.ExtendedIso.Format(odd.Left)},{InstantPattern.ExtendedIso.Format(odd.Reached)}"], null), Publisher = "AIS" },
        };
    }

    static Point Point(AisPoint point) => new(point.Longitude, point.Latitude) { SRID = 4326 };

    /// <summary>ITU-R M.585-9, annex 2: 970 search and rescue, 972 a person overboard, 974 a beacon of a ship; and what any vessel says with this status.</summary>
    internal static bool IsDistress(AisPosition position) => position.Status == NavigationStatus.DistressTransmitter || IsTransmitter(position.Mmsi) && !IsTest(position);

    /// <summary>The same transmitters say 'not defined' under test.</summary>
    internal static bool IsTest(AisPosition position) => IsTransmitter(position.Mmsi) && position.Status == NavigationStatus.NotDefined;

    static bool IsTransmitter(string mmsi) => mmsi[..3] is "970" or "972" or "974";

    static string Sort(string mmsi) => mmsi[..3] switch
    {
        "970" => "search and rescue",
        "972" => "a person overboard",
        "974" => "a ship's beacon",
        _ => "a vessel's own",
    };

    static Dictionary<string, string> Voyage(AisVessel vessel, string? destination, string? arrival) => Pairs(
        ("name", vessel.Name), ("callSign", vessel.CallSign), ("imo", Text(vessel.ImoNumber)), ("shipType", Text(vessel.ShipType)), ("mothership", vessel.MothershipMmsi), ("destination", destination), ("arrival", arrival));

    static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    static Dictionary<string, string> Pairs(params ReadOnlySpan<(string Name, string? Value)> pairs)
    {
        var said = new Dictionary<string, string>();
        foreach (var (name, value) in pairs)
            if (value is not null) said[name] = value;
        return said;
    }

    static Dictionary<string, double> Numbers(params ReadOnlySpan<(string Name, double? Value)> numbers)
    {
        var said = new Dictionary<string, double>();
        foreach (var (name, value) in numbers)
            if (value is { } number) said[name] = number;
        return said;
    }
}
