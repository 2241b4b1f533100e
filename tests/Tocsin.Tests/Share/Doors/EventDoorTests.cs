using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>What the doors make of GDACS, ships under attack, navigational warnings and measurements.</summary>
public sealed class EventDoorTests
{
    static readonly DoorTerms Terms = new(Instant.FromUtc(2018, 2, 7, 0, 0), "file");

    static List<DoorItem> Items(FileFormat format, string sample) => [.. DoorFormats.Read(format, File.OpenRead(Checkout.Path("samples/" + sample)), Terms)];

    static (Draft Draft, EventFacts Facts) Made(DoorItem item) => (item.Draft!, Assert.IsType<EventFacts>(item.Draft!.What));

    static string Words<T>(IReadOnlyDictionary<string, T> pairs) => string.Join(' ', pairs.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));

    [Fact]
    public void Gdacs()
    {
        var items = Items(FileFormat.Gdacs, "gdacs.xml");
        var (flood, facts) = Made(items[0]);
        Assert.Equal(("flood", Category.Met, "Flood", Severity.Severe, Urgency.Immediate, Certainty.Observed), (facts.Type, facts.Category, facts.Event, facts.Severity, facts.Urgency, facts.Certainty));
        Assert.Equal((Instant.FromUtc(2018, 2, 6, 12, 0), (Instant?)Instant.FromUtc(2018, 2, 7, 12, 0)), (facts.At, facts.Until));
        Assert.Equal(("FL900001", 2L), (Assert.Single(flood.Source!.Key!.Keys), flood.Source.Key.Version));
        Assert.Equal(("Viet Nam", "ISO3166-1-alpha-3=VNM"), (flood.Where!.Name, Words(flood.Where.Codes!)));
        Assert.Equal("populationAffected=12000", Words(facts.Numbers!));
        Assert.Equal("alertLevel=Orange episodeAlertLevel=Orange severity=Magnitude 6.2 population=Displaced", Words(flood.Source.Words!));

        var (_, cyclone) = Made(items[1]);
        Assert.Equal(("tropical-cyclone", "Tropical cyclone SAMPLE-18", Severity.Extreme, Certainty.Likely), (cyclone.Type, cyclone.Event, cyclone.Severity, cyclone.Certainty));
        Assert.Equal("windKmPerHour=212.5 populationAffected=480000", Words(cyclone.Numbers!));
    }

    [Fact]
    public async Task A_later_episode_is_a_revision_and_an_earlier_one_old_news()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        var feed = File.ReadAllText(Checkout.Path("samples/gdacs.xml"));
        Assert.Equal(2, (await node.Import("a.xml", feed)).Accepted);
        var later = await node.Import("b.xml", feed.Replace("<gdacs:episodeid>2<", "<gdacs:episodeid>3<", StringComparison.Ordinal).Replace(">Orange<", ">Red<", StringComparison.Ordinal));
        Assert.Equal((1, 1), (later.Revised, later.Duplicates));
        Assert.Equal(2, (await node.Import("a.xml", feed)).Duplicates);
        Assert.Equal(Severity.Extreme, ((EventFacts)(await node.Read(node.Journal.Head.Size - 1)).What!).Severity);
    }

    [Fact]
    public async Task Attacks_on_ships_whose_references_repeat()
    {
        var (draft, facts) = Made(Items(FileFormat.AsamCsv, "ship-attacks.csv")[0]);
        Assert.Equal(("ship-attack", Category.Transport, Severity.Moderate), (facts.Type, facts.Category, facts.Severity));
        Assert.Equal(("reference=2018-9001 victim=BULK CARRIER subregion=71", "hostility=ROBBERS"), (Words(facts.Codes!), Words(draft.Source!.Words!)));
        Assert.Equal("SAMPLE, SINGAPORE STRAIT: Four robbers boarded a bulk carrier under way", draft.Texts[0].Headline);
        Assert.Equal("2018-9001,2018-02-06,1.2 103.75", Assert.Single(draft.Source.Key!.Keys));
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        Assert.Equal(3, (await node.Importer.Import(Checkout.Path("samples/ship-attacks.csv"), new ImportOptions(), default)).Accepted);
        Assert.Equal(1, (await node.Importer.Import(Checkout.Path("samples/ship-attacks.json"), new ImportOptions(), default)).Accepted);
    }

    [Fact]
    public void Vessels_their_tracks_and_a_beacon_in_earnest()
    {
        var items = Items(FileFormat.Ais, "vessels.nmea");
        Assert.Equal(
            ["vessel-voyage", "vessel-position", "vessel-position", "vessel-position", "vessel-gap", "vessel-position", "vessel-jump", "vessel-position", "vessel-voyage", "vessel-voyage",
                "distress-transmitter", "distress-transmitter", "navigation-aid", "ais-station"],
            items.Where(item => item.Draft is not null).Select(item => Made(item).Facts.Type));
        Assert.Equal("the vessel does not know where it is", Assert.Single(items, item => item.Refused is not null).Refused);
        var (voyage, facts) = Made(items[0]);
        Assert.Equal("name=SAMPLE TRADER callSign=SAMPL1 imo=9999991 shipType=70 destination=KEELUNG arrival=02-08T06:30 mmsi=999000001", Words(facts.Codes!));
        Assert.Equal("lengthMetres=200 beamMetres=30 draughtMetres=9.4", Words(facts.Numbers!));
        Assert.Equal("999000001,5,2018-02-06T14:00:00Z", Assert.Single(voyage.Source!.Key!.Keys));
        Assert.Equal("999000001 was under way, said nothing for 130 minutes, and is 67 km on", items[4].Draft!.Texts[0].Headline);
        Assert.Equal("999000001 was said to be 199 km away 10 minutes later: one position is false, or two send under this number", items[6].Draft!.Texts[0].Headline);
        var (test, earnest) = (Made(items[10]).Facts, Made(items[11]).Facts);
        Assert.Equal((CapStatus.Test, Severity.Minor, CapStatus.Actual, Severity.Severe, Category.Rescue), (test.Status, test.Severity, earnest.Status, earnest.Severity, earnest.Category));
        Assert.Equal("SAMPLE CARDINAL BUOY NORTH is off its position", items[12].Draft!.Texts[0].Headline);
    }

    [Fact]
    public void A_vessel_without_a_time_waits_for_a_stations_clock()
    {
        var lines = File.ReadLines(Checkout.Path("samples/vessels.nmea")).Where(line => line[0] == '\\').Select(line => line[(line.LastIndexOf('\\') + 1)..]).ToList();
        var (position, station) = (lines[2], lines[12]);
        var items = DoorFormats.Read(FileFormat.Ais, new MemoryStream(Encoding.UTF8.GetBytes($"{position}\n{station}\n{position}\n")), Terms).ToList();
        Assert.StartsWith("nobody says when it was received", items[0].Refused, StringComparison.Ordinal);
        Assert.Equal(Instant.FromUtc(2018, 2, 6, 16, 5, 9), Made(items[2]).Facts.At);
        Assert.StartsWith("the receiver wrote no time", Assert.Single(items[2].Repairs).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Navigational_warnings()
    {
        var items = Items(FileFormat.NavWarnings, "nav-warnings.json");
        var (draft, facts) = Made(items[0]);
        Assert.Equal((Category.Transport, Severity.Moderate, (Instant?)Instant.FromUtc(2018, 2, 8, 10, 0)), (facts.Category, facts.Severity, facts.Until));
        Assert.Equal("HYDROPAC 9001/2018", Assert.Single(draft.Source!.Key!.Keys));
        Assert.Equal("HYDROPAC 8990/2018, HYDROPAC 8991/2018", facts.Codes!["cancels"]);
        Assert.Equal(("SOUTH CHINA SEA. VIETNAM.", "Polygon"), (draft.Where!.Name, draft.Where.Geometry!.GeometryType));
        Assert.StartsWith("HYDROPAC 9001/2018: SAMPLE: MISSILE OPERATIONS", draft.Texts[0].Headline, StringComparison.Ordinal);
        Assert.Equal((Category.Security, Severity.Severe), (Made(items[1]).Facts.Category, Made(items[1]).Facts.Severity));
    }

    [Theory]
    [InlineData("1. CANCEL HYDROPAC 123/18.", "HYDROPAC 9002/2018: cancels HYDROPAC 123/2018")]
    [InlineData("SOUTH CHINA SEA.\\nCANCEL HYDROPAC 123/18 AND 124/18", "HYDROPAC 9002/2018: cancels HYDROPAC 123/2018, HYDROPAC 124/2018")]
    [InlineData("1. LIGHT UNLIT.\\n2. CANCEL HYDROPAC 123/18.", "HYDROPAC 9002/2018: LIGHT UNLIT. 2. CANCEL HYDROPAC 123/18.")]
    [InlineData("CANCEL HYDROPAC 123/18. CANCEL THIS MSG 081000Z FEB 18.", "HYDROPAC 9002/2018: CANCEL HYDROPAC 123/18. CANCEL THIS MSG 081000Z FEB 18.")]
    public void A_navigational_warning_that_only_cancels_says_so(string text, string headline)
    {
        var json = $$"""{"broadcast-warn":[{"msgYear":2018,"msgNumber":9002,"navArea":"P","subregion":"93","text":"{{text}}","status":"A","issueDate":"061200Z FEB 2018","authority":"SAMPLE 1/18"}]}""";
        var item = Assert.Single(DoorFormats.Read(FileFormat.NavWarnings, new MemoryStream(Encoding.UTF8.GetBytes(json)), new(Instant.FromUtc(2018, 2, 7, 0, 0), "file")));
        Assert.Equal(headline, Made(item).Draft.Texts[0].Headline);
    }

    [Fact]
    public void Measurements_and_their_series()
    {
        var items = Items(FileFormat.Measurements, "river-level.csv");
        var (draft, facts) = Made(items[^1]);
        Assert.Equal(("water-level", Category.Met, Severity.Moderate), (facts.Type, facts.Category, facts.Severity));
        Assert.Equal("levelMetres=7.1 warningLevelMetres=6.5", Words(facts.Numbers!));
        Assert.Equal(("Sample Water Agency", "Sample 7,water-level,2018-02-06T14:00:00Z", "+07"), (draft.Source!.Key!.Sender, Assert.Single(draft.Source.Key.Keys), draft.Source.Words!["offset"]));
        Assert.Equal(Severity.Minor, Made(items[0]).Facts.Severity);
        Assert.Equal(("dose-rate", Category.CBRNE, Severity.Unknown), Made(Items(FileFormat.GeigerLog, "radiation.log").First(item => item.Draft is not null)) is var (_, dose) ? (dose.Type, dose.Category, dose.Severity) : default);
    }

    [Theory]
    [InlineData(FileFormat.Gdacs, "gdacs.xml")]
    [InlineData(FileFormat.AsamCsv, "ship-attacks.csv")]
    [InlineData(FileFormat.AsamJson, "ship-attacks.json")]
    [InlineData(FileFormat.NavWarnings, "nav-warnings.json")]
    [InlineData(FileFormat.Measurements, "river-level.csv")]
    [InlineData(FileFormat.GeigerLog, "radiation.log")]
    [InlineData(FileFormat.Counts, "cholera.csv")]
    public void A_clock_that_is_ahead_is_refused(FileFormat format, string sample)
    {
        var before = new DoorTerms(Instant.FromUtc(2018, 2, 1, 0, 0), "file");
        Assert.All(DoorFormats.Read(format, File.OpenRead(Checkout.Path("samples/" + sample)), before), item => Assert.Null(item.Draft));
        Assert.Contains(DoorFormats.Read(format, File.OpenRead(Checkout.Path("samples/" + sample)), before), item => item.Refused?.Contains("ahead of this node's clock", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_day_may_have_begun_where_days_begin_first()
    {
        const string Count = "date,cases\n2018-02-08,3\n";
        Assert.NotNull(Assert.Single(DoorFormats.Read(FileFormat.Counts, new MemoryStream(Encoding.UTF8.GetBytes(Count)), new(Instant.FromUtc(2018, 2, 7, 10, 0), "file"))).Draft);
        Assert.NotNull(Assert.Single(DoorFormats.Read(FileFormat.Counts, new MemoryStream(Encoding.UTF8.GetBytes(Count)), new(Instant.FromUtc(2018, 2, 7, 9, 44), "file"))).Refused);
    }
}
