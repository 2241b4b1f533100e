using System.Text.Json;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class DemoTests
{
    static readonly string[] Hazards = ["CBRNE", "Fire", "Geo", "Health", "Infra", "Met", "Security", "Transport"];

    [Fact]
    public async Task The_story_is_told_once_and_answers_in_one_document()
    {
        var ran = (await Cli.Run("/nowhere", "demo", "--once", "--json")).Done();
        var answer = ran.Json();
        Assert.Equal(["acknowledged", "circles", "heads", "records", "seconds", "tamperFound", "verified", "warnings"], answer.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.InRange(answer.GetProperty("records").GetInt64(), 1_500, 10_000);
        var warnings = answer.GetProperty("warnings").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetInt32());
        Assert.Equal(Hazards, warnings.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(warnings.Values.Sum(), answer.GetProperty("acknowledged").GetInt32());
        Assert.True(answer.GetProperty("heads").GetInt32() > 10);
        Assert.Equal(JsonValueKind.True, answer.GetProperty("verified").ValueKind);
        Assert.Contains("entry ", answer.GetProperty("tamperFound").GetString(), StringComparison.Ordinal);
        Assert.InRange(answer.GetProperty("seconds").GetDouble(), 0, 100);
        Assert.Contains("/27 ", ran.Err, StringComparison.Ordinal);
        Check(answer.GetProperty("circles"));
    }

    static void Check(JsonElement circles)
    {
        Assert.Equal(["caughtUp", "convicted", "erasedAcknowledged", "founded", "parties", "recordsShared", "warnedOfOthers"], circles.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal((2, 3, 2), (circles.GetProperty("founded").GetInt32(), circles.GetProperty("parties").GetInt32(), circles.GetProperty("erasedAcknowledged").GetInt32()));
        Assert.InRange(circles.GetProperty("warnedOfOthers").GetInt32(), 3, 20);
        Assert.InRange(circles.GetProperty("caughtUp").GetInt64(), 10, circles.GetProperty("recordsShared").GetInt64());
        Assert.Contains("signed two different heads", circles.GetProperty("convicted").GetString(), StringComparison.Ordinal);
    }
}
