using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Following;

/// <summary>A view's documents during one step of a follower: what the step has changed lies over what is stored.</summary>
sealed class Desk
{
    const int Page = 1_000;

    readonly string view, prefix;
    readonly IViews views;
    readonly SortedDictionary<string, ViewDocument?> changed;

    /// <param name="view">The view.</param>
    /// <param name="views">The stored documents.</param>
    public Desk(string view, IViews views) : this(view, views, "", new(StringComparer.Ordinal)) { }

    Desk(string view, IViews views, string prefix, SortedDictionary<string, ViewDocument?> changed) =>
        (this.view, this.views, this.prefix, this.changed) = (view, views, prefix, changed);

    /// <summary>The documents of the same step whose keys begin so: whoever works on these never meets the others.</summary>
    public Desk Apart(string beginning) => new(view, views, prefix + beginning, changed);

    public async Task<T?> Get<T>(string name, JsonTypeInfo<T> type, CancellationToken stop) where T : class
    {
        var key = prefix + name;
        var document = changed.TryGetValue(key, out var own) ? own : await views.Document(view, key, stop);
        return document is null ? null : JsonSerializer.Deserialize(document.Text, type);
    }

    /// <summary>The documents whose keys begin so, in the order of their keys.</summary>
    public Task<List<(string Key, T Value)>> Under<T>(string prefix, JsonTypeInfo<T> type, CancellationToken stop) where T : class =>
        Between(prefix, prefix + '\uFFFF', int.MaxValue, type, stop);

    /// <summary>The first documents from one key to below another, in the order of their keys.</summary>
    public async Task<List<(string Key, T Value)>> Between<T>(string first, string end, int most, JsonTypeInfo<T> type, CancellationToken stop) where T : class
    {
        var (from, below) = (prefix + first, prefix + end);
        var found = new SortedDictionary<string, ViewDocument>(StringComparer.Ordinal);
        for (var next = from; found.Count < most;)
        {
            var page = await views.ByKey(view, next, below, Page, stop);
            foreach (var document in page.Where(d => !changed.ContainsKey(d.Key))) found[document.Key] = document;
            if (page.Count < Page) break;
            next = page[^1].Key + '\0';
        }
        foreach (var (key, document) in changed)
            if (document is not null && string.CompareOrdinal(key, from) >= 0 && string.CompareOrdinal(key, below) < 0) found[key] = document;
        return [.. found.Take(most).Select(pair => (pair.Key[prefix.Length..], JsonSerializer.Deserialize(pair.Value.Text, type)!))];
    }

    /// <summary>Puts a document.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">What it says.</param>
    /// <param name="type">How that is written.</param>
    /// <param name="owner">The record whose content it repeats; nothing where it repeats none.</param>
    /// <param name="rank">What it is ordered by.</param>
    public void Put<T>(string key, T value, JsonTypeInfo<T> type, RecordAddress? owner, long rank = 0) =>
        changed[prefix + key] = new ViewDocument(prefix + key, rank, JsonSerializer.Serialize(value, type), owner);

    public void Remove(string key) => changed[prefix + key] = null;

    /// <summary>All that the step has changed.</summary>
    public ViewChanges Changes()
    {
        var changes = new ViewChanges();
        foreach (var (key, document) in changed)
        {
            if (document is null) changes.Remove(view, key);
            else changes.Put(view, document);
        }
        return changes;
    }
}
