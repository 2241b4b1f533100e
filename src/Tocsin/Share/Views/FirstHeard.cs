using System.Globalization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Views;

/// <summary>Tells whether a record that arrives names its source for the first time: one of an own log that was fetched back from partners
/// arrives anew when content that had been withheld has come.</summary>
/// <param name="views">The documents; nothing: as if there were none.</param>
sealed class FirstHeard(IViews? views)
{
    /// <summary>The view: of each log how far its leaves have arrived, and which of them without a source.</summary>
    public const string View = "sourcefirst";

    readonly SortedDictionary<string, long> tops = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, bool> lacking = new(StringComparer.Ordinal);

    /// <summary>Takes a record in.</summary>
    /// <param name="address">Where it stands.</param>
    /// <param name="hasSource">Whether its source is held.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>Whether its source is told now, and was not before.</returns>
    public async Task<bool> Tells(RecordAddress address, bool hasSource, CancellationToken stop)
    {
        var log = $"log/{address.Log}";
        if (!tops.TryGetValue(log, out var top)) top = await Stored(log, stop) is { } document ? document.Rank : -1;
        if (address.Index > top)
        {
            tops[log] = address.Index;
            if (!hasSource) lacking[LeafKey(address)] = true;
            return hasSource;
        }
        var leaf = LeafKey(address);
        if (!hasSource || !(lacking.TryGetValue(leaf, out var lacked) ? lacked : await Stored(leaf, stop) is not null)) return false;
        lacking[leaf] = false;
        return true;
    }

    /// <summary>Writes what has changed.</summary>
    public void Put(ViewChanges changes)
    {
        foreach (var (key, top) in tops) changes.Put(View, new ViewDocument(key, top, "", Owner: null));
        foreach (var (key, isLacking) in lacking)
            if (isLacking) changes.Put(View, new ViewDocument(key, 0, "", Owner: null));
            else changes.Remove(View, key);
    }

    static string LeafKey(RecordAddress address) => string.Create(CultureInfo.InvariantCulture, $"without/{address.Log}/{address.Index:D19}");

    async Task<ViewDocument?> Stored(string key, CancellationToken stop) => views is null ? null : await views.Document(View, key, stop);
}
