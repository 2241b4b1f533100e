using Tocsin.Warn.Calls;
using Tocsin.Warn.Rules;

namespace Tocsin.Node.Delivery;

/// <summary>The file of the channels: it holds secrets, so nobody but its owner may read it.</summary>
static class ChannelsFile
{
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads it; where there is none, there is the browser alone.</summary>
    public static ChannelsRead Read(string path)
    {
        if (!File.Exists(path)) return new ChannelsRead.Good(ChannelBook.Empty);
        try
        {
            return (File.GetUnixFileMode(path) & Others) != 0
                ? Bad("others may read its secrets: chmod 600 it")
                : ChannelsReader.Read(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return Bad($"it cannot be read: {e.Message}"); }
    }

    static ChannelsRead.Bad Bad(string reason) => new([new RuleFault(1, 1, reason)]);
}
