using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed class TokenCommandTests(ServedNode node) : IClassFixture<ServedNode>
{
    [Fact]
    public async Task A_token_comes_is_used_and_goes()
    {
        var made = (await node.Run("token", "add", "gis", "--circle", "private", "--for", "90d", "--rate", "120")).Done();
        Assert.Matches("^tocsin-[A-Za-z0-9_-]{11}[.][A-Za-z0-9_-]{43}\n$", made.Out);
        Assert.Contains("This is shown once.", made.Err, StringComparison.Ordinal);
        Assert.Matches(@"gis +reads private; 120 a minute; until \d{4}-\d\d-\d\d; never used \[", (await node.Run("token", "list")).Done().Out);
        using var client = new HttpClient { BaseAddress = new Uri(node.Served.Address) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Out.Trim());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/records")).StatusCode);
        Assert.DoesNotContain("never used", (await node.Run("token", "list")).Done().Out, StringComparison.Ordinal);
        (await node.Run("token", "add", "gis")).NotDone("there is a token 'gis' already");
        Assert.Contains("revoked: gis [", (await node.Run("token", "revoke", "gis")).Done().Out, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/records")).StatusCode);
        (await node.Run("token", "revoke", "gis")).NotDone("there is no token 'gis' that holds");

        var json = (await node.Run("token", "add", "sensor", "--circle", "private", "--write", "--json")).Done().Json();
        Assert.StartsWith("tocsin-", json.GetProperty("token").GetString(), StringComparison.Ordinal);
        var list = (await node.Run("token", "list", "--json")).Done().Json();
        Assert.Equal(["gis", "sensor"], list.EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        Assert.True(list[0].TryGetProperty("revoked", out _));
        Assert.False(list[1].TryGetProperty("token", out _));
    }

    [Fact]
    public async Task What_is_wrong_with_a_token_is_said()
    {
        (await node.Run("token", "add", "w", "--write")).NotDone("a token that may write names the circles into which it writes");
        (await node.Run("token", "add", "x", "--circle", "nowhere")).NotDone("there is no circle 'nowhere'");
        (await node.Run("token", "add", "y", "--for", "3h")).NotDone("'3h' is not a number of days from 1d to 3650d");
        (await node.Run("token", "add", "z", "--rate", "0")).NotDone("'0' is not a number from 1 to 600000");
        (await node.Run("token", "add", "a b")).NotDone("name");
    }
}
