using NodaTime;

namespace Tocsin.Formats.Ais;

/// <summary>From bits to messages: ITU-R M.1371-5, annex 8, §3.1 to 3.25, its tables in their order.</summary>
static class AisDecoder
{
    /// <summary>Reads a message, or says why not.</summary>
    public static Parsed<AisMessage> Decode(AisBits bits, string at)
    {
        var type = bits.Unsigned(0, 6);
        if (Shortest(type) is not { } shortest) return new(new Refusal(at, type is >= 1 and <= 27 ? $"messages of type {type} are not read" : $"there is no message type {type}"));
        if (type == 24 && bits.Unsigned(38, 2) > 1) return new(new Refusal(at, "messages of type 24 have two parts, A and B, and this is another"));
        if (bits.Unsigned(8, 30) > 999_999_999) return new(new Refusal(at, "the sender's number has more than nine digits"));
        if (bits.Length < shortest) return new(new Refusal(at, $"the message is cut off: type {type} has {shortest} bits or more, and these are {bits.Length}"));
        return new(type switch
        {
            1 or 2 or 3 => ClassA(bits, type),
            4 => Station(bits),
            5 => Voyage(bits),
            18 => ClassB(bits, type, vessel: null),
            19 => ClassB(bits, type, new AisVessel { Name = bits.Text(143, 20), ShipType = Known(bits.Unsigned(263, 8)), LengthMetres = Sum(bits, 271, 9), BeamMetres = Sum(bits, 289, 6) }),
            21 => Aid(bits),
            24 => bits.Flag(39) ? VesselB(bits) : new AisVoyage { Type = 24, Part = 'A', Mmsi = Mmsi(bits), Vessel = new AisVessel { Name = bits.Text(40, 20) } },
            _ => LongRange(bits),
        });
    }

    /// <summary>What is read of each type must be there; many transmitters leave out spare bits at the end.</summary>
    static int? Shortest(int type) => type switch
    {
        1 or 2 or 3 => 143,
        4 => 134,
        5 => 420,
        18 => 139,
        19 => 301,
        21 => 270,
        24 => 160,
        27 => 94,
        _ => null,
    };

    static AisPosition ClassA(AisBits bits, int type) => new()
    {
        Type = type, Mmsi = Mmsi(bits), Status = (NavigationStatus)bits.Unsigned(38, 4), TurnDegreesPerMinute = Turn(bits.Signed(42, 8)),
        SpeedKnots = Tenths(bits.Unsigned(50, 10), 1023), Point = Point(bits, 60), CourseDegrees = Tenths(bits.Unsigned(116, 12), 3600),
        HeadingDegrees = Below(bits.Unsigned(128, 9), 360), Second = Below(bits.Unsigned(137, 6), 60),
    };

    static AisPosition ClassB(AisBits bits, int type, AisVessel? vessel) => new()
    {
        Type = type, Mmsi = Mmsi(bits), SpeedKnots = Tenths(bits.Unsigned(46, 10), 1023), Point = Point(bits, 56),
        CourseDegrees = Tenths(bits.Unsigned(112, 12), 3600), HeadingDegrees = Below(bits.Unsigned(124, 9), 360), Second = Below(bits.Unsigned(133, 6), 60), Vessel = vessel,
    };

    /// <summary>For satellites: tenths of a minute, whole knots and degrees.</summary>
    static AisPosition LongRange(AisBits bits) => new()
    {
        Type = 27, Mmsi = Mmsi(bits), Status = (NavigationStatus)bits.Unsigned(40, 4), Point = Point(bits.Signed(44, 18) / 600.0, bits.Signed(62, 17) / 600.0, bits.Flag(38)),
        SpeedKnots = Below(bits.Unsigned(79, 6), 63), CourseDegrees = Below(bits.Unsigned(85, 9), 360),
    };

    static AisStation Station(AisBits bits) => new() { Type = 4, Mmsi = Mmsi(bits), Point = Point(bits, 78), Time = Clock(bits) };

    static Instant? Clock(AisBits bits)
    {
        var (year, month, day) = (bits.Unsigned(38, 14), bits.Unsigned(52, 4), bits.Unsigned(56, 5));
        var (hour, minute, second) = (bits.Unsigned(61, 5), bits.Unsigned(66, 6), bits.Unsigned(72, 6));
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new LocalDateTime(year, month, day, hour, minute, second).InUtc().ToInstant()
            : null;
    }

