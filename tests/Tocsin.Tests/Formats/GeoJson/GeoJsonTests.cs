using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Tocsin.Formats;
using Tocsin.Formats.GeoJson;
using Xunit;

namespace Tocsin.Tests.Formats.GeoJson;

public sealed class GeoJsonTests
{
    static Parsed<Geometry> Geometry(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var parsed = GeoJsonGeometry.Read(ref reader);
        Assert.Equal((JsonTokenType.EndObject, 0), (reader.TokenType, reader.CurrentDepth)); // also when it is refused
        return parsed;
    }

    static string Written(Geometry geometry)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes)) GeoJsonGeometry.Write(writer, geometry);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    static Item<Feature>[] Read(string json) => [.. GeoJsonReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))];

    [Theory]
    [InlineData("""{"type":"Point","coordinates":[106.5,10.25]}""", "POINT (106.5 10.25)")]
    [InlineData("""{"type":"Point","coordinates":[106.5,10.25,7]}""", "POINT Z(106.5 10.25 7)")]
    [InlineData("""{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}""", "MULTIPOINT ((1 2), (3 4))")]
    [InlineData("""{"type":"LineString","coordinates":[[1,2],[3,4]]}""", "LINESTRING (1 2, 3 4)")]
    [InlineData("""{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}""", "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[2,1],[3,2],[3,1],[2,1]]]}""", "POLYGON ((0 0, 4 0, 4 4, 0 0), (2 1, 3 2, 3 1, 2 1))")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4],[0,0]]]]}""", "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)))")]
    [InlineData("""{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}""", "GEOMETRYCOLLECTION (POINT (1 2))")]
    public void Every_type_is_read_and_written_in_these_bytes(string json, string wkt)
    {
        var read = Geometry(json);
        Assert.Empty(read.Repairs);
        Assert.Equal(wkt, new WKTWriter(4) { OutputOrdinates = Ordinates.XYZ }.Write(read.Value));
        Assert.Equal(4326, read.Value.SRID);
        Assert.Equal(json, Written(read.Value));
    }

    [Theory]
    [InlineData("""{"coordinates":[[[0,0],[4,0],[4,4],[0,0]]],"x":{"y":[1]},"type":"Polygon"}""", "POLYGON ((0 0, 4 0, 4 4, 0 0))", "")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[4,4],[4,0],[0,0]]]}""", "POLYGON ((0 0, 4 0, 4 4, 0 0))", "")] // rewound in silence
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4]]]}""", "POLYGON ((0 0, 4 0, 4 4, 0 0))", "geometry.coordinates[0]: the ring was not closed: its first position was repeated at the end")]
    [InlineData("""{"type":"Polygon","coordinates":[[[178,0],[-178,0],[-178,2],[178,2],[178,0]]]}""", "MULTIPOLYGON (((180 0, 180 2, 178 2, 178 0, 180 0)), ((-178 0, -178 2, -180 2, -180 0, -178 0)))", "geometry.coordinates: the area crosses the 180° meridian: its longitudes were unwrapped and it was cut there")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}""", "POLYGON ((-180 -90, 180 -90, 180 90, -180 90, -180 -90))", "")] // the world is as wide as it is drawn
    [InlineData("""{"type":"Polygon","coordinates":[[[170,0],[-180,0],[-180,2],[170,2],[170,0]]]}""", "POLYGON ((170 0, 180 0, 180 2, 170 2, 170 0))", "geometry.coordinates: the area crosses the 180° meridian: its longitudes were unwrapped and it was cut there")]
    public void What_can_be_understood_is_put_right(string json, string wkt, string note)
    {
        var read = Geometry(json);
        Assert.True(new WKTReader().Read(wkt).EqualsTopologically(read.Value), read.Value.ToString());
        Assert.Equal(note, string.Join('\n', read.Repairs));
    }

    [Fact]
    public void A_hole_over_180_degrees_stays_a_hole()
    {
        var read = Geometry("""{"type":"Polygon","coordinates":[[[170,-10],[-170,-10],[-170,10],[170,10],[170,-10]],[[-175,-1],[-175,1],[-172,1],[-172,-1],[-175,-1]],[[178,-2],[178,2],[-178,2],[-178,-2],[178,-2]]]}""");
        Assert.Equal(20 * 20 - 3 * 2 - 4 * 4, read.Value.Area, 9);
        Assert.True(read.Value.IsValid);
    }

    [Theory]
    [InlineData("[[[170,0,7],[-170,0],[-170,10,7],[170,10],[170,0,7]]]", true, false)]
    [InlineData("[[[170,0],[-170,0],[-170,10],[170,10],[170,0]],[[178,2,7],[178,4,7],[179,4,7],[179,2,7],[178,2,7]]]", true, false)]
    [InlineData("[[[170,0,7],[-170,0,7],[-170,10,7],[170,10,7],[170,0,7]]]", false, true)]
    public void An_area_that_is_cut_has_altitudes_everywhere_or_nowhere(string rings, bool isNoted, bool hasAltitude)
    {
        var read = Geometry($$"""{"type":"Polygon","coordinates":{{rings}}}""");
        Assert.Equal(isNoted, read.Repairs.Any(repair => repair.Note.Contains("only some positions", StringComparison.Ordinal)));
        Assert.Equal(2, read.Value.NumGeometries);
        Assert.All(read.Value.Coordinates, c => Assert.Equal(hasAltitude, !double.IsNaN(c.Z)));
    }

    [Theory]
    [InlineData("""{"type":"Point","coordinates":[181,0]}""", "geometry.coordinates", "longitude 181 is outside -180..180")]
    [InlineData("""{"type":"Point","coordinates":[10.5,106.75]}""", "geometry.coordinates", "latitude 106.75 is outside -90..90; latitude and longitude may be swapped")]
    [InlineData("""{"type":"Point","coordinates":[1e999,0]}""", "geometry.coordinates", "not a finite number")]
    [InlineData("""{"type":"Point","coordinates":["1",0]}""", "geometry.coordinates", "must be a number")]
    [InlineData("""{"type":"Point","coordinates":[1]}""", "geometry.coordinates", "needs a longitude and a latitude")]
    [InlineData("""{"type":"Point","coordinates":[[1,2]]}""", "geometry.coordinates", "must be a number")]
    [InlineData("""{"type":"Point"}""", "geometry", "has no coordinates")]
    [InlineData("""{"coordinates":[1,2]}""", "geometry", "has no type")]
    [InlineData("""{"type":"Point","type":"Point","coordinates":[1,2]}""", "geometry", "two types")]
    [InlineData("""{"type":"Point","coordinates":[1,2],"coordinates":[3,4]}""", "geometry", "twice")]
    [InlineData("""{"type":"Circle","coordinates":[1,2]}""", "geometry.type", "not one of the seven")]
    [InlineData("""{"type":"LineString","coordinates":[[0,0],[1,1],[2,"2"]]}""", "geometry.coordinates[2]", "must be a number")]
    [InlineData("""{"type":"LineString","coordinates":[[0,0]]}""", "geometry.coordinates", "at least 2")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}""", "geometry.coordinates[0]", "at least 4")]
    [InlineData("""{"type":"Polygon","coordinates":[]}""", "geometry.coordinates", "needs a ring")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4],[0,0]]],[[[0,95],[4,0],[4,4],[0,0]]]]}""", "geometry.coordinates[1][0][0]", "latitude 95")]
    [InlineData("""{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Point","coordinates":[1,200]}]}""", "geometry.geometries[1].coordinates", "latitude 200")]
    [InlineData("""{"type":"Polygon","coordinates":[[[0,80],[120,80],[-120,80],[0,80]]]}""", "geometry.coordinates[0]", "goes round a pole")]
    public void What_cannot_be_understood_is_refused_with_its_path(string json, string at, string reason)
    {
        var refusal = Geometry(json).Refusal;
        Assert.Equal(at, refusal.At);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_is_read_feature_by_feature()
    {
        var items = Read(Samples.GeoJson);
        var features = items.Select(i => Assert.IsType<Item<Feature>.Read>(i)).ToArray();
        Assert.Equal(["features[0]", "features[1]", "features[2]", "features[3]", "features[4]"], features.Select(f => f.At));
        Assert.Equal(("a", "2", null), (features[0].Value.Id, features[1].Value.Id, features[2].Value.Id));
        Assert.Equal("é", features[0].Value["t"]?.GetString());
        Assert.Null(features[4].Value["none"]);
        Assert.Null(features[4].Value.Geometry);
        Assert.Single(features[2].Repairs);
    }

    [Theory]
    [InlineData("""{"type":"Feature","geometry":null,"properties":{"a":1,"a":2}}""", "names one member twice")]
    [InlineData("""{"type":"Feature","geometry":null,"geometry":null,"properties":{}}""", "names one member twice")]
    [InlineData("""{"type":"Feature","geometry":null,"properties":{"a":"\ud800"}}""", "half a character")]
    [InlineData("""{"type":"Feature","geometry":null,"properties":[1]}""", "must be an object or null")]
    [InlineData("""{"type":"Feature","id":{},"geometry":null,"properties":{}}""", "text or a number")]
    [InlineData("""{"type":"Point","coordinates":[1,2]}""", "not a Feature")]
    [InlineData("7", "must be an object")]
    public void One_bad_feature_does_not_cost_the_next(string bad, string reason)
    {
        var items = Read($$"""{"type":"FeatureCollection","features":[{{bad}},{"type":"Feature","geometry":null,"properties":null}]}""");
        var refusal = Assert.IsType<Item<Feature>.Refused>(items[0]).Refusal;
        Assert.StartsWith("features[0]", refusal.At, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.IsType<Item<Feature>.Read>(items[1]);
    }

    [Fact]
    public void A_broken_file_gives_what_stands_before_the_break()
    {
        var items = Read("{\"features\":[\n{\"type\":\"Feature\",\"geometry\":null,\"properties\":null},\n{\"type\":");
        Assert.IsType<Item<Feature>.Read>(items[0]);
        Assert.Equal("line 3", Assert.IsType<Item<Feature>.Refused>(items[1]).Refusal.At);
    }

    [Fact]
    public void Features_are_read_before_the_stream_ends()
    {
        using var stream = new EndlessStream("{\"features\":["u8.ToArray(), "{\"type\":\"Feature\",\"geometry\":null,\"properties\":null},"u8.ToArray());
        Assert.Equal(100_000, GeoJsonReader.Read(stream).Take(100_000).OfType<Item<Feature>.Read>().Count());
    }

    [Fact]
    public void A_collection_is_written_in_these_bytes()
    {
        using var bytes = new MemoryStream();
        GeoJsonWriter.Write(bytes, Read(Samples.GeoJson).Take(1).Select(i => ((Item<Feature>.Read)i).Value));
        Assert.Equal("""{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[106.5,10.25,7]},"properties":{"n":1,"t":"\u00E9"}}]}""",
            Encoding.UTF8.GetString(bytes.ToArray()));
    }

    sealed class EndlessStream(byte[] first, byte[] again) : Stream
    {
        int at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++, at++) buffer[offset + i] = at < first.Length ? first[at] : again[(at - first.Length) % again.Length];
            return count;
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
