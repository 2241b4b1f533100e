using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Warn.Watching;

/// <summary>The watches in force, with the index that finds them. For one thread.</summary>
public sealed class WatchBook
{
    readonly WatchIndex index = new();
    readonly WatchSearch search;
    readonly Dictionary<Guid, (WatchRule Rule, Reference Reference)> watches = [];
    readonly Dictionary<string, int> unspaced = new(StringComparer.Ordinal);
    int askingCountries, askingWords;

    /// <summary>Makes an empty book.</summary>
    public WatchBook() => search = new WatchSearch(index);

    /// <summary>A book of one watch.</summary>
    public static WatchBook Of(WatchRule rule)
    {
        var book = new WatchBook();
        book.Put(rule, default);
        return book;
    }

    /// <summary>How many watches there are.</summary>
    public int Count => watches.Count;

    /// <summary>What the watches want to know of a record.</summary>
    public WatchNeeds Needs => new(askingCountries > 0, askingWords > 0, unspaced.Keys);

    /// <summary>Adds a watch, or puts another telling in the place of its own.</summary>
    /// <param name="rule">The watch.</param>
    /// <param name="reference">Its record, as its warnings cite it.</param>
    public void Put(WatchRule rule, Reference reference)
    {
        Remove(rule.Id);
        index.Put(rule.Id, rule.Terms);
        watches[rule.Id] = (rule, reference);
        Account(rule.Terms, 1);
    }

    /// <summary>Takes a watch out; false where there is none.</summary>
    public bool Remove(Guid watch)
    {
        if (!watches.Remove(watch, out var found)) return false;
        index.Remove(watch);
        Account(found.Rule.Terms, -1);
        return true;
    }

    /// <summary>The watch of an id, and its record; nothing where there is none.</summary>
    public (WatchRule Rule, Reference Reference)? Find(Guid watch) => watches.TryGetValue(watch, out var found) ? found : null;

    /// <summary>The watches that a record meets, in the order of their ids.</summary>
    public IReadOnlyList<Guid> Met(WatchSubject? subject)
    {
        if (subject is null) return [];
        var found = search.Find(subject).ToArray();
        Array.Sort(found);
        return found;
    }

    void Account(WatchTerms terms, int by)
    {
        if (terms.Area is WatchArea.InCountries) askingCountries += by;
        if (!terms.Words.IsEmpty) askingWords += by;
        foreach (var word in terms.Words.Where(Words.HasUnspacedScript))
            if ((unspaced[word] = unspaced.GetValueOrDefault(word) + by) == 0) unspaced.Remove(word);
    }
}
