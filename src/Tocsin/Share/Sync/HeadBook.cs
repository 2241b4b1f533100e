using System.Collections.Concurrent;
using Tocsin.Share.Parties;

namespace Tocsin.Share.Sync;

/// <summary>The heads of a circle's logs, as they are known here.</summary>
/// <param name="circle">The circle.</param>
sealed class HeadBook(Circle circle)
{
    readonly ConcurrentDictionary<Origin, HeadEntry> entries = new();

    public IEnumerable<KeyValuePair<Origin, HeadEntry>> All => entries;

    public HeadEntry this[Origin log] => entries.GetOrAdd(log, _ => new HeadEntry());

    public HeadEntry? Find(Origin log) => entries.GetValueOrDefault(log);

    /// <summary>Nothing where a log may be one of this circle's; else why not.</summary>
    public string? Bars(Origin log)
    {
        if (entries.ContainsKey(log)) return null;
        if (log.Circle != circle.Id) return $"{log} is a log of another circle";
        var party = log.Party.ToBase64Url();
        if (!circle.Charters.Any(charter => charter.IsMember(party))) return $"{party} was never a member of this circle";
        // One more than an honest party needs in a lifetime, so that nobody fills this book.
        return entries.Keys.Count(log.IsOfAuthorOf) < Limits.EndsMax ? null : $"{party} has more than {Limits.EndsMax} logs in this circle";
    }
}
