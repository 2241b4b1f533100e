using System.Text;
using Tocsin.Formats;
using Xunit;

namespace Tocsin.Tests.Formats;

public sealed class RecognitionTests
{
    [Theory]
    [InlineData("cap", FileFormat.Cap)]
    [InlineData("geojson", FileFormat.GeoJson)]
    [InlineData("usgs", FileFormat.UsgsGeoJson)]
    [InlineData("viirs", FileFormat.FirmsCsv)]
    [InlineData("modis", FileFormat.FirmsCsv)]
    [InlineData("list", FileFormat.Indicators)]
    [InlineData("table", FileFormat.Indicators)]
    [InlineData("sightings", FileFormat.Sightings)]
    [InlineData("gdacs", FileFormat.Gdacs)]
    [InlineData("asam", FileFormat.AsamJson)]
    [InlineData("asam-csv", FileFormat.AsamCsv)]
    [InlineData("nav", FileFormat.NavWarnings)]
    [InlineData("counts", FileFormat.Counts)]
    [InlineData("counts-cumulative", FileFormat.Counts)]
    [InlineData("counts-days", FileFormat.Counts)]
    [InlineData("line-list", FileFormat.Counts)]
    [InlineData("level", FileFormat.Measurements)]
    [InlineData("level-thai", FileFormat.Measurements)]
    [InlineData("geiger", FileFormat.GeigerLog)]
    [InlineData("ais", FileFormat.Ais)]
    [InlineData("dhis2", FileFormat.Dhis2Json)]
    [InlineData("dhis2-csv", FileFormat.Dhis2Csv)]
    public void Own_samples_are_recognised(string name, FileFormat format) =>
        Assert.Equal(format, Recognition.Recognise(Encoding.UTF8.GetBytes(Samples.All[name]), null).Format);

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData(" \n\t", "the file is empty")]
    [InlineData("# only\n; comments\n", "nothing but comments")]
    [InlineData("PK\u0003\u0004\0\0", "binary")]
    [InlineData("<html><body/></html>", "a web page")]
    [InlineData("<!-- never closed", "no root element")]
    [InlineData("{\"type\":\"bundle\",\"objects\":[]}", "STIX")]
    [InlineData("{\"Event\":{\"info\":\"x\"}}", "MISP event")]
    [InlineData("{\"a\":", "none that this version reads")]
    [InlineData("{\"a\":}", "not well-formed")]
    [InlineData("[1,2]", "a JSON list")]
    [InlineData("entity,year,deaths\nFlood,1990,3", "counts by year")]
    [InlineData("a,b\n1,2", "its header is none")]
    [InlineData("date,value\n2024-01-01,3", "its header is none")] // a value of what?
    [InlineData("once upon a time", "this is text")]
    public void What_is_not_recognised_says_what_it_seems_to_be(string text, string reason)
    {
        var recognised = Recognition.Recognise(Encoding.UTF8.GetBytes(text), null);
        Assert.Equal(FileFormat.Unknown, recognised.Format);
        Assert.Contains(reason, recognised.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example\nsome words\nmore words\nand more", null, FileFormat.Unknown)]
    [InlineData("evil.example\nsome words\nmore words\nand more", "lists/ioc-2024.txt", FileFormat.Indicators)]
    [InlineData("no\nindicator\nat all", "ioc.txt", FileFormat.Unknown)]
    [InlineData("{\"type\":\"Point\",\"coordinates\":[1,2]}", "alert.cap", FileFormat.GeoJson)]
    public void A_file_name_only_breaks_ties_for_lists(string text, string? name, FileFormat format) =>
        Assert.Equal(format, Recognition.Recognise(Encoding.UTF8.GetBytes(text), name).Format);
}