    static AisVoyage Voyage(AisBits bits) => new()
    {
        Type = 5, Mmsi = Mmsi(bits),
        Vessel = new AisVessel
        {
            ImoNumber = Known(bits.Unsigned(40, 30)), CallSign = bits.Text(70, 7), Name = bits.Text(112, 20), ShipType = Known(bits.Unsigned(232, 8)),
            LengthMetres = Sum(bits, 240, 9), BeamMetres = Sum(bits, 258, 6),
        },
        Arrival = Arrival(bits.Unsigned(274, 4), bits.Unsigned(278, 5), bits.Unsigned(283, 5), bits.Unsigned(288, 6)),
        DraughtMetres = bits.Unsigned(294, 8) is > 0 and var decimetres ? decimetres / 10.0 : null,
        Destination = bits.Text(302, 20),
    };

    static string? Arrival(int month, int day, int hour, int minute) =>
        month is >= 1 and <= 12 && day is >= 1 and <= 31 && hour < 24 && minute < 60 ? $"{month:00}-{day:00}T{hour:00}:{minute:00}" : null;

    /// <summary>Part B of type 24. A boat of a ship (98...) gives the ship's number where others give their size.</summary>
    static AisVoyage VesselB(AisBits bits)
    {
        var (mmsi, ofAShip) = (Mmsi(bits), Mmsi(bits).StartsWith("98", StringComparison.Ordinal));
        return new AisVoyage
        {
            Type = 24, Part = 'B', Mmsi = mmsi,
            Vessel = new AisVessel
            {
                ShipType = Known(bits.Unsigned(40, 8)), CallSign = bits.Text(90, 7),
                LengthMetres = ofAShip ? null : Sum(bits, 132, 9), BeamMetres = ofAShip ? null : Sum(bits, 150, 6), MothershipMmsi = ofAShip ? Digits(bits.Unsigned(132, 30)) : null,
            },
        };
    }

    /// <summary>A name of more than 20 characters goes on behind the rest, where it may fill up to 14 more.</summary>
    static AisAid Aid(AisBits bits)
    {
        var name = bits.Text(43, 20);
        var more = bits.Length >= 278 ? bits.Text(272, Math.Min(14, (bits.Length - 272) / 6)) : null;
        return new AisAid
        {
            Type = 21, Mmsi = Mmsi(bits), AidType = bits.Unsigned(38, 5), Name = more is null ? name : name + more, Point = Point(bits.Signed(164, 28) / 600_000.0, bits.Signed(192, 27) / 600_000.0, bits.Flag(163)),
            IsOffPosition = IsAfloat(bits.Unsigned(38, 5)) && bits.Unsigned(253, 6) < 60 ? bits.Flag(259) : null, IsVirtual = bits.Flag(269),
        };
    }

    /// <summary>Table 74: only what floats can drift.</summary>
    static bool IsAfloat(int aid) => aid is 4 or >= 20;

    static string Mmsi(AisBits bits) => Digits(bits.Unsigned(8, 30));

    static string Digits(int number) => number.ToString("000000000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The accuracy's bit, the longitude and the latitude in ten-thousandths of a minute.</summary>
    static AisPoint? Point(AisBits bits, int start) => Point(bits.Signed(start + 1, 28) / 600_000.0, bits.Signed(start + 29, 27) / 600_000.0, bits.Flag(start));

    /// <summary>181° and 91° say that it is not known; what else is beyond the Earth is not known either.</summary>
    static AisPoint? Point(double longitude, double latitude, bool isAccurate) =>
        Math.Abs(longitude) <= 180 && Math.Abs(latitude) <= 90 ? new AisPoint(longitude, latitude, isAccurate) : null;

    /// <summary>The square of a 4.733th; ±127 says only that no sensor measures it, -128 nothing.</summary>
    static double? Turn(int sensor) => Math.Abs(sensor) <= 126 ? Math.Round(Math.CopySign(Math.Pow(sensor / 4.733, 2), sensor), 1) : null;

    static double? Tenths(int number, int notKnown) => number < notKnown ? number / 10.0 : null;

    static int? Below(int number, int limit) => number < limit ? number : null;

    static int? Known(int number) => number > 0 ? number : null;

    /// <summary>A length in two halves, from the antenna on.</summary>
    static int? Sum(AisBits bits, int start, int width) => Known(bits.Unsigned(start, width) + bits.Unsigned(start + width, width));
}
