using System.Text;
using Tocsin.Log;

namespace Tocsin.Killed;

/// <summary>A log's key that writes down every head that it signs, on the disk, before the signature is used.</summary>
public sealed class SignedBodies(ISigningKey key, string path) : ISigningKey
{
    public KeyAlgorithm Algorithm => key.Algorithm;

    public ReadOnlyMemory<byte> PublicKey => key.PublicKey;

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.WriteThrough });
        file.Write(Encoding.UTF8.GetBytes(Convert.ToBase64String(message) + "\n"));
        return key.Sign(message);
    }
}
