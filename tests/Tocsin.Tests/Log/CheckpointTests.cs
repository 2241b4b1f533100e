using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class CheckpointTests
{
    // C2SP tlog-checkpoint's own example.
    const string Body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    [Fact]
    public void A_body_is_three_lines_and_what_follows_is_kept()
    {
        var checkpoint = Checkpoint.Parse(Body).Value;
        Assert.Equal(("example.com/behind-the-sofa", 20_852_163L), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62", Convert.ToHexStringLower(checkpoint.Root.AsSpan()));
        Assert.Equal(Body, checkpoint.Body);
        Assert.Equal(checkpoint, new Checkpoint("example.com/behind-the-sofa", 20_852_163, checkpoint.Root));

        var extended = Checkpoint.Parse(Body + "first\n second  \n").Value;
        Assert.Equal(["first", " second  "], extended.Extensions.ToArray());
        Assert.Equal(Body + "first\n second  \n", extended.Body);
        Assert.NotEqual(checkpoint, extended);
    }

    [Theory]
    [InlineData("", "a checkpoint ends in a newline")]
    [InlineData("\n", "a checkpoint has at least 3 lines, not 1")]
    [InlineData("o\n1\n", "a checkpoint has at least 3 lines, not 2")]
    [InlineData("\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "line 1 of a checkpoint is empty or not plain text")]
    [InlineData(Body + "\n", "line 4 of a checkpoint is empty or not plain text")]
    [InlineData(Body + "a\tb\n", "line 4 of a checkpoint is empty or not plain text")]
    [InlineData(Body + "x", "a checkpoint ends in a newline")]
    [InlineData("o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a checkpoint's size is a decimal below 2^63 without leading zeros, not '01'")]
    [InlineData("o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a checkpoint's size is a decimal below 2^63 without leading zeros, not '-1'")]
    [InlineData("o\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "a checkpoint's size is a decimal below 2^63 without leading zeros, not '9223372036854775808'")]
    [InlineData("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", "a checkpoint's root is 32 bytes in base64, not 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I'")]
    public void What_is_not_a_checkpoint_is_refused_with_the_reason(string body, string reason) =>
        Assert.Equal(reason, Checkpoint.Parse(body).Reason);

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.Equal("line 4 of a checkpoint is empty or not plain text", Checkpoint.Parse(Body + "\ud800\n").Reason);

    [Fact]
    public void A_checkpoint_that_could_not_be_read_back_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new Checkpoint("", 0, default));
        Assert.Throws<ArgumentException>(() => new Checkpoint("a\nb", 0, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Checkpoint("a", -1, default));
    }
}
