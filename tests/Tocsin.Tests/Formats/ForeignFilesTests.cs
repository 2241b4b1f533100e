using Tocsin.Formats;
using Xunit;

namespace Tocsin.Tests.Formats;

/// <summary>Every real file, what it is, and how much of it is read, repaired and refused. Each line was decided by reading the file.</summary>
public sealed class ForeignFilesTests
{
    [ForeignTheory]
    // The OASIS examples. CAP 1.1 lets a resource go without its mimeType (A.1).
    [InlineData("cap/oasis-spec/v1dot1_appendix_adot1.xml", FileFormat.Cap, 1, 1, 0, "mimeType")]
    [InlineData("cap/oasis-spec/v1dot1_appendix_adot2.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/oasis-spec/v1dot1_appendix_adot3.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/oasis-spec/v1dot1_appendix_adot4.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/oasis-spec/v1dot2_appendix_adot1.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/oasis-spec/v1dot2_appendix_adot2.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/oasis-spec/v1dot2_appendix_adot3.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/oasis-spec/v1dot2_appendix_adot4.xml", FileFormat.Cap, 1, 0, 0, "")]
    // Alerts as agencies sent them.
    [InlineData("cap/real/cap_amber_alert_example.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/real/dwd-update.xml", FileFormat.Cap, 1, 1, 0, "encloses nothing")] // a line there and back, beside good geocodes
    [InlineData("cap/real/gdacs-cap_1001150.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/real/ie-2.49.0.1.372.0.250413231648.N_Norm002_SmallCraft.xml", FileFormat.Cap, 1, 0, 0, "")] // <incidents></incidents> is schema-valid
    [InlineData("cap/real/il-488abaaf-cad5-4d2b-93b2-703016878453.xml", FileFormat.Cap, 1, 1, 0, "the polygon is empty")] // six <polygon/>
    [InlineData("cap/real/mo-cap_monsoon.xml", FileFormat.Cap, 1, 0, 0, "")] // refers to itself, which no rule forbids
    [InlineData("cap/real/multi-area.xml", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/real/nws_atom_feed_example.xml", FileFormat.Cap, 0, 0, 1, "an index of links")] // 163 entries of CAP elements without an alert
    [InlineData("cap/real/polygon-trailing-space.xml", FileFormat.Cap, 1, 1, 0, "white space")]
    [InlineData("cap/real/thunderstorm.xml", FileFormat.Cap, 1, 1, 0, "order")] // one geocode has its value first
    // A validator's own examples, good and bad.
    [InlineData("cap/google/amber.atom", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/australia.cap", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/bushfire_invalid.edxlde", FileFormat.Cap, 5, 0, 2, "Foobar")] // an alert without content, and an urgency Foobar
    [InlineData("cap/google/bushfire_valid.edxlde", FileFormat.Cap, 7, 0, 0, "")]
    [InlineData("cap/google/canada.cap", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/canada_errors.cap", FileFormat.Cap, 1, 1, 0, "refers to no earlier message")]
    [InlineData("cap/google/canada_signed.atom", FileFormat.Cap, 1, 1, 0, "it is made with SHA-1, which is too weak")]
    [InlineData("cap/google/canada_signed.cap", FileFormat.Cap, 1, 1, 0, "it is made with SHA-1, which is too weak")]
    [InlineData("cap/google/earthquake-iso8859-1.cap", FileFormat.Cap, 1, 1, 0, "it is made with SHA-1, which is too weak")]
    [InlineData("cap/google/earthquake.cap", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/earthquake_index.atom", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/earthquake_signed.cap", FileFormat.Cap, 1, 1, 0, "it is made with SHA-1, which is too weak")]
    [InlineData("cap/google/empty_weather_index.atom", FileFormat.Cap, 0, 0, 0, "")] // a feed without entries is a quiet day
    [InlineData("cap/google/example-amber.rss", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/example-bushfire.edxlde", FileFormat.Cap, 7, 0, 0, "")]
    [InlineData("cap/google/example-earthquake.atom", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/example-thunderstorm.cap", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/invalid.cap", FileFormat.Cap, 0, 0, 1, "'scope' is missing")] // who may see it cannot be guessed
    [InlineData("cap/google/invalid.rss", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/invalid_element.atom", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/no_entries.atom", FileFormat.Cap, 1, 1, 0, "'Point' is not CAP's")] // a good alert outside an entry, its elements out of order
    [InlineData("cap/google/no_id.atom", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/no_link.atom", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/no_optional_fields.cap", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/no_title.atom", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/noaa_errors.cap", FileFormat.Cap, 1, 1, 0, "read as Unknown")] // empty urgency, severity, certainty; stray commas; an empty polygon
    [InlineData("cap/google/ny_index.rss", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/wcatwc-warning.cap", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/weather.atom", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/weather.cap", FileFormat.Cap, 1, 0, 0, "")]
    [InlineData("cap/google/weather_index.atom", FileFormat.Cap, 0, 0, 1, "an index of links")]
    [InlineData("cap/google/weather_invalid.atom", FileFormat.Cap, 1, 1, 0, "which the standard forbids")] // the identifier "INVALID, "
    [InlineData("cap/google/xee.atom", FileFormat.Cap, 0, 0, 1, "document type declaration")]
    [InlineData("cap/google/xee.cap", FileFormat.Cap, 0, 0, 1, "document type declaration")]
    [InlineData("cap/google/environment_canada_x509_cert.pem", FileFormat.Unknown, 0, 0, 0, "certificate")]
    [InlineData("cap/google/naads_x509_cert.pem", FileFormat.Unknown, 0, 0, 0, "certificate")]
    [InlineData("cap/CAP-v1.2.xsd", FileFormat.Unknown, 0, 0, 0, "root element 'schema'")]
    [InlineData("cap/ifrc_alert_hub_feeds.json", FileFormat.Unknown, 0, 0, 0, "a JSON list")]
    [InlineData("quake/vega_earthquakes.json", FileFormat.UsgsGeoJson, 1707, 0, 0, "")]
    [InlineData("quake/usgs_fixture_1.json", FileFormat.UsgsGeoJson, 3, 3, 0, "is not a PAGER colour")] // "Alert 1", "Status 1"
    [InlineData("quake/usgs_fixture_empty.json", FileFormat.GeoJson, 0, 0, 0, "")] // nothing in it says USGS
    [InlineData("fire/modis_SEA_2018-09-22_1day.csv", FileFormat.FirmsCsv, 937, 0, 0, "")]
    [InlineData("indicators/maltrail_apt_oceanlotus.txt", FileFormat.Indicators, 583, 0, 6, "a path without a host")]
    [InlineData("indicators/phishing_db_links_INVALID.txt", FileFormat.Indicators, 1, 0, 4, "is not a valid international host name")] // three false punycodes and ".php?"; xn--com is true punycode
    [InlineData("indicators/misp_warninglist_bank-website.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("indicators/misp_warninglist_common-ioc-false-positive.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("indicators/misp_warninglist_multicast.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("indicators/misp_warninglist_public-ipfs-gateways.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("indicators/misp_warninglist_rfc1918.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("indicators/misp_warninglist_rfc5735.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("indicators/misp_warninglist_rfc6598.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("indicators/misp_warninglist_tlds.json", FileFormat.MispWarningList, 1, 0, 0, "MISP warning list")]
    [InlineData("gdacs/fixture-gdacs-1.xml", FileFormat.Gdacs, 4, 0, 0, "")]
    [InlineData("gdacs/fixture-gdacs-2.xml", FileFormat.Gdacs, 0, 0, 1, "no event type")]
    [InlineData("gdacs/gdacs-rss-24h.xml", FileFormat.Gdacs, 21, 0, 0, "")]
    [InlineData("gdacs/gdacs-rss.xml", FileFormat.Gdacs, 16, 0, 0, "")]
    [InlineData("gdacs/ocha-xml-rss.xml", FileFormat.Unknown, 0, 0, 0, "encoded twice")]
    // Files of the other folders are told of in Share/Doors/foreign-imports.txt, with what becomes of them.
    [InlineData("piracy/nga_asams_api_sample_TRAILING-COMMA.json", FileFormat.AsamJson, 4, 1, 0, "JSON forbids")]
    [InlineData("nav/nga_broadcast_warnings_2023.json", FileFormat.NavWarnings, 454, 5, 0, "no position on Earth")]
    [InlineData("radiation/safecast_bgeigie0.log", FileFormat.GeigerLog, 12, 12, 12, "marks this reading as void")]
    // Counted with jq: '.objects | length'; '.Event.Attribute | length', and one for the event.
    [InlineData("stix/oasis_apt1.json", FileFormat.Stix, 76, 0, 0, "a STIX bundle")]
    [InlineData("stix/oasis_sighting-of-an-indicator.json", FileFormat.Stix, 4, 0, 0, "")]
    [InlineData("stix/oasis_using-granular-markings.json", FileFormat.Stix, 4, 0, 0, "")]
    [InlineData("stix/oasis_using-marking-definitions.json", FileFormat.Stix, 4, 0, 0, "")]
    [InlineData("stix/pre-attack_STIX20_first30.json", FileFormat.Stix, 30, 30, 0, "STIX 2.0: read as 2.1")]
    [InlineData("misp/misp_core_event.json", FileFormat.Misp, 39, 0, 0, "a MISP event")]
    [InlineData("misp/mispstix_test_attributes_collection_1.json", FileFormat.Misp, 2, 0, 0, "answers")]
    [InlineData("misp/mispstix_test_attributes_collection_2.json", FileFormat.Misp, 2, 0, 0, "answers")]
    [InlineData("misp/mispstix_test_attributes_collection_stix21.json", FileFormat.Stix, 15, 0, 0, "")]
    [InlineData("misp/pymisp_57c4445b-c548-4654-af0b-4be3950d210f.json", FileFormat.Misp, 10, 0, 0, "")]
    [InlineData("misp/pymisp_sighting.json", FileFormat.Unknown, 0, 0, 0, "none that this version reads")] // of the type "bar"
    public void Each_file_is_what_it_is(string file, FileFormat format, int read, int repaired, int refused, string said)
    {
        var bytes = File.ReadAllBytes(Foreign.Path("data/" + file));
        var recognised = Recognition.Recognise(bytes, Path.GetFileName(file));
        var outcome = Readers.Read(recognised.Format, bytes);
        var everything = $"{recognised}\n{string.Join('\n', outcome.Refused)}\n{string.Join('\n', outcome.Repairs)}";

        Assert.Equal((format, read, repaired, refused), (recognised.Format, outcome.Read, outcome.Repaired, outcome.Refused.Length));
        Assert.Contains(said, everything, StringComparison.Ordinal);
    }

    [ForeignFact]
    public void No_file_of_these_folders_is_left_out_of_the_table()
    {
        var listed = typeof(ForeignFilesTests).GetMethod(nameof(Each_file_is_what_it_is))!.GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!)
            .ToHashSet();
        foreach (var folder in (string[])["cap", "quake", "fire", "indicators", "gdacs", "stix", "misp"])
            foreach (var file in Directory.EnumerateFiles(Foreign.Path("data/" + folder), "*", SearchOption.AllDirectories))
                Assert.Contains(Path.GetRelativePath(Foreign.Path("data"), file), listed);
    }
}
