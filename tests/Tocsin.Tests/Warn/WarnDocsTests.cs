using System.Runtime.CompilerServices;
using System.Text;
using NodaTime;
using Tocsin.Log;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class WarnDocsTests
{
    static string Doc(string name, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", name));

    [Fact]
    public void Every_rules_file_in_the_documentation_reads_and_the_last_is_the_default()
    {
        var blocks = Doc("rules.md").Split("```yaml\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.Equal(13, blocks.Count);
        Assert.All(blocks, block => Assert.IsType<RulesRead.Good>(RulesReader.Read(block)));
        Assert.Equal(RuleBook.DefaultText(), blocks[^1]);
    }

    [Fact]
    public void Every_key_of_the_default_rules_is_documented()
    {
        var keys = RuleBook.DefaultText().Split('\n').Select(line => line.TrimStart(' ', '-')).Where(line => line.Contains(':') && line[0] != '#').Select(line => line[..line.IndexOf(':')]);
        Assert.All(keys.Where(k => k is not ("version" or "rules" or "extreme" or "severe" or "moderate")), key => Assert.Contains($"| `{key}` |", Doc("rules.md"), StringComparison.Ordinal));
    }

    [Fact]
    public void The_evidence_s_digest_is_that_of_the_specification()
    {
        Witness Of(string text, int minute) => new(Guid.Empty, default, Hash.Of(Encoding.UTF8.GetBytes(text)), Instant.FromUtc(2026, 3, 1, 12, minute), default);
        Witness[] witnesses = [Of("a", 1), Of("b", 0), Of("c", 0)];
        var spec = Doc("spec/warning.md");
        var lines = EvidenceDigest.Sort(witnesses).Select(w => Convert.ToHexStringLower(w.Leaf.AsSpan())).Append($"digest: {EvidenceDigest.Digest(witnesses)}");
        Assert.Contains($"```text\n{string.Join('\n', lines)}\n```", spec, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_is_what_such_an_earthquake_raises()
    {
        await using var node = await WarnNode.Open();
        await node.Append(node.Quake("us1000chhc", 6.4, Duration.FromHours(1)));
        await node.Settle();
        var facts = (Tocsin.Share.Records.WarningFacts)(await node.Warnings())[0].What!;
        var spec = Doc("spec/warning.md");
        Assert.Contains(facts.Why, spec, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"\"areaKm2\": {facts.Numbers!["areaKm2"]},"), spec, StringComparison.Ordinal);
    }
}
