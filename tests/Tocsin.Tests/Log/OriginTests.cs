using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class OriginTests
{
    const string Circle = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    const string Party = "bjQLnP-zepicpUTmu3gKLHiQHT-zNzh2hRGjBhevoB0";

    [Fact]
    public void An_origin_names_circle_party_and_incarnation()
    {
        var origin = Origin.Parse($"tocsin/{Circle}/{Party}/12").Value;
        Assert.Equal(new Origin(MerkleTree.Empty, MerkleTree.Leaf([]), 12), origin);
        Assert.Equal($"tocsin/{Circle}/{Party}/12", origin.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Origin(default, default, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tocsin")]
    [InlineData($"Tocsin/{Circle}/{Party}/1")]
    [InlineData($"tocsin/{Circle}/{Party}")]
    [InlineData($"tocsin/{Circle}/{Party}/1/")]
    [InlineData($"tocsin/{Circle}/{Party}/0")]
    [InlineData($"tocsin/{Circle}/{Party}/01")]
    [InlineData($"tocsin/{Circle}/{Party}/+1")]
    [InlineData($"tocsin/{Circle}/{Party}/1\0")]
    [InlineData($"tocsin/{Circle}/{Party}/2147483648")]
    [InlineData($"tocsin/{Circle}=/{Party}/1")]
    [InlineData($"tocsin/47DEQpj8HBSa+/{Party}/1")]
    [InlineData($"tocsin/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV/{Party}/1")] // stray bits behind the last byte
    [InlineData($"tocsin/{Circle}/{Party} /1")]
    public void Any_other_line_is_refused(string line) => Assert.NotNull(Origin.Parse(line).Reason);
}
