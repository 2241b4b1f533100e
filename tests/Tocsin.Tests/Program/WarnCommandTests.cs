using System.Text.RegularExpressions;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed partial class WarnCommandTests(ServedNode node) : IClassFixture<ServedNode>
{
    [Fact]
    public async Task A_warning_lives_from_new_to_closed()
    {
        var thread = (await node.Run("warn", "new", "--event", "Tsunami", "--category", "Geo", "--severity", "Severe", "--at", "121.7,24.1", "--radius", "150", "--text", "A wave was measured")).Done().Out.Trim();
        Assert.Contains("Tsunami", (await node.Run("warn", "list")).Done().Out, StringComparison.Ordinal);
        Assert.Contains((await node.Run("warn", "list", "--json")).Done().Json().EnumerateArray(), each => each.GetProperty("id").GetString() == thread);
        (await node.Run("warn", "update", thread, "--event", "Tsunami", "--category", "Geo", "--severity", "Extreme", "--at", "121.7,24.1", "--radius", "300")).Done();
        Assert.Equal("acknowledged", (await node.Run("warn", "ack", thread)).Done().Out.Trim());
        Assert.StartsWith("acknowledged already, by ", (await node.Run("warn", "ack", thread)).Done().Out, StringComparison.Ordinal);
        (await node.Run("warn", "take", thread)).Done();
        (await node.Run("warn", "cancel", thread, "--why", "the wave passed")).Done();
        (await node.Run("warn", "close", thread, "--outcome", "Real", "--why", "handed to relief")).Done();
        (await node.Run("warn", "close", thread, "--outcome", "Real", "--why", "again")).NotDone("closed it at");
        var shown = (await node.Run("warn", "show", thread)).Done().Out;
        foreach (var told in new[] { "Alert: Tsunami (Severe)", "Update: Tsunami (Extreme)", "Cancel: ", "as Real: handed to relief" }) Assert.Contains(told, shown, StringComparison.Ordinal);
        Assert.Contains("an officer wrote it", (await node.Run("warn", "replay", thread)).Done().Out, StringComparison.Ordinal);
        Assert.DoesNotContain(thread, (await node.Run("warn", "list")).Done().Out, StringComparison.Ordinal);
        Assert.Contains(thread, (await node.Run("warn", "list", "--all")).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_s_warning_is_judged_again_from_its_evidence()
    {
        var sent = DateTimeOffset.UtcNow.AddMinutes(-5);
        var alert = Times().Replace(File.ReadAllText(Cli.Sample("flood-alert.xml")), match => $"{match.Groups[1].Value}{(match.Groups[1].Value == "<expires>" ? sent.AddDays(1) : sent):yyyy-MM-ddTHH:mm:ss}-00:00<").Replace("SAMPLE-FLOOD-2018-0207-03", "SAMPLE-FLOOD-NOW", StringComparison.Ordinal);
        (await node.Run("import", node.Node.Write("now.xml", alert), "--strict")).Done();
        var thread = Assert.Single((await node.Run("warn", "list", "--json")).Done().Json().EnumerateArray(), each => each.GetProperty("id").GetString()!.StartsWith("alerts:", StringComparison.Ordinal)).GetProperty("id").GetString()!;
        Assert.Contains("Alert: the same verdict", (await node.Run("warn", "replay", thread)).Done().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_said_is_refused_in_words()
    {
        (await node.Run("warn", "ack", "nothing")).NotDone("there is no warning 'nothing'");
        (await node.Run("warn", "new", "--event", "", "--at", "0,0")).NotDone("1 to 100 characters");
        (await node.Run("warn", "new", "--event", "T", "--at", "999,999")).NotDone("leaves the world");
        (await node.Run("warn", "new", "--event", "T", "--at", "0,90", "--radius", "50")).NotDone("would hold a pole");
        (await node.Run("warn", "new", "--event", "T", "--radius", "5")).NotDone("--radius needs --at");
        foreach (var (option, value) in new[] { ("--hours", "NaN"), ("--hours", "1e300"), ("--hours", "-3"), ("--radius", "-4"), ("--radius", "NaN"), ("--severity", "Awful") })
            (await node.Run("warn", "new", "--event", "T", "--at", "0,0", option, value)).NotDone("See 'tocsin warn new --help'.");
        (await node.Run("warn", "new", "--event", "T", "--officer", "nobody")).NotDone("there is no officer 'nobody' here");
    }

    [Fact]
    public async Task An_incident_is_reported_withdrawn_and_erased()
    {
        var address = (await node.Run("report", "--event", "Armed robbery of a bulk carrier", "--category", "Transport", "--severity", "Severe", "--at", "103.9,1.2")).Done().Out;
        var number = Place().Match(address).Value;
        Assert.Contains("withdrawn by #", (await node.Run("withdraw", number, "--why", "sent by mistake")).Done().Out, StringComparison.Ordinal);
        Assert.Contains("withdrawn before", (await node.Run("withdraw", number, "--why", "again")).Done().Out, StringComparison.Ordinal);
        (await node.Run("erase", number, "--group", "nonsense", "--why", "w")).NotDone("'nonsense' is no group: what, where, text, source, personal");
        (await node.Run("erase", number, "--why", " ")).NotDone("says in one line why");
        Assert.Contains($"erased: #{number}", (await node.Run("erase", number, "--why", "asked for")).Done().Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Armed robbery", (await node.Run("records", "--words", "robbery")).Done().Out, StringComparison.Ordinal);
        (await node.Run("erase", "0", "--why", "w")).NotDone("it is never erased");
        (await node.Run("withdraw", "0", "--why", "w")).NotDone("it is never withdrawn");
        (await node.Run("withdraw", "99999", "--why", "w")).NotDone("there is no such record");
        (await node.Run("erase", "abc", "--why", "w")).NotDone("'abc' is neither a record's number nor CIRCLE:NUMBER nor LOG:NUMBER");
        (await node.Run("log", "verify")).Done();
    }

    [GeneratedRegex(@"(<sent>|<effective>|<onset>|<expires>)[^<]+<")]
    private static partial Regex Times();

    [GeneratedRegex(@"\d+(?=\s*$)")]
    private static partial Regex Place();
}
