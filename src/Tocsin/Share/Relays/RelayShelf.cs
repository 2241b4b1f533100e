using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Relays;

/// <summary>What is known of relays and of consents to them; what a step has changed lies over what is stored.</summary>
/// <param name="views">Holds it.</param>
sealed class RelayShelf(IViews views)
{
    const int Page = 1_000;

    readonly SortedDictionary<string, ViewDocument?> changed = new(StringComparer.Ordinal);

    /// <summary>A relay, whoever passed it on.</summary>
    public static string Relay(RecordAddress relay) => $"relay {relay}";
    /// <summary>A relay that does not count; its text says why.</summary>
    public static string Odd(RecordAddress relay) => $"odd {relay}";
    /// <summary>This party's relays of a record, or of a former revision of it.</summary>
    public static string Own(RecordAddress original, RecordAddress? relay) => $"own {original} {relay}";
    /// <summary>This party's relays that rest on a consent.</summary>
    public static string Using(RecordAddress consent, RecordAddress? relay) => $"using {consent} {relay}";
    /// <summary>The consents to relays of a record to a circle.</summary>
    public static string About(RecordAddress original, string circle, RecordAddress? consent) => $"about {original} {circle} {consent}";
    /// <summary>A consent; its text is the key under which it is found.</summary>
    public static string Consent(RecordAddress consent) => $"consent {consent}";
    /// <summary>How another party's record was ended.</summary>
    public static string Ended(RecordAddress address, RelayDeed? deed) => $"ended {address} {deed}";
    /// <summary>What is to be done with a relay of this party's.</summary>
    public static string Due(RecordAddress? relay, RelayDeed? deed) => relay is null ? "due " : $"due {relay} {deed}";

    public void Put(string key, string text, long rank, RecordAddress? owner) => changed[key] = new ViewDocument(key, rank, text, owner);

    public void Remove(string key) => changed[key] = null;

    public async Task<ViewDocument?> Get(string key, CancellationToken stop) => changed.TryGetValue(key, out var own) ? own : await views.Document(RelayFollower.FollowerName, key, stop);

    /// <summary>The documents whose keys begin so, in the order of their keys.</summary>
    public async Task<IReadOnlyList<ViewDocument>> Under(string prefix, CancellationToken stop)
    {
        var found = new SortedDictionary<string, ViewDocument>(StringComparer.Ordinal);
        for (var next = prefix; ;)
        {
            var page = await views.ByKey(RelayFollower.FollowerName, next, prefix + '\uFFFF', Page, stop);
            foreach (var document in page.Where(document => !changed.ContainsKey(document.Key))) found[document.Key] = document;
            if (page.Count < Page) break;
            next = page[^1].Key + '\0';
        }
        foreach (var (key, document) in changed)
            if (document is not null && key.StartsWith(prefix, StringComparison.Ordinal)) found[key] = document;
        return [.. found.Values];
    }

    public ViewChanges Changes()
    {
        var changes = new ViewChanges();
        foreach (var (key, document) in changed)
        {
            if (document is null) changes.Remove(RelayFollower.FollowerName, key);
            else changes.Put(RelayFollower.FollowerName, document);
        }
        return changes;
    }
}
