using Tocsin.Formats;
using Tocsin.Formats.Cap;
using Tocsin.Formats.CaseCounts;
using Tocsin.Formats.Dhis2;
using Tocsin.Formats.Firms;
using Tocsin.Formats.Gdacs;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Measurements;
using Tocsin.Formats.Misp;
using Tocsin.Formats.Navigation;
using Tocsin.Formats.Piracy;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Usgs;

namespace Tocsin.Share.Doors;

/// <summary>The formats that come in: their names at the command line and in reports, and the door of each.</summary>
public static class DoorFormats
{
    static readonly ImmutableArray<(FileFormat Format, string Name)> Names =
    [
        (FileFormat.UsgsGeoJson, "usgs"),
        (FileFormat.Cap, "cap"),
        (FileFormat.FirmsCsv, "firms"),
        (FileFormat.Indicators, "indicators"),
        (FileFormat.Sightings, "sightings"),
        (FileFormat.GeoJson, "geojson"),
        (FileFormat.Gdacs, "gdacs"),
        (FileFormat.AsamJson, "asam"),
        (FileFormat.AsamCsv, "asam-csv"),
        (FileFormat.NavWarnings, "navwarnings"),
        (FileFormat.Counts, "counts"),
        (FileFormat.Measurements, "measurements"),
        (FileFormat.GeigerLog, "bgeigie"),
        (FileFormat.Ais, "ais"),
        (FileFormat.Dhis2Json, "dhis2"),
        (FileFormat.Dhis2Csv, "dhis2-csv"),
        (FileFormat.Stix, "stix"),
        (FileFormat.Misp, "misp"),
        (FileFormat.MispFeed, "misp-feed"),
        (FileFormat.MispWarningList, "misp-warninglist"),
    ];

    /// <summary>The names that <see cref="TryParse"/> takes, with commas.</summary>
    public static string All { get; } = string.Join(", ", Names.Select(each => each.Name));

    /// <summary>The format's name, one of <see cref="All"/>, or unknown.</summary>
    public static string Name(FileFormat format) => Names.FirstOrDefault(each => each.Format == format).Name ?? "unknown";

    /// <summary>Reads such a name; unknown is none.</summary>
    public static bool TryParse(string name, out FileFormat format)
    {
        format = Names.FirstOrDefault(each => each.Name == name).Format;
        return format != FileFormat.Unknown;
    }

    /// <summary>Streams what a file holds as drafts. One item that is refused does not stop the rest.</summary>
    public static IEnumerable<DoorItem> Read(FileFormat format, Stream bytes, DoorTerms terms) => format switch
    {
        FileFormat.UsgsGeoJson => DoorItem.Map(EarthquakeReader.Read(bytes), terms, UsgsDoor.Map),
        FileFormat.Cap => DoorItem.Map(CapReader.Read(bytes, terms.Signatures.Pins), terms, CapDoor.Map),
        FileFormat.FirmsCsv => DoorItem.Map(HotspotReader.Read(bytes), terms, new FirmsDoor().Map),
        FileFormat.Indicators => DoorItem.Map(IndicatorReader.Read(bytes), terms, IndicatorDoor.Map),
        FileFormat.Sightings => DoorItem.Map(SightingReader.Read(bytes), terms, IndicatorDoor.Map),
        FileFormat.GeoJson => DoorItem.Map(GeoJsonReader.Read(bytes), terms, GeoJsonDoor.Map),
        FileFormat.Gdacs => DoorItem.Map(GdacsReader.Read(bytes), terms, GdacsDoor.Map),
        FileFormat.AsamJson => DoorItem.Map(AsamReader.ReadJson(bytes), terms, AsamDoor.Map),
        FileFormat.AsamCsv => DoorItem.Map(AsamReader.ReadCsv(bytes), terms, AsamDoor.Map),
        FileFormat.NavWarnings => DoorItem.Map(NavReader.Read(bytes), terms, NavDoor.Map),
        FileFormat.Counts when terms.KeepRowsUntil is { } until => DoorItem.Map(CountReader.ReadWithRows(bytes, terms.Counts), terms, (entry, _) => entry switch
        {
            CountEntry.Counted counted => CountDoor.Map(counted.Row, terms),
            CountEntry.Person person => PersonDoor.Map(person.Row, terms, until),
            _ => throw new System.Diagnostics.UnreachableException(),
        }),
        FileFormat.Counts => DoorItem.Map(CountReader.Read(bytes, terms.Counts), terms, CountDoor.Map),
        FileFormat.Measurements => DoorItem.Map(SeriesReader.Read(bytes), terms, MeasurementDoor.Map),
        FileFormat.GeigerLog => DoorItem.Map(GeigerLog.Read(bytes), terms, MeasurementDoor.Map),
        FileFormat.Ais => AisDoor.Read(bytes, terms),
        FileFormat.Dhis2Json => DoorItem.Map(Dhis2Reader.ReadJson(bytes), terms, CountDoor.Map),
        FileFormat.Dhis2Csv => DoorItem.Map(Dhis2Reader.ReadCsv(bytes), terms, CountDoor.Map),
        FileFormat.Stix => DoorItem.Map(StixReader.Read(bytes), terms, StixDoor.Map),
        FileFormat.Misp => DoorItem.Map(MispReader.Read(bytes), terms, MispDoor.Map),
        FileFormat.MispFeed => [new DoorItem("file", null, "a MISP feed is a folder with a manifest.json: name the folder", [])],
        FileFormat.MispWarningList => [new DoorItem("file", null, "a warning list is no record: a node keeps it, by 'tocsin import' or a watched folder, to hold records against", [])],
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "an unknown format has no door"),
    };
}
