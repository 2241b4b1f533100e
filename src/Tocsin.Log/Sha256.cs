using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tocsin.Log;

/// <summary>SHA-256 (FIPS 180-4) of short inputs, of which a log hashes a dozen for every record.</summary>
/// <remarks>The platform's one-shot spends more on fetching an algorithm and on its context than on 300 bytes. Where OpenSSL 3 is the platform's library anyway, its plain
/// functions are called on a context on the stack. Elsewhere, for long inputs, and where the machine demands validated modules (FIPS mode), the platform's one-shot is.
/// See docs/decisions/0011-short-hashes-go-straight-to-openssl.md.</remarks>
public static unsafe class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Bytes up to which an input is short: the collector cannot stop the thread meanwhile, which takes some microseconds at most.</summary>
    internal const int ShortBytesMax = 4_096;

    /// <summary>More than any build of OpenSSL's SHA256_CTX takes (112).</summary>
    const int ContextBytes = 256;

    static readonly delegate* unmanaged[SuppressGCTransition]<byte*, int> Init;
    static readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int> Update;
    static readonly delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int> Final;

    static Sha256()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libcrypto.so.3", out var library)) return;
        if (!NativeLibrary.TryGetExport(library, "EVP_default_properties_is_fips_enabled", out var fips) || ((delegate* unmanaged<nint, int>)fips)(0) != 0) return;
        if (!NativeLibrary.TryGetExport(library, "SHA256_Init", out var init) || !NativeLibrary.TryGetExport(library, "SHA256_Update", out var update)
            || !NativeLibrary.TryGetExport(library, "SHA256_Final", out var final)) return;
        Update = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, nuint, int>)update;
        Final = (delegate* unmanaged[SuppressGCTransition]<byte*, byte*, int>)final;
        Init = (delegate* unmanaged[SuppressGCTransition]<byte*, int>)init;
    }

    /// <summary>Whether short inputs go straight to OpenSSL.</summary>
    internal static bool IsDirect => Init != null;

    /// <summary>Writes the digest of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="digest">At least 32 bytes, the first 32 of which are written.</param>
    /// <exception cref="ArgumentException">There is no room for the digest.</exception>
    public static void Hash(ReadOnlySpan<byte> bytes, Span<byte> digest)
    {
        if (!IsDirect || bytes.Length > ShortBytesMax)
        {
            SHA256.HashData(bytes, digest);
            return;
        }
        if (digest.Length < Size) throw new ArgumentException($"a digest has {Size} bytes, not {digest.Length}", nameof(digest));
        var context = stackalloc byte[ContextBytes];
        fixed (byte* from = bytes)
        fixed (byte* to = digest)
        {
            if (Init(context) + Update(context, from, (nuint)bytes.Length) + Final(to, context) != 3) throw new CryptographicException("OpenSSL made no digest");
        }
    }
}
