using Tocsin.Formats.Text;

namespace Tocsin.Formats.Firms;

/// <summary>Where the header puts each field; -1 where it has none.</summary>
readonly struct HotspotColumns(CsvHeader header)
{
    // NASA FIRMS, "MODIS/VIIRS active fire attributes", in their order.
    public readonly int Latitude = header.Column("latitude");
    public readonly int Longitude = header.Column("longitude");
    public readonly int Brightness = header.Column("brightness", "bright_ti4");
    public readonly int Scan = header.Column("scan");
    public readonly int Track = header.Column("track");
    public readonly int Date = header.Column("acq_date");
    public readonly int Time = header.Column("acq_time");
    public readonly int Satellite = header.Column("satellite");
    public readonly int Confidence = header.Column("confidence");
    public readonly int Version = header.Column("version");
    public readonly int Longwave = header.Column("bright_t31", "bright_ti5");
    public readonly int Frp = header.Column("frp");
    public readonly int DayNight = header.Column("daynight");
    public readonly int Type = header.Column("type");

    /// <summary>The columns without which a row is no hotspot, of those that the header lacks.</summary>
    public IEnumerable<string> Missing()
    {
        if (Latitude < 0) yield return "latitude";
        if (Longitude < 0) yield return "longitude";
        if (Date < 0) yield return "acq_date";
        if (Time < 0) yield return "acq_time";
        if (Satellite < 0) yield return "satellite";
        if (Confidence < 0) yield return "confidence";
    }
}
