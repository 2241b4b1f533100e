using Tocsin.Warn.Calls;
using Tocsin.Warn.Rules;
using Tocsin.Warn.Shift;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class YamlFileTests
{
    /// <summary>The parser's loader recurses, and the end of a stack is the end of the process.</summary>
    [Theory]
    [InlineData(33)]
    [InlineData(49_000)]
    public void What_nests_too_deeply_is_refused_with_its_place(int depth)
    {
        var text = $"version: 1\nrules: {new string('[', depth - 1)}";
        const string Reason = "more than 32 groups and lists stand within each other here";
        Assert.Equal(new RuleFault(2, 39, Reason), Assert.IsType<RulesRead.Bad>(RulesReader.Read(text)).Faults[0]);
        Assert.Equal(Reason, Assert.IsType<RosterRead.Bad>(RosterReader.Read(text)).Faults[0].Reason);
        Assert.Equal(Reason, Assert.IsType<ChannelsRead.Bad>(ChannelsReader.Read(text)).Faults[0].Reason);
    }

    [Fact]
    public void What_nests_just_so_deeply_is_read()
    {
        var text = $"version: 1\nrules: {new string('[', 31)}{new string(']', 31)}";
        Assert.DoesNotContain("stand within each other", Assert.IsType<RulesRead.Bad>(RulesReader.Read(text)).Faults[0].Reason);
    }

    /// <summary>What YamlDotNet throws here is none of its own exceptions.</summary>
    [Fact]
    public void What_the_library_does_not_foresee_is_refused_with_its_place() =>
        Assert.Equal(new RuleFault(4, 11, "this is not YAML from here on"), Assert.IsType<RulesRead.Bad>(RulesReader.Read("version: 1\nrules:\n  - name: x\n    made: [[[[a\n  people")).Faults[0]);

    [Fact]
    public void A_file_with_secrets_is_not_repeated_in_its_fault() =>
        Assert.Equal("this is not YAML", Assert.IsType<ChannelsRead.Bad>(ChannelsReader.Read("version: 1\nchannels: [ {secret: *hunter2} ]")).Faults[0].Reason);
}
