using Tocsin.Formats;
using Tocsin.Formats.Stix.Patterns;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Formats.Stix;

/// <summary>Patterns of the specification and of OASIS's own validator, and our own beside them.</summary>
public sealed class PatternTests
{
    internal static IEnumerable<string[]> Rows() => File.ReadLines(Checkout.Path("tests/Tocsin.Tests/Formats/Stix/oasis-patterns.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(" | ", 2));

    [Fact]
    public void What_the_specification_and_its_validator_take_is_taken_and_what_they_refuse_is_refused_at_its_place()
    {
        Assert.True(Rows().Count() > 80);
        foreach (var row in Rows())
        {
            var read = StixPattern.Parse(row[1]);
            Assert.True(read.IsRead == (row[0] == "good"), $"{row[1]}: {read.Refusal}");
            if (row[0].Split(' ') is ["bad", not "-" and var column]) Assert.True(read.Refusal.At == $"character {column}", $"{row[1]}: {read.Refusal}");
        }
    }

    [Theory]
    [InlineData("", "character 1: the pattern ends where '[' or '(' should stand")]
    [InlineData("[a:b = 1", "character 9: the pattern ends where ']' should stand")]
    [InlineData("[a:b = 'x", "character 8: this text is never closed")]
    [InlineData("[a:b = 'x\\n']", "character 10: a backslash stands only before a backslash or a quote")]
    [InlineData("[a:b = 007]", "character 8: a whole number does not begin with 0")]
    [InlineData("[a:b-c = 1]", "character 4: quotes round a name with a hyphen should stand here")]
    [InlineData("[a:b IN (1,]", "character 12: a value should stand here")]
    [InlineData("[a:b > true]", "character 8: a value that has an order should stand here")]
    [InlineData("[a:b LIKE 1]", "character 11: a text in quotes should stand here")]
    [InlineData("[NOT a:b = 1]", "character 6: EXISTS should stand here")]
    [InlineData("[a:b = h'abc']", "character 8: h'' holds pairs of hexadecimal digits")]
    [InlineData("[a:b = b'ab']", "character 8: b'' holds Base64")]
    [InlineData("[a:b = 1] REPEATS 0 TIMES", "character 19: a number of times is a whole number from 1")]
    [InlineData("[a:b = 1] START t'2016-06-01T01:30:00Z'", "character 40: the pattern ends where STOP should stand")]
    [InlineData("[a:b = 1] /* open", "character 11: this comment is never closed")]
    [InlineData("[a:b[99999999999999999999] = 1]", "character 6: no list is as long as that")]
    [InlineData("[a:b = 1] [a:b = 2]", "character 11: the pattern's end should stand here")]
    [InlineData("[a:b ~ 1]", "character 6: this character has no meaning here")]
    public void A_fault_names_its_character(string pattern, string said) => Assert.Equal(said, StixPattern.Parse(pattern).Refusal.ToString());

    [Fact]
    public void The_tree_keeps_precedence_qualifiers_paths_and_literals()
    {
        var root = StixPattern.Parse("[a:b = 1] AND [a:c = 2] OR [a:d = 3] FOLLOWEDBY ([a:e = 4] WITHIN 2.5 SECONDS REPEATS 3 TIMES) // end").Value.Root;
        var sequence = Assert.IsType<StixObservation.Sequence>(root);
        var any = Assert.IsType<StixObservation.Any>(sequence.Parts[0]);
        Assert.IsType<StixObservation.All>(any.Parts[0]);
        var repeats = Assert.IsType<StixObservation.Qualified>(sequence.Parts[1]);
        Assert.Equal(3, Assert.IsType<StixQualifier.Repeats>(repeats.Qualifier).Times);
        Assert.Equal(2.5, Assert.IsType<StixQualifier.Within>(Assert.IsType<StixObservation.Qualified>(repeats.Inner).Qualifier).Seconds);

        var tests = StixPattern.Parse("[x-a:'b c'.d[*].e[-1].'f' = 'h\\'i\\\\j' OR NOT EXISTS y:z AND w:v NOT IN (h'Ff', b'QQ==', t'2016-06-01T01:30:00Z', -1, +.5, true)]").Value;
        var (first, second, third) = (tests.Tests.ElementAt(0), tests.Tests.ElementAt(1), tests.Tests.ElementAt(2));
        Assert.Equal(("x-a", "x-a:b c.d[*].e[-1].f", "h'i\\j"), (first.Path.Type, first.Path.ToString(), first.Literals[0].Text));
        Assert.Equal((true, StixOperator.Exists), (second.IsNegated, second.Operator));
        Assert.Equal((true, StixOperator.In), (third.IsNegated, third.Operator));
        Assert.Equal(["Hex Ff", "Binary QQ==", "Time 2016-06-01T01:30:00Z", "Integer -1", "Float .5", "Boolean true"], third.Literals.Select(l => $"{l.Kind} {l.Text}"));
    }

    [Fact]
    public void Limits_at_their_edges()
    {
        static string Deep(int n) => new string('(', n) + "[a:b = 1]" + new string(')', n);
        Assert.True(StixPattern.Parse(Deep(FormatLimits.PatternDepthMax)).IsRead);
        Assert.Equal("the pattern is nested deeper than 64 levels", StixPattern.Parse(Deep(FormatLimits.PatternDepthMax + 1)).Refusal.Reason);
        static string Long(int n) => "[a:b = '" + new string('x', n - 10) + "']";
        Assert.True(StixPattern.Parse(Long(FormatLimits.PatternCharsMax)).IsRead);
        Assert.Equal("the pattern is longer than 1000000 characters", StixPattern.Parse(Long(FormatLimits.PatternCharsMax + 1)).Refusal.Reason);
        static string Many(int n) => $"[domain-name:value IN ({string.Join(',', Enumerable.Range(0, n).Select(i => $"'h{i}.example'"))})]";
        Assert.Equal(FormatLimits.PatternValuesMax, PatternValues.Of(StixPattern.Parse(Many(FormatLimits.PatternValuesMax)).Value).Length);
        Assert.Equal(FormatLimits.PatternValuesMax, PatternValues.Of(StixPattern.Parse(Many(FormatLimits.PatternValuesMax + 1)).Value).Length);
        Assert.True(StixPattern.Parse(string.Join(" AND ", Enumerable.Repeat("[a:b = 1]", 50_000))).IsRead); // a chain is no nesting
    }

    [Theory]
    [InlineData("[ipv4-addr:value = '203.0.113.0/24']", "Network 203.0.113.0/24")]
    [InlineData("[ipv6-addr:value = '2001:0DB8::0001']", "Ip 2001:db8::1")]
    [InlineData("[domain-name:value = 'Evil.EXAMPLE.' OR domain-name:value IN ('b.example', 'evil.example')]", "Domain evil.example|Domain b.example")]
    [InlineData("[url:value = 'hxxp://münchen[.]example:80/A']", "Url http://xn--mnchen-3ya.example/A")]
    [InlineData("[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E' AND file:size = 0]", "Md5 d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("[file:hashes.'SHA-256' = 'f00' OR file:name = 'a.example']", "")]
    [InlineData("[network-traffic:dst_ref.value = '203.0.113.7' AND network-traffic:dst_port = 443]", "Ip 203.0.113.7")]
    [InlineData("[domain-name:resolves_to_refs[*].value = '203.0.113.7']", "Ip 203.0.113.7")]
    [InlineData("[domain-name:value != 'a.example' OR domain-name:value NOT = 'b.example' OR domain-name:value LIKE 'c.example']", "")]
    [InlineData("[email-addr:value = 'a@evil.example']", "")]
    [InlineData("[domain-name:value = 'a.example'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.7'] WITHIN 5 SECONDS", "Domain a.example|Ip 203.0.113.7")]
    public void The_values_that_a_pattern_asks_for(string pattern, string values) =>
        Assert.Equal(values, string.Join('|', PatternValues.Of(StixPattern.Parse(pattern).Value).Select(value => $"{value.Type} {value.Value}")));

    [Fact]
    public void Whatever_is_done_to_a_pattern_it_is_read_or_refused_and_soon()
    {
        var patterns = Rows().Select(row => row[1]).ToArray();
        for (var seed = 1; seed <= 20_000; seed++)
        {
            var random = new Random(seed);
            var text = patterns[random.Next(patterns.Length)];
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var (at, other) = (random.Next(text.Length + 1), patterns[random.Next(patterns.Length)]);
                var length = random.Next(Math.Min(12, text.Length - at) + 1);
                text = random.Next(5) switch
                {
                    0 => text.Remove(at, length),
                    1 => text.Insert(at, text.Substring(at, length)),
                    2 => text.Insert(at, other.Substring(random.Next(other.Length), 1)),
                    3 => text[..at] + other[random.Next(other.Length)..],
                    _ => text.Insert(at, ((string[])["'", "\\", "[", "(", "\uD800", "t'", "/*", "//", " NOT ", "99999999999999999999", "-", ".", "\0"])[random.Next(13)]),
                };
            }
            try
            {
                var read = StixPattern.Parse(text);
                if (read.IsRead) PatternValues.Of(read.Value);
                else Assert.StartsWith("character ", read.Refusal.At, StringComparison.Ordinal);
            }
            catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {text}\n{thrown}");
            }
        }
    }
}
