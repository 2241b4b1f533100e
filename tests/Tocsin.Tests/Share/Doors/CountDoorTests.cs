using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.CaseCounts;
using Tocsin.Node.Ui;
using Tocsin.Share.Doors;
using Tocsin.Share.Records;
using Xunit;

namespace Tocsin.Tests.Share.Doors;

/// <summary>Counts as records: their series, their corrections, and what the index shows of them.</summary>
public sealed class CountDoorTests
{
    const string Cholera = "# topic: cholera\n# publisher: Sample Health Agency\n# basis: onset\nweek,province,confirmed\n2018-W05,Quang Nam,4\n";

    static Draft One(string text) => Assert.Single(DoorFormats.Read(FileFormat.Counts, new MemoryStream(Encoding.UTF8.GetBytes(text)), new(Instant.FromUtc(2018, 2, 7, 0, 0), "file"))).Draft!;

    [Fact]
    public void A_count_and_the_text_of_its_series()
    {
        var draft = One(Cholera);
        var facts = Assert.IsType<CountFacts>(draft.What);
        Assert.Equal(("cholera", Measure.Cases, CaseStatus.Confirmed, DateBasis.Onset, CountPeriod.IsoWeek, new LocalDate(2018, 1, 29), 4L),
            (facts.Topic, facts.Measure, facts.CaseStatus, facts.Basis, facts.Period, facts.Start, facts.Count));
        Assert.Equal("count|Sample Health Agency|Quang Nam|cholera|cases|confirmed|onset|iso-week", SeriesKey.Of(facts, "Sample Health Agency", draft.Where).Text);
        Assert.Equal("count|Sample Health Agency|Quang Nam|cholera|cases|confirmed|onset|iso-week|2018-01-29", Assert.Single(draft.Source!.Key!.Keys));
    }

    [Fact]
    public void A_series_names_its_parts_apart()
    {
        static string Text(string publisher, string? place) => SeriesKey.Of((CountFacts)One(Cholera).What, publisher, place is null ? null : new Where { Name = place }).Text;
        Assert.StartsWith("count|a%007Cb||", Text("a|b", null), StringComparison.Ordinal);
        Assert.NotEqual(Text("a|b", "c"), Text("a", "b|c"));
        Assert.NotEqual(Text("a%007C", "b"), Text("a|", "b"));
        Assert.Equal(Text("\u0110a\u0300", "x"), Text("\u0110\u00E0", "x")); // one letter, written in two ways
        Assert.Equal("measurement|Agency|P.1|levelMetres", SeriesKey.Of("Agency", "P.1", "levelMetres").Text);
        Assert.Equal("", default(SeriesKey).Text);
        string[] parts = ["measurement", "A|B", "100 % \u0001%", "levelMetres"];
        Assert.Equal(parts, SeriesKey.PartsOf(SeriesKey.Of(parts[1], parts[2], parts[3]).Text));
        Assert.Contains("|VN|", SeriesKey.Of((CountFacts)One(Cholera).What, "a", new Where { Country = "VN" }).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrected_number_is_a_revision_and_the_record_reads_back()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        Assert.Equal(1, (await node.Import("a.csv", Cholera)).Accepted);
        Assert.Equal(1, (await node.Import("b.csv", Cholera)).Duplicates);
        Assert.Equal(1, (await node.Import("c.csv", Cholera.Replace(",4", ",7", StringComparison.Ordinal))).Revised);
        var record = await node.Read(node.Journal.Head.Size - 1);
        Assert.Equal(("count", 2), (record.Leaf.Kind.Name, record.Leaf.Revision));
        var (series, value) = Assert.Single(SeriesKey.Of(record));
        Assert.Equal(("count|Sample Health Agency|Quang Nam|cholera|cases|confirmed|onset|iso-week", 7.0), (series.Text, value));
    }

    [Fact]
    public async Task The_facts_as_they_stand_in_the_record()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        await node.Import("a.csv", Cholera);
        var stored = (await node.Records.Read(new(node.Journal.Log, node.Journal.Head.Size - 1), default))!;
        Assert.Contains("""
            "what",{"topic":"cholera","measure":"Cases","caseStatus":"Confirmed","basis":"Onset","period":"IsoWeek","start":"2018-01-29","count":4,"status":"Actual"}]
            """.Trim(), Encoding.UTF8.GetString(stored.Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_shows_what_was_counted_where_and_when()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        await node.Import("a.csv", Cholera);
        var geojson = await node.Export(ExportFormat.GeoJson, new() { Kind = "count", Words = "cholera quang" });
        foreach (var part in (string[])["\"count\":4", "\"period\":\"week 2018-W05\"", "\"time\":\"2018-01-29T00:00:00Z\"", "\"category\":\"Health\"", "\"place\":\"Quang Nam\""])
            Assert.Contains(part, geojson, StringComparison.Ordinal);
        var row = Assert.Single(await node.Views.Search(new() { Kind = "count" }, default));
        Assert.Equal(("4 confirmed cases: cholera, week 2018-W05", "count", Category.Health, Instant.FromUtc(2018, 1, 29, 0, 0)), (row.Headline, row.Type, row.Category!.Value, row.At));
    }

    [Theory]
    [InlineData("epiweek,cases\n2015-01,1", "1 case: file, epi week 2015-W01")]
    [InlineData("date,deaths\n2015-03-02,-2", "-2 deaths: file, 2015-03-02")]
    [InlineData("month,deaths\n2015-03,1", "1 death: file, 2015-03")]
    public void One_line_for_lists(string text, string line) => Assert.Equal(line, ((CountFacts)One(text).What).Describe());

    [Fact]
    public async Task The_console_names_what_is_counted()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        await node.Import("a.csv", Cholera);
        var what = RecordFacts.Groups(await node.Read(node.Journal.Head.Size - 1), DateTimeZone.Utc).First();
        Assert.Equal(["What is counted: cholera", "Cases or deaths: Cases", "Status: Confirmed", "Counted by date of: Onset", "Period: week 2018-W05", "Count: 4"], what.Facts.Select(fact => $"{fact.Name}: {fact.Value}"));
    }

    [Fact]
    public async Task Persons_leave_no_trace_in_the_store()
    {
        await using var node = await DoorNode.Open(StoppedClock.At(2018, 2, 7));
        const string List = "case_id,age,sex,date_onset,notes,country\nPATIENT-XQ7,41,F,2018-01-29,sister of PATIENT-XQ8,VNM\nPATIENT-XQ9,42,M,,brother,VNM\n";
        var report = await node.Import("list.csv", List);
        Assert.Equal((1, 1), (report.Accepted, report.Refused.Count));
        Assert.DoesNotContain("XQ", report.ToJson(), StringComparison.Ordinal);
        await node.Index();
        foreach (var file in Directory.GetFiles(node.Folder))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.True(bytes.AsSpan().IndexOf("PATIENT-XQ"u8) < 0, file);
        }
    }
}
