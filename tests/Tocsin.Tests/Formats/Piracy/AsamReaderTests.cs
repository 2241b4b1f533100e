using NodaTime;
using Tocsin.Formats.Piracy;
using Tocsin.Formats.Wgs84;
using Tocsin.Tests.Fuzzing;
using Xunit;

namespace Tocsin.Tests.Formats.Piracy;

public sealed class AsamReaderTests
{
    [ForeignFact]
    public void A_report_of_the_api()
    {
        using var file = File.OpenRead(Foreign.Path("data/piracy/nga_asams_api_sample_TRAILING-COMMA.json"));
        var reports = Items.Read(AsamReader.ReadJson(file));
        var first = reports[0].Value;
        Assert.Equal(("2022-142", new LocalDate(2022, 5, 25), "IX", "62", "Survey vessel", null), (first.Reference, first.Date, first.NavArea, first.Subregion, first.Victim, first.Hostility));
        Assert.Equal((12.55, 43.5167), (Math.Round(first.Latitude, 4), Math.Round(first.Longitude, 4)));
        Assert.Contains("JSON forbids", Assert.Single(reports[^1].Repairs).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_of_a_position_count_where_there_are_no_numbers()
    {
        var report = Items.One(AsamReader.ReadJson(Items.Bytes("""{"asam":[{"reference":"2022-1","date":"2022-05-25","position":"12°33'00\"N \n43°31'00\"E"}]}""")));
        Assert.Equal((12.55, 43.5167), (report.Value.Latitude, Math.Round(report.Value.Longitude, 4)));
        Assert.Single(report.Repairs);
    }

    [Theory]
    [InlineData("1°12'N", true, 1.2)]
    [InlineData("1°12'30\"N", true, 1.2083333333333333)]
    [InlineData("01-12.5S", true, -1.2083333333333333)]
    [InlineData("103-45-30E", false, 103.75833333333334)]
    [InlineData("103.5W", false, -103.5)]
    [InlineData("-7.25", true, -7.25)]
    [InlineData("1°60'N", true, null)]
    [InlineData("1°12'E", true, null)]
    [InlineData("1°12'", true, null)]
    [InlineData("NaN", true, null)]
    [InlineData("1e5", true, null)]
    [InlineData("", true, null)]
    public void Degrees_as_people_write_them(string text, bool latitude, double? degrees) => Assert.Equal(degrees, DegreesText.Read(text, latitude));

    [Fact]
    public void A_hostile_position_costs_no_time()
    {
        var work = Work.Of(() =>
            Assert.Contains("neither a number", Items.Refused(AsamReader.ReadCsv(Items.Bytes($"reference,date,latitude,longitude\na,2022-05-25,1{new string(' ', 60_000)}x,2"))), StringComparison.Ordinal));
        Assert.True(work.Seconds < 5, $"{work}");
    }

    [Theory]
    [InlineData(",2022-05-25,1,2", "no reference")]
    [InlineData("a,25/05/2022,1,2", "the date is missing, or is not like 2022-05-25")]
    [InlineData("a,2022-05-25,,2", "no position")]
    [InlineData("a,2022-05-25,91,2", "latitude 91 is outside")]
    [InlineData("a,2022-05-25,x,2", "neither a number of degrees nor")]
    [InlineData("a,2022-05-25,1", "3 columns where the header has 4")]
    public void What_is_refused(string row, string reason) =>
        Assert.Contains(reason, Items.Refused(AsamReader.ReadCsv(Items.Bytes("reference,date,latitude,longitude\n" + row))), StringComparison.Ordinal);

    [Fact]
    public void A_header_that_lacks_a_position_is_refused() =>
        Assert.Contains("this is no ASAM header", Items.Refused(AsamReader.ReadCsv(Items.Bytes("reference,date,latitude\na,b,c"))), StringComparison.Ordinal);
}
