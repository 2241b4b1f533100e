using System.Collections.Immutable;
using Tocsin.Formats;
using Tocsin.Formats.Ais;
using Tocsin.Formats.Cap;
using Tocsin.Formats.CaseCounts;
using Tocsin.Formats.Dhis2;
using Tocsin.Formats.Firms;
using Tocsin.Formats.Gdacs;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Measurements;
using Tocsin.Formats.Navigation;
using Tocsin.Formats.Piracy;
using Tocsin.Formats.Usgs;

namespace Tocsin.Tests.Formats;

/// <summary>What a reader made of a file, without its values.</summary>
public sealed record Outcome(int Read, int Repaired, ImmutableArray<Refusal> Refused, ImmutableArray<Repair> Repairs);

/// <summary>Every reader under one signature.</summary>
public static class Readers
{
    public static readonly ImmutableArray<FileFormat> All =
        [FileFormat.Cap, FileFormat.UsgsGeoJson, FileFormat.GeoJson, FileFormat.FirmsCsv, FileFormat.Indicators, FileFormat.Sightings,
        FileFormat.Gdacs, FileFormat.AsamJson, FileFormat.AsamCsv, FileFormat.NavWarnings, FileFormat.Counts, FileFormat.Measurements, FileFormat.GeigerLog,
        FileFormat.Ais, FileFormat.Dhis2Json, FileFormat.Dhis2Csv];

    public static Outcome Read(FileFormat format, byte[] bytes) => format switch
    {
        FileFormat.Cap => Of(CapReader.Read(new MemoryStream(bytes))),
        FileFormat.UsgsGeoJson => Of(EarthquakeReader.Read(new MemoryStream(bytes))),
        FileFormat.GeoJson => Of(GeoJsonReader.Read(new MemoryStream(bytes))),
        FileFormat.FirmsCsv => Of(HotspotReader.Read(new MemoryStream(bytes))),
        FileFormat.Indicators => Of(IndicatorReader.Read(new MemoryStream(bytes))),
        FileFormat.Sightings => Of(SightingReader.Read(new MemoryStream(bytes))),
        FileFormat.Gdacs => Of(GdacsReader.Read(new MemoryStream(bytes))),
        FileFormat.AsamJson => Of(AsamReader.ReadJson(new MemoryStream(bytes))),
        FileFormat.AsamCsv => Of(AsamReader.ReadCsv(new MemoryStream(bytes))),
        FileFormat.NavWarnings => Of(NavReader.Read(new MemoryStream(bytes))),
        FileFormat.Counts => Of(CountReader.Read(new MemoryStream(bytes), CountSettings.None)),
        FileFormat.Measurements => Of(SeriesReader.Read(new MemoryStream(bytes))),
        FileFormat.GeigerLog => Of(GeigerLog.Read(new MemoryStream(bytes))),
        FileFormat.Ais => Of(AisReader.Read(new MemoryStream(bytes))),
        FileFormat.Dhis2Json => Of(Dhis2Reader.ReadJson(new MemoryStream(bytes))),
        FileFormat.Dhis2Csv => Of(Dhis2Reader.ReadCsv(new MemoryStream(bytes))),
        _ => new Outcome(0, 0, [], []),
    };

    static Outcome Of<T>(IEnumerable<Item<T>> items)
    {
        var (read, repaired) = (0, 0);
        var refused = ImmutableArray.CreateBuilder<Refusal>();
        var repairs = ImmutableArray.CreateBuilder<Repair>();
        foreach (var item in items)
        {
            if (item is Item<T>.Refused no) refused.Add(no.Refusal);
            if (item is not Item<T>.Read yes) continue;
            read++;
            if (!yes.Repairs.IsEmpty) repaired++;
            repairs.AddRange(yes.Repairs);
        }
        return new Outcome(read, repaired, refused.ToImmutable(), repairs.ToImmutable());
    }
}
