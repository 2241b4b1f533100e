using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>What each door makes of a value.</summary>
public sealed class DoorTests
{
    static readonly DoorTerms Terms = new(Instant.FromUtc(2018, 2, 7, 0, 0), "list");

    [Fact]
    public void Usgs()
    {
        var draft = One(FileFormat.UsgsGeoJson, """
            {"type":"Feature","id":"us1","properties":{"mag":6.4,"place":"22km NNE of Hualian, Taiwan","time":1517932242400,"updated":1517967111797,"url":"https://earthquake.usgs.gov/earthquakes/eventpage/us1","felt":12,"alert":"green","status":"reviewed","tsunami":0,"sig":800,"net":"us","ids":",us1,pt2,","magType":"mww","type":"earthquake"},"geometry":{"type":"Point","coordinates":[121.653,24.1737,10.64]}}
            """);
        var facts = Assert.IsType<EventFacts>(draft.What);
        Assert.Equal(("earthquake", Category.Geo, Severity.Severe), (facts.Type, facts.Category, facts.Severity));
        Assert.Equal("magnitude=6.4 depthKm=10.64 felt=12 significance=800 tsunami=0", Words(facts.Numbers!));
        Assert.Equal("eventType=earthquake magnitudeType=mww network=us status=reviewed", Words(facts.Codes!));
        Assert.Equal(["us1", "pt2"], draft.Source!.Key!.Keys);
        Assert.Equal(1517967111797, draft.Source.Key.Version);
        Assert.Equal("M 6.4, 22km NNE of Hualian, Taiwan", draft.Texts[0].Headline);
    }

    [Fact]
    public void Firms()
    {
        var draft = One(FileFormat.FirmsCsv, """
            latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,confidence,version,bright_t31,frp,daynight
            16.95,121.1,320.5,1.2,1.1,2018-02-06,0518,Aqua,82,6.0NRT,290.1,150.5,D
            """);
        var facts = Assert.IsType<EventFacts>(draft.What);
        Assert.Equal(("hotspot", Category.Fire, Severity.Moderate, Certainty.Observed), (facts.Type, facts.Category, facts.Severity, facts.Certainty));
        Assert.Equal("brightnessK=320.5 brightness31K=290.1 radiativePowerMw=150.5 confidencePercent=82 scanKm=1.2 trackKm=1.1", Words(facts.Numbers!));
        Assert.Equal("satellite=Aqua confidence=high version=6.0NRT dayNight=D", Words(facts.Codes!));
        Assert.Equal(Instant.FromUtc(2018, 2, 6, 5, 18), facts.At);
    }

    [Fact]
    public void Indicators_and_sightings()
    {
        var bad = One(FileFormat.Indicators, "indicator,category,confidence,tlp\nhxxp://evil[.]example/a,phishing,90,TLP:RED\n");
        var facts = Assert.IsType<IndicatorFacts>(bad.What);
        Assert.Equal(("url", "http://evil.example/a", Category.Security, 90), (facts.Type, facts.Value, facts.Category, facts.ConfidencePercent));
        Assert.Equal(Tlp.Red, bad.Marking);
        Assert.Equal(("list", "url:http://evil.example/a"), (bad.Source!.Key!.Sender, bad.Source.Key.Keys[0]));

        var met = One(FileFormat.Sightings, "time,indicator,count,sensor\n2018-02-06T19:41:53Z,2001:DB8::1,3,dns-1\n");
        Assert.Equal(new SightingFacts { Type = "ipv6", Value = "2001:db8::1", At = Instant.FromUtc(2018, 2, 6, 19, 41, 53), Count = 3 }, met.What);
    }

