using System.Text;
using Tocsin.Formats;
using Xunit;

namespace Tocsin.Tests.Formats;

/// <summary>Each limit from both sides: the last that is read, and the first that is refused.</summary>
public sealed class FormatLimitsTests
{
    static Outcome Read(FileFormat format, string text) => Readers.Read(format, Encoding.UTF8.GetBytes(text));

    static void Edge(FileFormat format, Func<int, string> text, int max, string reason)
    {
        Assert.DoesNotContain(Read(format, text(max)).Refused, r => r.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.Contains(Read(format, text(max + 1)).Refused, r => r.Reason.Contains(reason, StringComparison.Ordinal));
    }

    static string CapWith(string inside) => Samples.Cap.Replace("<note>a drill</note>", inside, StringComparison.Ordinal);

    static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Fact]
    public void Xml_bytes() =>
        Edge(FileFormat.Cap, n => Samples.Cap + new string(' ', n - Encoding.UTF8.GetByteCount(Samples.Cap)), FormatLimits.XmlBytesMax, "longer than 16 MiB");

    [Fact]
    public void Xml_depth() => Edge(FileFormat.Cap, n => CapWith(Repeat("<x>", n - 1) + Repeat("</x>", n - 1)), FormatLimits.XmlDepthMax, "nested deeper than 64");

    [Fact]
    public void Xml_attributes() =>
        Edge(FileFormat.Cap, n => CapWith($"<note {string.Join(' ', Enumerable.Range(0, n).Select(i => $"a{i}=''"))}/>"), FormatLimits.XmlAttributesMax, "more than 64 attributes");

    [Fact]
    public void Xml_elements()
    {
        var own = Samples.Cap.Split("</").Length - 1 - 1; // its end tags, without the note's
        Edge(FileFormat.Cap, n => CapWith(Repeat("<x/>", n - own)), FormatLimits.XmlElementsMax, "more than 500000 elements");
    }

    [Fact]
    public void Json_depth() => // object, features, feature, properties, a: then n - 4 arrays
        Edge(FileFormat.GeoJson, n => $$$"""{"features":[{"type":"Feature","geometry":null,"properties":{"a":{{{new string('[', n - 4)}}}{{{new string(']', n - 4)}}} } }]}""", FormatLimits.JsonDepthMax, "deeper than 64");

    [Fact]
    public void Json_item_bytes()
    {
        const string Feature = """{"type":"Feature","geometry":null,"properties":null,"x":""}""";
        Edge(FileFormat.GeoJson, n => $$"""{"features":[{{Feature.Replace("\"\"", $"\"{new string('x', n - Feature.Length)}\"", StringComparison.Ordinal)}}]}""", FormatLimits.JsonItemBytesMax, "longer than 16 MiB");
        Edge(FileFormat.GeoJson, n => Feature.Replace("\"\"", $"\"{new string('x', n - Feature.Length)}\"", StringComparison.Ordinal), FormatLimits.JsonItemBytesMax, "longer than 16 MiB");
    }

    [Fact]
    public void Csv_row_bytes()
    {
        Edge(FileFormat.Indicators, n => $"a.example #{new string('x', n - 11)}\nb.example", FormatLimits.CsvRowBytesMax, "longer than 64 KiB");
        var refused = Read(FileFormat.Indicators, $"a.example\n{new string('x', 1 << 20)}\nb.example\nc");
        Assert.Equal(["line 2", "line 4"], refused.Refused.Select(r => r.At)); // and the line numbers stay true
        Assert.Equal(2, refused.Read);
    }

    [Fact]
    public void Csv_row_lines() =>
        Edge(FileFormat.Indicators, n => $"indicator,description\na.example,\"{new string('\n', n - 1)}\"", FormatLimits.CsvRowLinesMax, "never closed");

    [Fact]
    public void Csv_columns() => Edge(FileFormat.Indicators, n => $"indicator\na.example{new string(',', n - 1)}", FormatLimits.CsvColumnsMax, "more than 256 columns");

    [Fact]
    public void Columns_of_counts() =>
        Edge(FileFormat.Counts, n => $"t,{string.Join(',', Enumerable.Range(1, n - 1))}\n# start\n", FormatLimits.CountColumnsMax, "not well-formed CSV");

    [Fact]
    public void Counts_held_for_one_file()
    {
        static string Totals(int n)
        {
            // A hundred series a row: the limit is one of figures, whatever their dates.
            var text = new StringBuilder("date").AppendJoin("", Enumerable.Range(0, 100).Select(i => $",Cases_{i}")).Append('\n');
            for (var row = 0; row < (n + 99) / 100; row++)
                text.Append("2018-02-03").AppendJoin("", Enumerable.Range(0, 100).Select(i => 100 * row + i < n ? ",1" : ",")).Append('\n');
            return text.ToString();
        }
        Edge(FileFormat.Counts, Totals, FormatLimits.CountsHeldMax, "more than 1000000 cumulative figures");
    }

