using System.Collections.Immutable;
using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.Ais;
using Tocsin.Formats.Cap;
using Tocsin.Formats.Cap.Signatures;
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
using Tocsin.Formats.ScanFiles;
using Tocsin.Formats.SeriesTables;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Usgs;

namespace Tocsin.Tests.Fuzzing;

/// <summary>The readers of foreign formats.</summary>
static class FormatParsers
{
    const string Signatures = "tests/Tocsin.Tests/Fixtures/signatures/*.xml", Pins = "tests/Tocsin.Tests/Fixtures/signatures/*.pem";

    /// <summary>Bytes for each of an area that crosses 180°: some 70,000 to cut one of fifty.</summary>
    public const int Cutting = 3_000;

    static readonly string[] CapFiles = ["text:cap", "samples/*.xml", Signatures, "data/cap/google/*.cap", "data/cap/google/*.atom", "data/cap/google/*.edxlde", "data/cap/oasis-spec/*", "data/cap/real/*"];
    static readonly string[] CountFiles = ["text:counts-days", "samples/cholera.csv", "samples/cases-cumulative.csv", "samples/line-list.csv", "samples/measles-*.csv", "data/cases/*"];
    static readonly string[] StixFiles = ["text:stix20", "samples/intelligence.stix.json", "data/stix/*", "data/misp/*stix21.json"];
    static readonly string[] MispFiles = ["text:misp-answer", "samples/misp-event.json", "samples/misp-fraud.json", "data/misp/*"];

    static readonly Lazy<CapPins> Pinned = new(() => CapPins.Read(File.ReadAllText(Share.Doors.Checkout.Path("tests/Tocsin.Tests/Fixtures/signatures/sea.pem"))).Value);

