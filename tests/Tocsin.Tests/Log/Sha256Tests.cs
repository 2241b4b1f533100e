using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Tocsin.Log;
using Xunit;

namespace Tocsin.Tests.Log;

public sealed class Sha256Tests
{
    /// <summary>FIPS 180-4's own examples (NIST CSRC, SHA256.pdf), and the digest of nothing.</summary>
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_standards_examples_have_the_standards_digests(string text, string expected)
    {
        var digest = new byte[Sha256.Size];
        Sha256.Hash(System.Text.Encoding.ASCII.GetBytes(text), digest);
        Assert.Equal(expected, Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void Every_length_has_the_digest_that_the_platform_gives_it()
    {
        var bytes = new byte[Sha256.ShortBytesMax + 130];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i * 131 + (i >> 8));
        var digest = new byte[Sha256.Size + 1];
        foreach (var length in Enumerable.Range(0, 300).Concat(Enumerable.Range(Sha256.ShortBytesMax - 65, 195)))
        {
            digest[Sha256.Size] = 0xA5;
            Sha256.Hash(bytes.AsSpan(0, length), digest);
            Assert.True(SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(digest.AsSpan(0, Sha256.Size)), $"{length} bytes");
            Assert.Equal(0xA5, digest[Sha256.Size]);
        }
    }

    [Fact]
    public void No_room_for_a_digest_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => Sha256.Hash("abc"u8, new byte[Sha256.Size - 1]));

    [Fact]
    public void A_digest_may_be_written_where_its_input_stands()
    {
        var (bytes, expected) = (new byte[64], SHA256.HashData(new byte[64]));
        Sha256.Hash(bytes, bytes);
        Assert.Equal(expected, bytes[..Sha256.Size]);
    }

    [OpenSslFact]
    public void Where_OpenSSL_3_is_the_platforms_library_it_is_asked_straight() => Assert.True(Sha256.IsDirect);

    /// <summary>Skipped by name where there is no OpenSSL 3, or the machine demands validated modules.</summary>
    sealed class OpenSslFactAttribute : FactAttribute
    {
        public OpenSslFactAttribute() => Skip =
            !OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libcrypto.so.3", out var library) ? "libcrypto.so.3 is not here"
            : NativeLibrary.TryGetExport(library, "EVP_default_properties_is_fips_enabled", out var asked) && Marshal.GetDelegateForFunctionPointer<IsFips>(asked)(0) == 0 ? null
            : "this machine demands validated modules (FIPS)";

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        delegate int IsFips(nint context);
    }
}
