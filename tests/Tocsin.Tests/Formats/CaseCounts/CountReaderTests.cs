using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.CaseCounts;
using Xunit;

namespace Tocsin.Tests.Formats.CaseCounts;

public sealed class CountReaderTests
{
    static readonly CountSettings MonthFirst = new() { Dates = DateOrder.MonthDayYear };

    static List<Item<CountRow>> All(string text, CountSettings? settings = null) => [.. CountReader.Read(Items.Bytes(text), settings ?? CountSettings.None)];

    /// <summary>The counts in short: "Cases Confirmed Onset Day 2018-02-03 Quang Nam = 1".</summary>
    static string[] Said(string text, CountSettings? settings = null) => [.. Items.Read(All(text, settings)).Select(item => item.Value).Select(row =>
        FormattableString.Invariant($"{row.Measure} {row.Status} {row.Basis} {row.Period} {row.Start:uuuu-MM-dd} {row.Place} = {row.Count}{(row.CoversDays is { } days ? $" over {days}" : "")}"))];

    [Fact]
    public void Columns_of_cases_by_status_and_of_deaths_with_a_head()
    {
        var items = Items.Read(All(Samples.All["counts"]));
        Assert.Equal(17, items.Count); // 6 rows of 3, and one cell that is empty
        var first = items[0].Value;
        Assert.Equal(("cholera", "Sample Health Agency", "Quang Nam", "VN", 1495000L), (first.Topic, first.Publisher, first.Place, first.Country, first.Population));
        Assert.Equal("Cases Suspected Onset Day 2018-02-03 Quang Nam = 3", Said(Samples.All["counts"]).Order().First(line => line.Contains("02-03", StringComparison.Ordinal) && line.Contains("Suspected", StringComparison.Ordinal)));
        Assert.DoesNotContain(Said(Samples.All["counts"]), line => line.Contains("Confirmed Onset Day 2018-02-05 Quang", StringComparison.Ordinal));
    }

    [Fact]
    public void Absent_is_not_zero_unless_declared()
    {
        const string Text = "date,count\n2018-02-03,\n2018-02-04,NA\n2018-02-05,0\n";
        Assert.Equal(["Cases All Unknown Day 2018-02-05  = 0"], Said(Text));
        Assert.Equal(3, Said("# absent: zero\n" + Text).Length);
    }

    [Fact]
    public void Cumulative_figures_are_differenced_whatever_their_order()
    {
        Assert.Equal(
        [
            "Cases All Unknown Day 2018-02-03 North = 10", "Cases All Unknown Day 2018-02-05 North = 8 over 2", "Cases All Unknown Day 2018-02-06 North = 12",
            "Cases All Unknown Day 2018-02-03 South = 4", "Cases All Unknown Day 2018-02-06 South = -3 over 3",
            "Deaths All Unknown Day 2018-02-03 North = 0", "Deaths All Unknown Day 2018-02-05 North = 0 over 2", "Deaths All Unknown Day 2018-02-06 North = 1",
        ], Said(Samples.All["counts-cumulative"]));
        Assert.Contains(Items.Read(All(Samples.All["counts-cumulative"])).SelectMany(item => item.Repairs), repair => repair.Note == "the total fell by 3: the source took some back, and it is kept as said");
    }

    [ForeignFact]
    public void The_differences_of_the_ebola_series_add_up_to_its_last_total()
    {
        using var file = File.OpenRead(Foreign.Path("data/cases/ebola2014_country_timeseries.csv"));
        var rows = Items.Read(CountReader.Read(file, MonthFirst)).ConvertAll(item => item.Value);
        long Sum(string place, Measure measure) => rows.Where(row => row.Place == place && row.Measure == measure).Sum(row => row.Count);
        Assert.Equal((2776 - 49, 10030 - 6, 8166 - 8), (Sum("Guinea", Measure.Cases), Sum("SierraLeone", Measure.Cases), Sum("Liberia", Measure.Cases)));
        Assert.Equal((1786 - 29, 6 - 1), (Sum("Guinea", Measure.Deaths), Sum("Mali", Measure.Deaths)));
    }

