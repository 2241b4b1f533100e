using System.Text;
using Tocsin.Formats;
using Tocsin.Formats.ScanFiles;
using Xunit;

namespace Tocsin.Tests.Formats.ScanFiles;

public sealed class ScanFilesTests
{
    [Theory]
    [InlineData("2001/11/22", ScanPrecision.Day, 2001, 11, 22)]
    [InlineData("11/22/2001", ScanPrecision.Day, 2001, 11, 22)]
    [InlineData("2001-2-3", ScanPrecision.Day, 2001, 2, 3)]
    [InlineData("2001.02*03", ScanPrecision.Day, 2001, 2, 3)]
    [InlineData("2001/11", ScanPrecision.Month, 2001, 11, 1)]
    [InlineData("11/2001", ScanPrecision.Month, 2001, 11, 1)]
    [InlineData("2001", ScanPrecision.Year, 2001, 1, 1)]
    [InlineData("73", ScanPrecision.Year, 1973, 1, 1)]
    [InlineData("3/12/31", ScanPrecision.Day, 2003, 12, 31)]
    [InlineData("2000/2/29", ScanPrecision.Day, 2000, 2, 29)]
    public void Dates_are_read_in_all_their_precisions(string text, ScanPrecision precision, int year, int month, int day) =>
        Assert.Equal(new ScanDate(precision, year, month, day), ScanDate.Parse(text, (1973, 2005)));

    [Theory]
    [InlineData("")]
    [InlineData("2001/13")]
    [InlineData("2001/2/29")]
    [InlineData("2001/1/2/3")]
    [InlineData("13/1/2001")]
    [InlineData("10000/1/1")]
    [InlineData("50")]
    [InlineData("may 2001")]
    [InlineData("2001//1")]
    public void What_is_no_date_is_none(string text) => Assert.Null(ScanDate.Parse(text, (1973, 2005)));

    [Fact]
    public void Years_of_two_digits_belong_to_the_study() =>
        Assert.Equal((1999, 1975, null), (ScanDate.Parse("99", default)?.Year, ScanDate.Parse("75", (1970, 1990))?.Year, ScanDate.Parse("75", (1850, 1990))));

    [Theory]
    [InlineData("a 1 2001/1/1\n", "a|1|2001/1/1")]
    [InlineData("  a\t1   x  \r\n\n\nb 2\n", "a|1|x;b|2")]
    [InlineData("\"An Loc\" 3\n", "An Loc|3")]
    [InlineData("An Loc,3,,x\n", "An Loc|3||x")]
    [InlineData("\"a, b\",3\n", "a, b|3")]
    [InlineData("\"a, b\" 3\n", "a, b|3")]
    [InlineData("\"say \"\"so\"\"\" 3\n", "say \"so\"|3")]
    [InlineData("\ufeffa 1", "a|1")]
    public void Rows_are_cut_at_white_space_or_commas(string file, string rows) => Assert.Equal(rows, Told(file, new()));

    [Fact]
    public void A_shape_says_which_columns_and_what_stands_between_them()
    {
        Assert.Equal("b|1|2020", Told("id;year;name\n7;2020;b\n", new(';', Skip: 1, Columns: [3, ScanTableShape.One, 2])));
        Assert.Equal("location1|unspecified|5|;location2|unspecified|6|", Told("5\n6\n", new(Columns: [ScanTableShape.RowName, ScanTableShape.NoDate, 1, ScanTableShape.Blank])));
        Assert.Equal("a b|1", Told("'a b'\t1\n", new('\t', '\'')));
        Assert.Equal("a", Told("a 1\n", new(Columns: [1, 5, 2])));
    }

    [Fact]
    public void A_row_that_cannot_be_cut_is_refused_and_the_rest_goes_on()
    {
        Assert.Equal("line 1: a quote is opened in this row and never closed;b|2", Told("\"a 1\nb 2\n", new()));
        var wide = string.Join(' ', Enumerable.Repeat("x", ScanTable.FieldsMax));
        Assert.Equal(ScanTable.FieldsMax, Told(wide, new()).Split('|').Length);
        Assert.Equal($"line 1: the row has more than {ScanTable.FieldsMax} fields", Told(wide + " x", new()));
        Assert.StartsWith("line 1: byte 3 of the row is not UTF-8 text", Told([0x61, 0x20, 0xFF, 0x0A]), StringComparison.Ordinal);
        Assert.Equal("byte 1: this is binary data, not text (a NUL byte)", Told([0x61, 0x00]));
        Assert.Equal("ä ö|1;b|" + new string('x', 5_000), Told($"\"ä ö\" 1\nb {new string('x', 5_000)}\n", new()));
    }

    [Fact]
    public void Parameters_have_sections_and_lines()
    {
        const string File = "\ufeff;a comment\n[Input]\n CaseFile = a=b.cas \r\nnothing\n[Analysis]\nModelType=\n";
        var items = ParameterFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(File))).ToList();
        Assert.Equal([new("Input", "CaseFile", "a=b.cas", 3), new("Analysis", "ModelType", "", 6)], items.OfType<Item<ScanParameter>.Read>().Select(item => item.Value));
        Assert.StartsWith("line 4: this is neither a section", items.OfType<Item<ScanParameter>.Refused>().Single().Refusal.ToString(), StringComparison.Ordinal);
        var many = string.Concat(Enumerable.Repeat("a=b\n", ParameterFile.LinesMax));
        Assert.All(ParameterFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(many))), item => Assert.IsType<Item<ScanParameter>.Read>(item));
        Assert.IsType<Item<ScanParameter>.Refused>(ParameterFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(many + "c=d\n"))).Last());
    }

    static string Told(string file, ScanTableShape shape) => Told(Encoding.UTF8.GetBytes(file), shape);

    static string Told(byte[] file, ScanTableShape? shape = null)
    {
        using var table = new ScanTable(new MemoryStream(file), shape ?? new());
        var rows = new List<string>();
        while (table.Next()) rows.Add(table.Refusal is { } refusal ? refusal.ToString() : string.Join('|', Enumerable.Range(0, table.Count).Select(field => table[field].ToString())));
        return string.Join(';', rows);
    }
}
