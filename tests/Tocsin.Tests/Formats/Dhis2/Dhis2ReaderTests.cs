using Tocsin.Formats;
using Tocsin.Formats.CaseCounts;
using Tocsin.Formats.Dhis2;
using Xunit;

namespace Tocsin.Tests.Formats.Dhis2;

/// <summary>Data value sets as DHIS2's Web API writes them.</summary>
public sealed class Dhis2ReaderTests
{
    static string Sample(string name) => File.ReadAllText(Share.Doors.Checkout.Path("samples/" + name));

    [Fact]
    public void Json()
    {
        var items = Dhis2Reader.ReadJson(Items.Bytes(Sample("dhis2.json"))).ToList();
        Assert.Equal(
            ["SampleChola SampleUnitA IsoWeek 2018-01-29 12", "SampleChola/SampleBelow5 SampleUnitB IsoWeek 2018-01-29 3", "SampleDengu SampleUnitA Day 2018-02-05 4"],
            Items.Read(items).Select(item => item.Value).Select(Words));
        Assert.Equal(
            ["dataValues[3].period: '2017Q4' is no day, week or month like 20240115, 2024W5 or 202401",
                "dataValues[4].deleted: the value is deleted at its source: withdraw what it said here, if it was taken in", "dataValues[5].value: 'stock ran out' is not a whole number"],
            items.OfType<Item<CountRow>.Refused>().Select(item => item.Refusal.ToString()));
    }

    [Fact]
    public void Csv() => Assert.Equal(
        ["SampleChola SampleUnitA EpiWeek 2018-01-28 12", "SampleChola SampleUnitA Month 2018-01-01 31"],
        Items.Read(Dhis2Reader.ReadCsv(Items.Bytes(Sample("dhis2.csv")))).Select(item => item.Value).Select(Words));

    [Theory]
    [InlineData("""{"dataValues":[{"period":"201801","orgUnit":"a","value":"1"}]}""", "dataValues[0].dataElement: the value does not say what it counts")]
    [InlineData("""{"dataValues":[{"dataElement":"a","period":"201801","value":"1"}]}""", "dataValues[0].orgUnit: the value does not say where")]
    [InlineData("""{"dataValues":[{"dataElement":"a","orgUnit":"a","value":"1"}]}""", "dataValues[0].period: '' is no day")]
    [InlineData("""{"dataValues":[{"dataElement":"a","period":"2018W54","orgUnit":"a","value":"1"}]}""", "is no week of the calendar")]
    [InlineData("""{"dataValues":[3]}""", "dataValues[0]: a data value must be an object")]
    [InlineData("""{"dataSet":"a"}""", "there is no list 'dataValues'")]
    public void What_is_refused_says_why(string json, string reason) => Assert.Contains(reason, Items.Refused(Dhis2Reader.ReadJson(Items.Bytes(json))), StringComparison.Ordinal);

    static string Words(CountRow row) => FormattableString.Invariant($"{row.Topic} {row.Code!.Value.Code} {row.Period} {row.Start:uuuu-MM-dd} {row.Count}");
}