    public static readonly ImmutableArray<Parser> All =
    [
        new("recognition", Structure.Words, ["text:cap", "text:geojson", "text:viirs", "text:list", "samples/*.json", "samples/*.csv"], ["Recognition.Recognise"],
            bytes => Reading.Of(Recognition.Recognise(bytes, null).Format != FileFormat.Unknown && Recognition.Recognise(bytes, "a.csv").Reason.Length > 0)),
        new("cap", Structure.Xml, CapFiles, ["CapReader.Read"], Cap) { AllocatedPerByteMax = Cutting },
        new("cap-pinned", Structure.Xml, [Signatures, "data/cap/google/*signed*", "data/cap/google/earthquake-iso8859-1.cap"], ["CapReader.Read"], bytes => Items(CapReader.Read(new MemoryStream(bytes), Pinned.Value))) { Mutations = 150 },
        new("cap-index", Structure.Xml, ["<rss><channel><item><link>https://a.example/1.xml</link><guid>1</guid></item></channel></rss>", "text:cap", "data/cap/google/*.rss", "data/cap/google/*index*", "data/cap/real/nws*", "data/gdacs/*rss*"], ["CapIndexReader.Read"], bytes => Of(CapIndexReader.Read(new MemoryStream(bytes)))),
        new("cap-pins", Structure.Words, [Pins, "data/cap/google/*.pem"], ["CapPins.Read"], bytes => Of(CapPins.Read(Encoding.UTF8.GetString(bytes)))),
        new("usgs", Structure.Json, ["text:usgs", "data/quake/*"], ["EarthquakeReader.Read"], bytes => Items(EarthquakeReader.Read(new MemoryStream(bytes)))),
        new("geojson", Structure.Json, ["text:geojson", "text:usgs", "tests/Tocsin.Tests/Fixtures/world/countries.geojson"], ["GeoJsonReader.Read", "GeoJsonGeometry.Read"], GeoJson) { AllocatedPerByteMax = Cutting },
        new("firms", Structure.Rows, ["text:viirs", "text:modis", "samples/fires*.csv", "data/fire/*"], ["HotspotReader.Read"], bytes => Items(HotspotReader.Read(new MemoryStream(bytes)))),
        new("indicators", Structure.Words, ["text:list", "text:table", "samples/blocklist.txt", "samples/phishing*.csv", "data/indicators/*.txt"], ["IndicatorReader.Read", "IndicatorParse.Parse"], Indicators),
        new("sightings", Structure.Rows, ["text:sightings", "samples/sightings*.csv"], ["SightingReader.Read"], bytes => Items(SightingReader.Read(new MemoryStream(bytes)))),
        new("gdacs", Structure.Xml, ["samples/gdacs.xml", "data/gdacs/*"], ["GdacsReader.Read"], bytes => Items(GdacsReader.Read(new MemoryStream(bytes)))),
        new("asam", Structure.Json, ["samples/ship-attacks.json", "data/piracy/*.json"], ["AsamReader.ReadJson"], bytes => Items(AsamReader.ReadJson(new MemoryStream(bytes)))),
        new("asam-csv", Structure.Rows, ["samples/ship-attacks.csv", "data/piracy/*.csv"], ["AsamReader.ReadCsv"], bytes => Items(AsamReader.ReadCsv(new MemoryStream(bytes)))),
        new("navwarnings", Structure.Json, ["samples/nav-warnings.json", "data/nav/*"], ["NavReader.Read"], bytes => Items(NavReader.Read(new MemoryStream(bytes)))),
        new("counts", Structure.Rows, CountFiles, ["CountReader.Read"], bytes => Items(CountReader.Read(new MemoryStream(bytes), new CountSettings { Dates = DateOrder.DayMonthYear }))),
        new("line-list", Structure.Rows, CountFiles, ["CountReader.ReadWithRows"], bytes => Items(CountReader.ReadWithRows(new MemoryStream(bytes), new CountSettings { Dates = DateOrder.MonthDayYear, Start = "2014-03-22", Topic = "x" }))),
        new("measurements", Structure.Rows, ["samples/river-*.csv", "samples/dose-rate.csv", "data/water/*.csv"], ["SeriesReader.Read"], bytes => Items(SeriesReader.Read(new MemoryStream(bytes)))),
        new("bgeigie", Structure.Rows, ["samples/radiation.log", "data/radiation/*.log"], ["GeigerLog.Read"], bytes => Items(GeigerLog.Read(new MemoryStream(bytes)))) { Mend = Mending.Sentences },
        new("ais", Structure.Rows, ["samples/vessels*.nmea", "data/ais/*.nmea", "data/ais/*.aivdm"], ["AisReader.Read"], bytes => Items(AisReader.Read(new MemoryStream(bytes)))) { Mend = Mending.Sentences },
        new("dhis2", Structure.Json, ["samples/dhis2.json"], ["Dhis2Reader.ReadJson"], bytes => Items(Dhis2Reader.ReadJson(new MemoryStream(bytes)))),
        new("dhis2-csv", Structure.Rows, ["samples/dhis2.csv"], ["Dhis2Reader.ReadCsv"], bytes => Items(Dhis2Reader.ReadCsv(new MemoryStream(bytes)))),
        new("stix", Structure.Json, StixFiles, ["StixReader.Read", "StixHeader.Read", "StixHeader.IsLabelled", "StixMarking.Mark", "StixMarking.Revoke"], StixParsers.Objects) { Mutations = 300, AllocatedPerByteMax = 2_000 },
        new("stix-pattern", Structure.Words, StixParsers.PatternFiles, ["StixPattern.Parse", "PatternKeys.Of", "PatternValues.Of"], StixParsers.Pattern) { Mutations = 300 },
        new("taxii", Structure.Json, ["{\"more\":true,\"next\":\"a\",\"objects\":[{\"type\":\"tool\"}]}", "data/stix/oasis_using*"], ["TaxiiEnvelope.Read"], bytes => Of(TaxiiEnvelope.Read(bytes))),
        new("misp", Structure.Json, MispFiles, ["MispReader.Read"], bytes => Items(MispReader.Read(new MemoryStream(bytes)))) { Mutations = 300 },
        new("misp-manifest", Structure.Json, ["{\"57c4445b-c548-4654-af0b-4be3950d210f\":{\"timestamp\":\"1472541011\",\"info\":\"x\",\"Orgc\":{\"name\":\"y\"}}}"], ["MispManifest.Read"], bytes => Of(MispManifest.Read(new MemoryStream(bytes)))),
        new("misp-warninglist", Structure.Json, ["samples/misp-warninglist.json", "{\"name\":\"x\",\"type\":\"regex\",\"version\":1,\"list\":[\"/^a+$/i\",\"b.\"],\"matching_attributes\":[\"domain\"]}", "data/indicators/*.json"], ["WarningList.Read"], WarningLists) { AllocatedPerByteMax = 10_000 }, // An expression of ten characters is an automaton of 75,000 bytes; FormatLimits says of how many.
        new("series", Structure.Rows, ["date,count,population,unit\n2015-01-12,3,1000.5,\"north, hills\"\n2015-W03,,,south\n2015-03,NA,,south\n17,4,,\n", "samples/dengue-weekly.csv"], ["SeriesTableReader.Read", "SeriesDate.Parse"], bytes => Items(SeriesTableReader.Read(new MemoryStream(bytes)))),
        new("numbers", Structure.Rows, ["x,y,t\n1,2,3\n1e3,-2,NA\n", "samples/fires.csv"], ["NumberTable.Read"], bytes => Of(NumberTable.Read(new MemoryStream(bytes), ["x", "longitude"], ["y", "latitude"]))),
        new("scan-parameters", Structure.Words, ["samples/*.prm"], ["ParameterFile.Read"], bytes => Items(ParameterFile.Read(new MemoryStream(bytes)))),
        new("scan-table", Structure.Words, ["samples/*.cas", "samples/*.geo", "[Input]\n\"An Loc\" 1 2001/11/22\nb,2,11/2001,\"x\"\"y\"\n"], ["ScanDate.Parse"], Scan),
    ];