    static string Warning(string text) =>
        $$"""{"broadcast-warn":[{"msgYear":2023,"msgNumber":12,"navArea":"P","text":"{{text}}","issueDate":"150429Z APR 2023"}]}""";

    [Fact]
    public void Characters_of_a_navigational_warning() =>
        Edge(FileFormat.NavWarnings, n => Warning(new string('X', n)), FormatLimits.NavTextCharsMax, "longer than 100000 characters");

    [Fact]
    public void Positions_of_a_navigational_warning()
    {
        static string Positions(int n) => Warning(Repeat("A 10-00N 100-00E.", n));
        Assert.Empty(Read(FileFormat.NavWarnings, Positions(FormatLimits.NavPositionsMax)).Repairs);
        Assert.Contains("more than 2000 positions", Assert.Single(Read(FileFormat.NavWarnings, Positions(FormatLimits.NavPositionsMax + 1)).Repairs).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Warnings_that_one_cancels()
    {
        static int Cancelled(int n) => Items.One(Tocsin.Formats.Navigation.NavReader.Read(Items.Bytes(Warning($"CANCEL HYDROPAC {string.Join(", ", Enumerable.Range(100, n).Select(i => $"{i}/23"))}.")))).Value.Cancels.Length;
        Assert.Equal((FormatLimits.NavCancelsMax - 1, FormatLimits.NavCancelsMax, FormatLimits.NavCancelsMax),
            (Cancelled(FormatLimits.NavCancelsMax - 1), Cancelled(FormatLimits.NavCancelsMax), Cancelled(FormatLimits.NavCancelsMax + 1)));
    }

    [Fact]
    public void Geometry_vertices()
    {
        static string Line(int n) => $$"""{"type":"LineString","coordinates":[{{Repeat("[0,0],", n - 1)}}[1,1]]}""";
        Edge(FileFormat.GeoJson, Line, FormatLimits.GeometryVerticesMax, "more than 500000 positions");
        Edge(FileFormat.Cap, n => Samples.Cap.Replace("20,106 20,108", Repeat("20,106 ", n - 5) + "20,106 20,108", StringComparison.Ordinal),
            FormatLimits.GeometryVerticesMax, "more than 500000 positions");
    }

    [Fact]
    public void Polygon_cut_vertices()
    {
        // A closed zigzag over 180° with n positions.
        static string Polygon(int n) => $$"""{"type":"Polygon","coordinates":[[[170,-10],{{string.Join(',', Enumerable.Range(0, n - 4).Select(i => FormattableString.Invariant($"[{-170 + i % 2},{-10 + i * 0.001}]")))}},[-170,20],[170,20],[170,-10]]]}""";
        Edge(FileFormat.GeoJson, Polygon, FormatLimits.PolygonCutVerticesMax, "too many positions to be cut");
    }

    [Fact]
    public void Polygon_check_vertices()
    {
        // A bow tie with n positions, most of them the same.
        static string Bow(int n) => $$"""{"type":"Polygon","coordinates":[[{{Repeat("[0,0],", n - 4)}}[4,4],[4,0],[0,4],[0,0]]]}""";
        Assert.Single(Read(FileFormat.GeoJson, Bow(FormatLimits.PolygonCheckVerticesMax)).Repairs);
        Assert.Empty(Read(FileFormat.GeoJson, Bow(FormatLimits.PolygonCheckVerticesMax + 1)).Repairs);
    }

    [Fact]
    public void Circle_radius()
    {
        static string Circle(double km) => Samples.Cap.Replace("107.25 30", FormattableString.Invariant($"107.25 {km}"), StringComparison.Ordinal);
        Assert.Empty(Read(FileFormat.Cap, Circle(FormatLimits.CircleRadiusKmMax)).Refused);
        Assert.Contains("from 0 to 20000 kilometres", Assert.Single(Read(FileFormat.Cap, Circle(FormatLimits.CircleRadiusKmMax + 0.001)).Refused).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Indicator_characters() =>
        Edge(FileFormat.Indicators, n => "http://a.example/" + new string('x', n - 17), FormatLimits.IndicatorCharsMax, "longer than 4096 characters");

    [Fact]
    public void Repairs_of_one_alert()
    {
        var many = Read(FileFormat.Cap, CapWith(Repeat("<x/>", 3 * FormatLimits.RepairsMax)));
        Assert.Equal((1, FormatLimits.RepairsMax), (many.Read, many.Repairs.Length));
    }

    [Fact]
    public void Recognition_bytes()
    {
        var late = new string(' ', FormatLimits.RecognitionBytes - 6) + "<alert/>";
        Assert.Equal(FileFormat.Cap, Recognition.Recognise(Encoding.UTF8.GetBytes(late), null).Format);
        Assert.Equal(FileFormat.Unknown, Recognition.Recognise(Encoding.UTF8.GetBytes("      " + late), null).Format);
    }
}