    [Fact]
    public void A_column_for_each_day()
    {
        Assert.Equal(
        [
            "Deaths All Report Day 2020-01-31 Vietnam = 2", "Deaths All Report Day 2020-02-01 Vietnam = 0", "Deaths All Report Day 2020-02-03 Vietnam = 3 over 2",
            "Deaths All Report Day 2020-01-31 Macau, China = 0", "Deaths All Report Day 2020-02-01 Macau, China = 2", "Deaths All Report Day 2020-02-03 Macau, China = -1 over 2",
        ], Said(Samples.All["counts-days"]));
        Assert.Contains("say --measure cases or --measure deaths", Items.Refused(All(Samples.All["counts-days"].Replace("# measure: deaths\n", "", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void Persons_are_counted_by_place_period_and_status_and_nothing_else_of_them_comes_out()
    {
        Assert.Equal(
        [
            "Cases Confirmed Onset IsoWeek 2018-01-29 Hoi An, VNM = 2", "Cases Confirmed Report IsoWeek 2018-01-29 Hoi An, VNM = 2", "Cases Suspected Onset IsoWeek 2018-02-05 Tam Ky, VNM = 1",
            "Cases Suspected Report IsoWeek 2018-02-05 Hoi An, VNM = 1", "Cases Suspected Report IsoWeek 2018-02-05 Tam Ky, VNM = 1", "Deaths Confirmed Onset IsoWeek 2018-02-05 Hoi An, VNM = 1",
        ], Said(Samples.All["line-list"]).Order());
        var everything = string.Join('\n', All(Samples.All["line-list"]));
        foreach (var personal in (string[])["S1", "S2", "31", "F,"]) Assert.DoesNotContain($"= {personal}", everything, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_its_rows_are_asked_for_a_list_of_persons_gives_those_that_it_counts()
    {
        var items = CountReader.ReadWithRows(Items.Bytes(Samples.All["line-list"]), CountSettings.None).ToList();
        var rows = Items.Read(items).Select(item => item.Value).ToList();
        Assert.Equal(["S1", "S2", "S3", "S4"], rows.OfType<CountEntry.Person>().Select(person => person.Row.Fields[0].Value));
        Assert.Equal("case_id=S3 age=31 sex=F date_report=2018-02-05 status=suspected district=Hoi An country=VNM",
            string.Join(' ', rows.OfType<CountEntry.Person>().ElementAt(2).Row.Fields.Select(pair => $"{pair.Key}={pair.Value}")));
        Assert.Equal(6, rows.OfType<CountEntry.Counted>().Count());
        var odd = Items.Read(CountReader.ReadWithRows(Items.Bytes("id,age,x,x (column 5),x,onset,\n1,2,a,b,c,2018-01-29,d\n"), CountSettings.None).ToList()).Select(item => item.Value).OfType<CountEntry.Person>();
        Assert.Equal(["id", "age", "x", "x (column 5)", "x (column 5) (column 5)", "onset", "(column 7)"], Assert.Single(odd).Row.Fields.Select(field => field.Key));
        Assert.DoesNotContain(Items.Read(CountReader.ReadWithRows(Items.Bytes(Samples.All["counts"]), CountSettings.None).ToList()), item => item.Value is CountEntry.Person);
    }

    [ForeignFact]
    public void The_Korean_list_gives_what_counting_it_by_hand_gives()
    {
        using var file = File.OpenRead(Foreign.Path("data/cases/outbreaks_mers_korea_2015.csv"));
        var rows = Items.Read(CountReader.Read(file, CountSettings.None)).ConvertAll(item => item.Value);
        // csv.DictReader and collections.Counter over the file.
        Assert.Equal(72, rows.Single(row => row is { Basis: DateBasis.Report, Place: "South Korea" } && row.Start == new LocalDate(2015, 6, 1)).Count);
        Assert.Equal((162, 10), (rows.Where(row => row.Basis == DateBasis.Report).Sum(row => row.Count), rows.Where(row => row.Measure == Measure.Deaths).Sum(row => row.Count)));
        Assert.Equal(135, rows.Where(row => row is { Basis: DateBasis.Onset, Measure: Measure.Cases }).Sum(row => row.Count));
    }

    [Theory]
    [InlineData("2/3/2015", DateOrder.NotSaid, "can be read in two ways: say --dates dmy or --dates mdy")]
    [InlineData("2/3/2015", DateOrder.DayMonthYear, "Day 2015-03-02")]
    [InlineData("2/3/2015", DateOrder.MonthDayYear, "Day 2015-02-03")]
    [InlineData("31.3.2015", DateOrder.NotSaid, "Day 2015-03-31")]
    [InlineData("3/31/2015", DateOrder.NotSaid, "Day 2015-03-31")]
    [InlineData("3/31/2015", DateOrder.DayMonthYear, "is no day of the calendar")]
    [InlineData("2015-02-29", DateOrder.NotSaid, "is no day of the calendar")]
    [InlineData("20150302", DateOrder.NotSaid, "Day 2015-03-02")]
    [InlineData("2015-03-02T00:00:00Z", DateOrder.NotSaid, "Day 2015-03-02")]
    [InlineData("2015-W53", DateOrder.NotSaid, "IsoWeek 2015-12-28")]
    [InlineData("2014-W53", DateOrder.NotSaid, "is no week of the calendar")]
    [InlineData("2015-03", DateOrder.NotSaid, "Month 2015-03-01")]
    [InlineData("2015-13", DateOrder.NotSaid, "is no month of the calendar")]
    [InlineData("2015", DateOrder.NotSaid, "is not a date like")]
    [InlineData("yesterday", DateOrder.NotSaid, "is not a date like")]
    public void Dates(string text, DateOrder order, string said)
    {
        var item = Assert.Single(All($"date,count\n{text},3\n", new CountSettings { Dates = order }));
        Assert.Contains(said, item is Item<CountRow>.Read read ? FormattableString.Invariant($"{read.Value.Period} {read.Value.Start:uuuu-MM-dd}") : item.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("epiweek,cases\n2015-01,3", "EpiWeek 2015-01-04")]       // MMWR week 1 of 2015 began on Sunday, 4 January
    [InlineData("year,mmwr_week,cases\n2014,53,3", "EpiWeek 2014-12-28")] // and 2014 had 53 of them
    [InlineData("year,week,cases\n2015,1,3", "IsoWeek 2014-12-29")]
    [InlineData("week,cases\n2015-03-02,3", "IsoWeek 2015-03-02")]
    [InlineData("week,cases\n2015-03-01,3", "EpiWeek 2015-03-01")]
    [InlineData("year,month,cases\n2015,2,3", "Month 2015-02-01")]
    [InlineData("# period: month\ndate,cases\n2015-02-17,3", "Month 2015-02-01")]
    [InlineData("# period: epi-week\ndate,cases\n2015-03-04,3", "EpiWeek 2015-03-01")]
    [InlineData("# start: 1990-W01\nt,observed,state\n313,3,1", "IsoWeek 1995-12-25")]
    public void Weeks_and_months(string text, string said)
    {
        var row = Items.One(All(text)).Value;
        Assert.Equal(said, FormattableString.Invariant($"{row.Period} {row.Start:uuuu-MM-dd}"));
    }

    [Fact]
    public void A_date_of_two_readings_ends_a_file_whose_counts_are_made_of_several_rows()
    {
        Assert.Contains("line 2: '1/2/2018' can be read", Items.Refused(All("date,Cases_A\n1/2/2018,4\n2018-02-03,5\n2018-02-04,6\n")), StringComparison.Ordinal);
        Assert.Contains("line 3", Items.Refused(All("id,age,date_onset\n1,4,2018-01-31\n2,5,1/2/2018\n3,6,2018-02-03")), StringComparison.Ordinal);
        Assert.Equal(2, All("date,cases\n1/2/2018,4\n2018-02-03,5\n").Count); // each row stands for itself here
    }

    [Theory]
    [InlineData("date,cases\n2018-02-03,1.5", "'1.5' is not a whole number")]
    [InlineData("date,cases\n2018-02-03,1e99", "is not a whole number")]
    [InlineData("date,cases\n2018-02-03,many", "is not a whole number")]
    [InlineData("date,type,cases\n2018-02-03,recovered,3", "'recovered' is neither cases nor deaths")]
    [InlineData("date,lat,long,cases\n2018-02-03,91,3,3", "latitude 91 is outside")]
    [InlineData("date,cases\n2018-02-03", "1 columns where the header has 2")]
    [InlineData("# dates: ymd\ndate,cases\n2018-02-03,1", "the word is none of dmy and mdy")]
    [InlineData("t,observed\n1,3", "say which period is number 1 with --start")]
    [InlineData("# start: soon\nt,observed\n1,3", "is not a date like")]
    [InlineData("# start: 1990-W01\nt,observed\n0,3", "not a whole number from 1")]
    [InlineData("date,Cases_A\n2018-02-03,1", "there is nothing to subtract")]
    [InlineData("a,b\n1,2", "this is no header of counts")]
    [InlineData("", "no header")]
    [InlineData("# only: a head", "no header")]
    [InlineData("id,age,date_onset\n1,4,", "no date of onset, report or death")]
    [InlineData("id,age,date_onset,status\n1,4,2018-01-31,recovered", "the status is neither suspected, probable nor confirmed")]
    public void What_is_refused(string text, string reason) => Assert.Contains(reason, Items.Refused(All(text)), StringComparison.Ordinal);

    [Fact]
    public void A_date_told_twice_in_a_cumulative_series_is_refused_and_the_first_stands()
    {
        var items = All("date,Cases_A\n2018-02-03,1\n2018-02-04,5\n2018-02-04,6\n2018-02-05,9");
        Assert.Contains(items, item => item is Item<CountRow>.Refused { Refusal.Reason: "the series has another figure for this date" });
        Assert.Equal(8, Items.Read(items).Sum(item => item.Value.Count));
    }

    [Fact]
    public void New_figures_count_where_cumulative_ones_stand_beside_them() =>
        Assert.Equal(["Cases All Unknown Day 2018-02-03  = 3"], Said("date,new_cases,total_cases\n2018-02-03,3,100\n"));
}