    /// <summary>Whether something was read; every refusal must say where and why.</summary>
    public static Reading Items<T>(IEnumerable<Item<T>> items)
    {
        var accepted = false;
        foreach (var item in items)
        {
            if (item is Item<T>.Refused no) Reasonable(no.Refusal);
            else accepted = true;
        }
        return Reading.Of(accepted);
    }

    public static void Reasonable(Refusal refusal)
    {
        if (refusal.At.Length == 0 || refusal.Reason.Length < 5 || refusal.Reason.Contains("System.", StringComparison.Ordinal)) throw new UnreasonableException($"this refusal says nothing: '{refusal}'");
    }

    static Reading Of<T>(Parsed<T> parsed)
    {
        if (!parsed.IsRead && parsed.Refusal.Reason.Length < 5) throw new UnreasonableException($"this refusal says nothing: '{parsed.Refusal}'");
        return Reading.Of(parsed.IsRead);
    }

    /// <summary>Alerts go out each as a document of its own.</summary>
    static Reading Cap(byte[] bytes)
    {
        var items = CapReader.Read(new MemoryStream(bytes)).ToList();
        foreach (var read in items.OfType<Item<CapAlert>.Read>())
        {
            var written = CapWriter.Write(read.Value);
            if (!written.IsRead) continue;
            var again = CapReader.Read(new MemoryStream(written.Value)).ToList();
            if (again is not [Item<CapAlert>.Read { Value: var alert }]) throw new UnreasonableException($"an alert that was written is refused: {again.OfType<Item<CapAlert>.Refused>().FirstOrDefault()?.Refusal}\n{Encoding.UTF8.GetString(written.Value)}");
            if (CapWriter.Write(alert) is not { IsRead: true } second || !second.Value.AsSpan().SequenceEqual(written.Value)) throw new UnreasonableException($"an alert is written otherwise the second time:\n{Encoding.UTF8.GetString(written.Value)}");
        }
        return Items(items);
    }

    static Reading GeoJson(byte[] bytes)
    {
        var items = GeoJsonReader.Read(new MemoryStream(bytes)).ToList();
        var read = items.OfType<Item<Feature>.Read>().Select(item => item.Value).ToList();
        _ = Items(items);
        if (read.Count == 0) return Reading.Refused;
        var written = new MemoryStream();
        GeoJsonWriter.Write(written, read);
        return new(true, written.ToArray());
    }

    /// <summary>A value in its normal form is that form of itself.</summary>
    static Reading Indicators(byte[] bytes)
    {
        var items = IndicatorReader.Read(new MemoryStream(bytes)).ToList();
        foreach (var read in items.OfType<Item<Indicator>.Read>())
        {
            var again = IndicatorParse.Parse(read.Value.Value, "again");
            if (!again.IsRead || (again.Value.Type, again.Value.Value) != (read.Value.Type, read.Value.Value))
                throw new UnreasonableException($"{read.Value.Type} '{read.Value.Value}' of '{read.Value.AsWritten}' is read again as {(again.IsRead ? $"{again.Value.Type} '{again.Value.Value}'" : again.Refusal)}");
        }
        return Items(items);
    }

    static Reading WarningLists(byte[] bytes)
    {
        var list = WarningList.Read(new MemoryStream(bytes));
        if (list.IsRead)
            foreach (var (type, value) in new[] { ("domain", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"), ("ipv4", "10.0.0.1"), ("ipv6", "::1"), ("cidr", "10.0.0.0/8"), ("url", "http://[::1]/a"), ("endpoint", "[::1]:80"), ("md5", "d41d8cd98f00b204e9800998ecf8427e") })
                list.Value.Contains(type, value);
        return Of(list);
    }

    static Reading Scan(byte[] bytes)
    {
        var rows = 0;
        foreach (var shape in new[] { new ScanTableShape(), new ScanTableShape(',', Skip: 1), new ScanTableShape('\t', Columns: [2, 1, ScanTableShape.One, ScanTableShape.RowName, ScanTableShape.Blank, ScanTableShape.NoDate]) })
        {
            using var table = new ScanTable(new MemoryStream(bytes), shape);
            for (; table.Next(); rows++)
            {
                if (table.Refusal is { } refusal) Reasonable(refusal);
                for (var field = 0; field <= table.Count; field++) ScanDate.Parse(table[field], (1970, 2030));
            }
        }
        return Reading.Of(rows > 0);
    }
}
