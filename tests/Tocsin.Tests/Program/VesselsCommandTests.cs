using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class VesselsCommandTests(ServedNode node) : IClassFixture<ServedNode>
{
    [Fact]
    public async Task The_vessels_near_an_attack_are_told_by_its_record_and_by_its_place()
    {
        (await node.Run("import", Cli.Sample("ship-attacks.csv"), Cli.Sample("vessels-strait.nmea"))).Done();
        var attack = (await node.Run("records", "--words", "bulk carrier", "--json")).Done().Json()[0].GetProperty("index").GetInt64();
        var ran = await node.Run("vessels", "--near", $"{attack}", "--within", "37.04km");
        Assert.Equal(1, ran.Exit);
        Assert.Contains("4 vessels within 20 nautical miles of 103.75,1.2, from 2018-02-05 12:00Z to 2018-02-07 12:00Z", ran.Out, StringComparison.Ordinal);
        Assert.Contains("999000012  SAMPLE TUG, ship type 52, bound for BATAM: ", ran.Out, StringComparison.Ordinal);
        Assert.Contains("  ! it said nothing from 2018-02-06 09:20Z to 2018-02-06 15:30Z, and was 5.2 nm on", ran.Out, StringComparison.Ordinal);
        var near = (await node.Run("vessels", "--near", "103.79,1.262", "--at", "2018-02-06T12:30Z", "--within", "0.1nm", "--hours", "2", "--json")).Done().Json();
        Assert.Equal("999000014", Assert.Single(near.GetProperty("vessels").EnumerateArray()).GetProperty("mmsi").GetString());
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said()
    {
        (await node.Run("vessels", "--near", "103.79,1.262")).NotDone("a place alone does not say when: give --at too");
        (await node.Run("vessels", "--near", "0", "--at", "2018-02-06")).NotDone("--at is for a place");
        (await node.Run("vessels", "--near", "0")).NotDone("has no place on the map");
        (await node.Run("vessels", "--near", "99999")).NotDone("there is no record");
        (await node.Run("vessels", "--near", "nowhere")).NotDone("'nowhere' is neither a record's number");
        (await node.Run("vessels", "--near", "0", "--within", "101nm")).NotDone("'101nm' is not a distance such as 20nm or 40km, 100 nautical miles at most");
        (await node.Run("vessels", "--near", "0", "--within", "far")).NotDone("'far' is not a distance");
        (await node.Run("vessels", "--near", "0", "--hours", "73")).NotDone("'73' is not a number from 0.1 to 72");
    }
}
