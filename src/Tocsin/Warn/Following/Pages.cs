using System.Text.Json.Serialization.Metadata;

namespace Tocsin.Warn.Following;

/// <summary>Documents that many records of one step change: each is read once, and written once when the step ends.</summary>
/// <param name="desk">The judge's documents.</param>
/// <param name="type">How one is written.</param>
/// <param name="isEmpty">Whether nothing is left in one, so that it goes.</param>
sealed class Pages<T>(Desk desk, JsonTypeInfo<T> type, Func<T, bool> isEmpty) where T : class
{
    readonly Dictionary<string, T?> held = new(StringComparer.Ordinal);
    readonly HashSet<string> changed = new(StringComparer.Ordinal);

    public async ValueTask<T?> Get(string key, CancellationToken stop)
    {
        if (!held.TryGetValue(key, out var page)) held[key] = page = await desk.Get(key, type, stop);
        return page;
    }

    /// <summary>Says that a page is new or was changed.</summary>
    public void Put(string key, T page)
    {
        held[key] = page;
        changed.Add(key);
    }

    /// <summary>Writes what was changed. Pages repeat many records, so none of these owns one: they are told of erasures.</summary>
    public void Flush()
    {
        foreach (var key in changed)
        {
            if (held[key] is { } page && !isEmpty(page)) desk.Put(key, page, type, owner: null);
            else desk.Remove(key);
        }
        changed.Clear();
    }
}
