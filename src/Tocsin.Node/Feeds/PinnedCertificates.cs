using Tocsin.Formats.Cap.Signatures;
using Tocsin.Share.Doors;
using Tocsin.Warn.Feeds;

namespace Tocsin.Node.Feeds;

/// <summary>The file of certificates whose signatures on alerts are believed.</summary>
static class PinnedCertificates
{
    /// <summary>Those of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="folder">The folder of <c>feeds.yaml</c>, in which the file may stand.</param>
    /// <exception cref="IOException">The file does not read.</exception>
    public static CapTrust Of(Feed feed, string folder) => feed.SignedBy is { } file ? Read(Path.Combine(folder, file), feed.SignatureRequired) : CapTrust.None;

    /// <summary>What the file says, in short; the same for all that do not read.</summary>
    public static string DigestOf(string path)
    {
        try { return Hash.Of(File.ReadAllBytes(path)).ToBase64Url(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return "unread"; }
    }

    /// <summary>Those of a file.</summary>
    /// <exception cref="IOException">The file does not read.</exception>
    public static CapTrust Read(string path, bool isRequired)
    {
        string pem;
        try { pem = File.ReadAllText(path); }
        catch (UnauthorizedAccessException denied) { throw new IOException($"{path} cannot be read: {denied.Message}", denied); }
        var pins = CapPins.Read(pem);
        return pins.IsRead ? new CapTrust(pins.Value, isRequired) : throw new IOException($"{path}: {pins.Refusal.Reason}");
    }
}