    [Fact]
    public void A_features_words_numbers_and_texts()
    {
        var draft = One(FileFormat.GeoJson, """
            {"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[108,16]},"properties":{"title":"Bridge closed","severity":"severe","category":"Transport","time":"2018-02-06T12:00:00+07:00","levelM":4.5,"gauge":"Cau Lau","open":false,"list":[1]}}
            """);
        var facts = Assert.IsType<EventFacts>(draft.What);
        Assert.Equal(("feature", Category.Transport, Severity.Severe, Urgency.Unknown), (facts.Type, facts.Category, facts.Severity, facts.Urgency));
        Assert.Equal(Instant.FromUtc(2018, 2, 6, 5, 0), facts.At);
        Assert.Equal(("levelM=4.5", "gauge=Cau Lau open=false"), (Words(facts.Numbers!), Words(facts.Codes!)));
        Assert.Equal(("Bridge closed", "7"), (draft.Texts[0].Headline, draft.Source!.Key!.Keys[0]));
    }

    [Fact]
    public void A_feature_without_a_time_is_of_now_and_says_so()
    {
        var item = Assert.Single(Items(FileFormat.GeoJson, """{"type":"Feature","geometry":null,"properties":{"name":"a"}}"""));
        Assert.Equal(Terms.Now, ((EventFacts)item.Draft!.What).At);
        Assert.Equal("it says no time: taken as of now", Assert.Single(item.Repairs).Note);
    }

    [Fact]
    public void A_clock_that_is_ahead_is_refused_and_a_forecast_is_not()
    {
        var late = Assert.Single(Items(FileFormat.GeoJson, """{"type":"Feature","geometry":null,"properties":{"time":"2018-02-07T00:15:01Z"}}"""));
        Assert.StartsWith("its time 2018-02-07T00:15:01Z is more than 15 minutes ahead of this node's clock", late.Refused, StringComparison.Ordinal);
        Assert.NotNull(One(FileFormat.GeoJson, """{"type":"Feature","geometry":null,"properties":{"time":"2018-02-07T00:15:00Z"}}"""));

        var flood = File.ReadAllText(Checkout.Path("samples/flood-alert.xml"));
        Assert.Equal(Instant.FromUtc(2018, 2, 6, 21, 0), ((EventFacts)One(FileFormat.Cap, flood).What).At);
        var sentLater = flood.Replace("<sent>2018-02-06T22:40:00+07:00", "<sent>2018-02-07T08:00:00+07:00", StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(Items(FileFormat.Cap, sentLater)).Refused);
    }

    [Fact]
    public void Cap_keeps_every_language_and_the_worst_info_decides()
    {
        var text = File.ReadAllText(Checkout.Path("samples/flood-alert.xml"));
        var milder = text[..text.LastIndexOf("<severity>Severe", StringComparison.Ordinal)] + "<severity>Minor" + text[(text.LastIndexOf("<severity>Severe", StringComparison.Ordinal) + 16)..];
        var draft = One(FileFormat.Cap, milder);
        var facts = Assert.IsType<EventFacts>(draft.What);
        Assert.Equal((Category.Met, "Flood Warning", Severity.Severe, Urgency.Expected), (facts.Category, facts.Event, facts.Severity, facts.Urgency));
        Assert.Equal("Expected Minor Likely", facts.Codes!["info[2]"]);
        Assert.Equal(["en", "vi"], draft.Texts.Select(block => block.Language));
        Assert.Equal("2018-02-06T22:40:00+07:00", facts.Codes["sent"]);
        Assert.Equal("floods@hydromet.example", draft.Source!.Key!.Sender);
        Assert.Equal("SAMPLE-FLOOD-2018-0207-03,2018-02-06T22:40:00+07:00", draft.Source.Key.Keys[0]);
        Assert.Equal("Polygon", draft.Where!.Geometry!.GeometryType);
        Assert.Equal("VN-27", draft.Where.Codes!["ISO3166-2"]);
    }

    static Draft One(FileFormat format, string text)
    {
        var item = Assert.Single(Items(format, text));
        Assert.Null(item.Refused);
        return item.Draft!;
    }

    static List<DoorItem> Items(FileFormat format, string text) =>
        [.. DoorFormats.Read(format, new MemoryStream(Encoding.UTF8.GetBytes(text)), Terms)];

    static string Words<T>(IReadOnlyDictionary<string, T> pairs) =>
        string.Join(' ', pairs.Select(pair => FormattableString.Invariant($"{pair.Key}={pair.Value}")));
}
