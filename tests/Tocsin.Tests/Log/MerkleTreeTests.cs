using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class MerkleTreeTests
{
    // The eight leaves and roots that certificate-transparency published with RFC 6962's reference code.
    static readonly string[] Leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Roots_are_those_published_with_RFC_6962()
    {
        var leaves = Leaves.Select(leaf => MerkleTree.Leaf(Convert.FromHexString(leaf))).ToArray();
        for (var size = 0; size <= leaves.Length; size++)
            Assert.Equal(Roots[size], Convert.ToHexStringLower(MerkleTree.Root(leaves.AsSpan(0, size)).AsSpan()));
        Assert.Equal(Roots[0], Convert.ToHexStringLower(MerkleTree.Empty.AsSpan()));
    }

    [Fact]
    public void A_root_is_RFC_6962s_recursion_around_every_width_of_a_tile()
    {
        var leaves = Enumerable.Range(0, 1100).Select(leaf => MerkleTree.Leaf(BitConverter.GetBytes(leaf))).ToArray();
        foreach (var size in Enumerable.Range(1, 40).Concat([127, 128, 129, 255, 256, 257, 300, 511, 512, 513, 1023, 1024, 1025, 1100]))
            Assert.True(ByDefinition(leaves.AsSpan(0, size)) == MerkleTree.Root(leaves.AsSpan(0, size)), $"size {size}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(65_535)]
    public void A_leaf_is_hashed_behind_a_zero_byte_however_long_it_is(int length)
    {
        var leaf = new byte[length];
        new Random(length).NextBytes(leaf);
        Assert.Equal(Hash.Of([0, .. leaf]), MerkleTree.Leaf(leaf));
    }

    [Fact]
    public void A_hash_is_its_bytes_in_memory_in_base64_and_in_order()
    {
        var bytes = Enumerable.Range(0, 32).Select(index => (byte)(255 - index)).ToArray();
        var hash = new Hash(bytes);
        Assert.Equal(bytes, hash.AsSpan().ToArray());
        Assert.Equal(hash, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Hash>(bytes)[0]);
        Assert.Equal("//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=", hash.ToString());
        Assert.Equal("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA", hash.ToBase64Url());
        Assert.True(Hash.TryParse(hash.ToString(), out var again) && again == hash);
        Assert.True(Hash.TryParseBase64Url(hash.ToBase64Url(), out again) && again == hash);
        Assert.True(Hash.TryParseBase64Url("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA"u8, out again) && again == hash);
        Assert.Equal("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", default(Hash).ToString());
        Assert.True(new Hash([1, .. new byte[31]]).CompareTo(new Hash([0, .. Enumerable.Repeat((byte)255, 31)])) > 0);
        Assert.Throws<ArgumentException>(() => new Hash(new byte[31]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA")]      // no padding
    [InlineData("//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eB=")]     // stray bits behind the last byte
    [InlineData("//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eAA")]     // 33 bytes
    [InlineData("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA=")]     // the other alphabet
    [InlineData(" //79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=")]
    public void Base64_has_one_spelling(string? text) => Assert.False(Hash.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4e")]       // 42 characters
    [InlineData("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eA=")]     // padding
    [InlineData("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eB")]      // stray bits behind the last byte
    [InlineData("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4eD")]
    [InlineData("//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA")]      // the other alphabet
    [InlineData("__79_Pv6-fj39vX08_Lx8 O_u7ezr6uno5-bl5OPi4A")]      // white space
    [InlineData("__79_Pv6-fj39vX08_Lx8O_u7ezr6uno5-bl5OPi4e\u0141")]
    public void Base64url_has_one_spelling(string text)
    {
        Assert.False(Hash.TryParseBase64Url(text, out _));
        Assert.False(Hash.TryParseBase64Url(System.Text.Encoding.UTF8.GetBytes(text), out _));
    }

    static Hash ByDefinition(ReadOnlySpan<Hash> leaves)
    {
        if (leaves.Length == 1) return leaves[0];
        var left = 1;
        while (left * 2 < leaves.Length) left *= 2;
        return Hash.Of([1, .. ByDefinition(leaves[..left]).AsSpan(), .. ByDefinition(leaves[left..]).AsSpan()]);
    }
}
