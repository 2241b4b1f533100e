using NetTopologySuite.Geometries;
using NodaTime;
using Tocsin.Formats.Wgs84;

namespace Tocsin.Formats.Firms;

/// <summary>One fire pixel of NASA FIRMS (MODIS or VIIRS), its fields in the attribute table's order.</summary>
public sealed record Hotspot
{
    /// <summary>Degrees, -90 to 90.</summary>
    public required double Latitude { get; init; }

    /// <summary>Degrees, -180 to 180.</summary>
    public required double Longitude { get; init; }

    /// <summary>Kelvin: MODIS channel 21/22 (<c>brightness</c>) or VIIRS I-4 (<c>bright_ti4</c>); null where the file is silent.</summary>
    public double? BrightnessKelvin { get; init; }

    /// <summary>The pixel's size along the scan, in kilometres; null where the file is silent.</summary>
    public double? ScanKm { get; init; }

    /// <summary>The pixel's size along the track, in kilometres; null where the file is silent.</summary>
    public double? TrackKm { get; init; }

    /// <summary>When the satellite passed: UTC, to the minute.</summary>
    public required Instant AcquiredAt { get; init; }

    /// <summary>As the file writes it: <c>T</c> or <c>Terra</c>, <c>A</c> or <c>Aqua</c>, <c>N</c>, <c>1</c> or <c>N20</c>, <c>N21</c>.</summary>
    public required string Satellite { get; init; }

    /// <summary>Low, nominal or high; MODIS percent below 30 is low and from 80 on high.</summary>
    public required HotspotConfidence Confidence { get; init; }

    /// <summary>MODIS only: 0 to 100; null for VIIRS.</summary>
    public int? ConfidencePercent { get; init; }

    /// <summary>The collection and its processing, as in <c>6.1NRT</c> or <c>2.0URT</c>; empty where the file is silent.</summary>
    public string Version { get; init; } = "";

    /// <summary>Kelvin: MODIS channel 31 (<c>bright_t31</c>) or VIIRS I-5 (<c>bright_ti5</c>); null where the file is silent.</summary>
    public double? BrightnessLongwaveKelvin { get; init; }

    /// <summary>Fire radiative power in megawatts, from 0; null where the file is silent.</summary>
    public double? FrpMegawatts { get; init; }

    /// <summary>Whether it was day at the pixel; null where the file is silent.</summary>
    public bool? Day { get; init; }

    /// <summary>What burns, in the standard (not near-real-time) files; null elsewhere.</summary>
    public HotspotType? Type { get; init; }

    /// <summary>Satellite, time and position, the same for every delivery of the same pixel: <c>N20 2024-03-05T06:12 13.12345 101.5</c>.</summary>
    public required string SourceKey { get; init; }

    /// <summary>The pixel's centre: WGS 84, longitude first.</summary>
    public Point ToPoint() => Polygons.Factory.CreatePoint(new Coordinate(Longitude, Latitude));
}

/// <summary>How sure the algorithm is. The default is low.</summary>
public enum HotspotConfidence
{
    /// <summary>VIIRS <c>l</c>; MODIS 0 to 29 percent.</summary>
    Low,
    /// <summary>VIIRS <c>n</c>; MODIS 30 to 79 percent.</summary>
    Nominal,
    /// <summary>VIIRS <c>h</c>; MODIS 80 to 100 percent.</summary>
    High,
}

/// <summary>FIRMS <c>type</c>: the number is the file's. The default is a presumed vegetation fire.</summary>
public enum HotspotType
{
    /// <summary>A presumed vegetation fire.</summary>
    VegetationFire = 0,
    /// <summary>An active volcano.</summary>
    Volcano = 1,
    /// <summary>Another static source on land.</summary>
    StaticLandSource = 2,
    /// <summary>Offshore: gas flares and ships.</summary>
    Offshore = 3,
}
