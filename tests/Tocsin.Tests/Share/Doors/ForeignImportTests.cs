using Tocsin.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>Files that nobody here wrote, through the importer onto the real store, reviewed one by one.</summary>
public sealed class ForeignImportTests
{
    // file | format | read | accepted | duplicates | revised | repaired | refused, in this order into one log.
    // CAP forbids one identity for two messages; the library's examples (google/) and those of the standard share some all
    // the same, and what comes later with other words is a revision.
    const string Reviewed = """
        cap/CAP-v1.2.xsd | unknown | 0 | 0 | 0 | 0 | 0 | 1
        cap/google/amber.atom | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/australia.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/bushfire_invalid.edxlde | cap | 7 | 5 | 0 | 0 | 0 | 2
        cap/google/bushfire_valid.edxlde | cap | 7 | 2 | 5 | 0 | 0 | 0
        cap/google/canada.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/canada_errors.cap | cap | 1 | 0 | 0 | 1 | 1 | 0
        cap/google/canada_signed.atom | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/canada_signed.cap | cap | 1 | 0 | 1 | 0 | 0 | 0
        cap/google/earthquake-iso8859-1.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/earthquake.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/earthquake_index.atom | cap | 1 | 0 | 0 | 0 | 0 | 1
        cap/google/earthquake_signed.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/empty_weather_index.atom | cap | 0 | 0 | 0 | 0 | 0 | 0
        cap/google/environment_canada_x509_cert.pem | unknown | 0 | 0 | 0 | 0 | 0 | 1
        cap/google/example-amber.rss | cap | 1 | 0 | 0 | 0 | 0 | 1
        cap/google/example-bushfire.edxlde | cap | 7 | 0 | 7 | 0 | 0 | 0
        cap/google/example-earthquake.atom | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/example-thunderstorm.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/invalid.cap | cap | 1 | 0 | 0 | 0 | 0 | 1
        cap/google/no_entries.atom | cap | 1 | 1 | 0 | 0 | 2 | 0
        cap/google/no_optional_fields.cap | cap | 1 | 0 | 0 | 1 | 0 | 0
        cap/google/noaa_errors.cap | cap | 1 | 1 | 0 | 0 | 5 | 0
        cap/google/ny_index.rss | cap | 1 | 0 | 0 | 0 | 0 | 1
        cap/google/wcatwc-warning.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/weather.atom | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/weather.cap | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/google/weather_invalid.atom | cap | 1 | 1 | 0 | 0 | 2 | 0
        cap/google/xee.cap | cap | 1 | 0 | 0 | 0 | 0 | 1
        cap/oasis-spec/v1dot1_appendix_adot1.xml | cap | 1 | 1 | 0 | 0 | 1 | 0
        cap/oasis-spec/v1dot1_appendix_adot2.xml | cap | 1 | 0 | 0 | 1 | 0 | 0
        cap/oasis-spec/v1dot1_appendix_adot3.xml | cap | 1 | 0 | 0 | 1 | 0 | 0
        cap/oasis-spec/v1dot1_appendix_adot4.xml | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/oasis-spec/v1dot2_appendix_adot1.xml | cap | 1 | 0 | 1 | 0 | 0 | 0
        cap/oasis-spec/v1dot2_appendix_adot2.xml | cap | 1 | 0 | 0 | 1 | 0 | 0
        cap/oasis-spec/v1dot2_appendix_adot3.xml | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/oasis-spec/v1dot2_appendix_adot4.xml | cap | 1 | 0 | 0 | 1 | 0 | 0
        cap/real/cap_amber_alert_example.xml | cap | 1 | 0 | 0 | 1 | 0 | 0
        cap/real/dwd-update.xml | cap | 1 | 1 | 0 | 0 | 1 | 0
        cap/real/gdacs-cap_1001150.xml | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/real/ie-2.49.0.1.372.0.250413231648.N_Norm002_SmallCraft.xml | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/real/il-488abaaf-cad5-4d2b-93b2-703016878453.xml | cap | 1 | 1 | 0 | 0 | 6 | 0
        cap/real/mo-cap_monsoon.xml | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/real/multi-area.xml | cap | 1 | 1 | 0 | 0 | 0 | 0
        cap/real/nws_atom_feed_example.xml | cap | 1 | 0 | 0 | 0 | 0 | 1
        cap/real/polygon-trailing-space.xml | cap | 1 | 1 | 0 | 0 | 1 | 0
        cap/real/thunderstorm.xml | cap | 1 | 0 | 0 | 1 | 1 | 0
        quake/usgs_fixture_1.json | usgs | 3 | 3 | 0 | 0 | 4 | 0
        quake/usgs_fixture_empty.json | geojson | 0 | 0 | 0 | 0 | 0 | 0
        quake/vega_earthquakes.json | usgs | 1707 | 1707 | 0 | 0 | 0 | 0
        fire/modis_SEA_2018-09-22_1day.csv | firms | 937 | 937 | 0 | 0 | 0 | 0
        indicators/maltrail_apt_oceanlotus.txt | indicators | 589 | 541 | 42 | 0 | 0 | 6
        indicators/misp_warninglist_tlds.json | unknown | 0 | 0 | 0 | 0 | 0 | 1
        indicators/phishing_db_links_INVALID.txt | indicators | 5 | 1 | 0 | 0 | 0 | 4
        """;

    [ForeignFact]
    public async Task Each_file_gives_what_was_reviewed_and_nothing_the_second_time()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2026, 11, 22));
        foreach (var line in Reviewed.Split('\n', StringSplitOptions.TrimEntries))
        {
            var name = line.Split('|')[0].Trim();
            var report = await node.Importer.Import(Foreign.Path("data/" + name), new ImportOptions(), default);
            Assert.Equal(line, $"{name} | {report.Format} | {report.Read} | {report.Accepted} | {report.Duplicates} | {report.Revised} | {report.Repaired.Count} | {report.Refused.Count}");
            if (report.Failure is null) Assert.Equal(report.Read, report.Accepted + report.Duplicates + report.Revised + report.Refused.Count);

            var size = node.Journal.Head.Size;
            var again = await node.Importer.Import(Foreign.Path("data/" + name), new ImportOptions(), default);
            Assert.Equal(report.Accepted + report.Duplicates + report.Revised, again.Duplicates);
            Assert.Equal(size, node.Journal.Head.Size);
        }
    }

    [ForeignFact]
    public async Task The_earthquake_of_Hualien_is_found_as_the_feed_tells_it()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 8));
        await node.Importer.Import(Foreign.Path("data/quake/vega_earthquakes.json"), new ImportOptions(), default);
        var geojson = await node.Export(ExportFormat.GeoJson, new() { Words = "Hualian", Since = NodaTime.Instant.FromUtc(2018, 2, 6, 15, 50), Until = NodaTime.Instant.FromUtc(2018, 2, 6, 15, 51) });
        Assert.Contains("\"headline\":\"M 6.4, 22km NNE of Hualian, Taiwan\"", geojson, StringComparison.Ordinal);
        Assert.Contains("\"time\":\"2018-02-06T15:50:42.4Z\"", geojson, StringComparison.Ordinal);
        Assert.Contains("\"severity\":\"Severe\"", geojson, StringComparison.Ordinal);
    }
}
