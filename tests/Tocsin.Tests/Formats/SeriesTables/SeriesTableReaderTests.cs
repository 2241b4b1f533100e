using System.Text;
using NodaTime;
using Tocsin.Formats;
using Tocsin.Formats.SeriesTables;
using Xunit;

namespace Tocsin.Tests.Formats.SeriesTables;

public sealed class SeriesTableReaderTests
{
    const string Sample = "date,count,population,unit\n2015-W53,3,1000.5,\"north, hills\"\n2016-W01,,,south\n2016-W02,NA,NA,south\n2016-W03,9007199254740992,1e6,\n";

    [Theory]
    [InlineData("2015-01-12", CountDating.Day, 2015, 1, 12)]
    [InlineData("2016-02-29", CountDating.Day, 2016, 2, 29)]
    [InlineData("2015-W53", CountDating.Week, 2015, 12, 28)]
    [InlineData("2026-W01", CountDating.Week, 2025, 12, 29)]
    [InlineData("2015-03", CountDating.Month, 2015, 3, 1)]
    public void Dates_that_are_read(string text, CountDating dating, int year, int month, int day) =>
        Assert.Equal(new SeriesDate(dating, new LocalDate(year, month, day), 0), SeriesDate.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("2147483648")]
    [InlineData("2015-02-29")]
    [InlineData("2015-13")]
    [InlineData("2015-00-10")]
    [InlineData("2015-W00")]
    [InlineData("2014-W53")]
    [InlineData("2015-W3")]
    [InlineData("0000-01-01")]
    [InlineData("9999-W52")]
    [InlineData("2015-03-")]
    [InlineData("2015-3-01")]
    [InlineData("12/01/2015")]
    [InlineData("2015-01-12T00:00")]
    public void Dates_that_are_not(string text) => Assert.Null(SeriesDate.Parse(text));

    [Fact]
    public void A_running_number_is_a_date() => Assert.Equal(new SeriesDate(CountDating.Number, default, 2147483647), SeriesDate.Parse("2147483647"));

    [Fact]
    public void Rows_are_read_as_they_stand()
    {
        var rows = Read(Encoding.UTF8.GetBytes(Sample)).Cast<Item<SeriesRow>.Read>().Select(item => (item.At, item.Value.Count, item.Value.Population, item.Value.Unit)).ToList();
        Assert.Equal([("line 2", 3, 1000.5, "north, hills"), ("line 3", null, null, "south"), ("line 4", null, null, "south"), ("line 5", SeriesTableReader.CountMax, 1e6, "")], rows);
    }

    static List<Item<SeriesRow>> Read(byte[] bytes) => [.. SeriesTableReader.Read(new MemoryStream(bytes))];
}
