using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Node.Running;

/// <summary>The private keys in a node's folder, one PEM file each, which only its owner may read.</summary>
sealed class NodeKeys(string folder)
{
    public const string Root = "root", Charter = "charter", Request = "request", Tls = "tls", PrivateLog = "log";

    /// <summary>The name of the key that signs this party's log in a circle.</summary>
    public static string LogOf(string circle) => $"log-{circle}";

    /// <summary>Where a key stands.</summary>
    public string PathOf(string name) => Path.Combine(folder, name + ".pem");

    public bool Holds(string name) => File.Exists(PathOf(name));

    /// <exception cref="IOException">There is none, or its file is damaged.</exception>
    public ECDsa Read(string name) => ReadFile(PathOf(name));

    /// <exception cref="IOException">The file does not read, or holds no such key.</exception>
    public static ECDsa ReadFile(string path) => NodeFolder.Whole(path, text =>
    {
        var key = ECDsa.Create();
        key.ImportFromPem(text);
        return key;
    });

    /// <summary>The key of a name, which is made where there is none.</summary>
    public ECDsa ReadOrMake(string name)
    {
        if (Holds(name)) return Read(name);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(name, key);
        return key;
    }

    public void Write(string name, ECDsa key) => WriteSecret(PathOf(name), key.ExportPkcs8PrivateKeyPem() + "\n");

    /// <summary>Makes the key that is to follow another; it takes its place once a party document lists it.</summary>
    public ECDsa Next(string name)
    {
        File.Delete(PathOf(NextOf(name)));
        return ReadOrMake(NextOf(name));
    }

    /// <summary>Finishes a change of keys: where the one that follows is the one that the party document lists, it takes the other's place.</summary>
    public void Settle(string name, ReadOnlyMemory<byte>? listed)
    {
        if (!Holds(NextOf(name))) return;
        using var next = Read(NextOf(name));
        if (listed is { } spki && next.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(spki.Span)) File.Move(PathOf(NextOf(name)), PathOf(name), overwrite: true);
        else File.Delete(PathOf(NextOf(name)));
    }

    public static void WriteSecret(string path, string text)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    static string NextOf(string name) => name + ".next";
}
