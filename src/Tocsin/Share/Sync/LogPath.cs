using System.Globalization;

namespace Tocsin.Share.Sync;

/// <summary>The paths under which logs are served (docs/spec/sync.md).</summary>
static class LogPath
{
    public const string Entries = "tile/entries/";

    public static string Of(Origin log) => string.Create(CultureInfo.InvariantCulture, $"/circles/{log.Circle.ToBase64Url()}/{log.Party.ToBase64Url()}/{log.Incarnation}/");

    public static string Checkpoint(Origin log) => Of(log) + "checkpoint";

    public static string Tile(Origin log, TileAddress tile) => Of(log) + tile.Path;

    public static string Bundle(Origin log, long bundle, int width) => Of(log) + TileAddress.EntryBundlePath(bundle, width);

    public static string Content(Origin log, long bundle, int width) => $"{Of(log)}content/{TileAddress.EntryBundlePath(bundle, width)[Entries.Length..]}";

    public static string Content(Origin log, long index) => string.Create(CultureInfo.InvariantCulture, $"{Of(log)}leaf/{index}/content");

    /// <summary>Reads the part of a path behind the log's own; false where it is none of these.</summary>
    public static bool TryContent(string rest, out long bundle, out int width)
    {
        (bundle, width) = (0, 0);
        return rest.StartsWith("content/", StringComparison.Ordinal) && TileAddress.TryParseEntryBundle(Entries + rest["content/".Length..], out bundle, out width);
    }

    /// <summary>Reads the part of a path behind the log's own; false where it names no single content.</summary>
    public static bool TryLeaf(string rest, out long index)
    {
        index = -1;
        return rest.Split('/') is ["leaf", var number, "content"] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && number == index.ToString(CultureInfo.InvariantCulture);
    }
}
