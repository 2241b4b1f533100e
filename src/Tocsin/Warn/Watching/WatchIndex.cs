using System.Runtime.InteropServices;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Watching;

/// <summary>Finds, among a million watches, those that a record concerns.</summary>
/// <remarks>Each watch stands where its rarest condition is looked up: its values, else its area, else its countries with category,
/// kind and a word. What is found there is asked for all its conditions. Many threads may search at once, each with a
/// <see cref="WatchSearch"/> of its own; a change needs the index alone.</remarks>
public sealed class WatchIndex
{
    readonly AreaGrid areas = new();
    readonly ChoiceTable choices = new();
    readonly Dictionary<string, SlotList> values = new(StringComparer.Ordinal);
    readonly Dictionary<Guid, int> slots = [];
    readonly Stack<int> free = new();
    readonly List<Slot> entries = [];

    /// <summary>How many watches there are.</summary>
    public int Count => slots.Count;

    /// <summary>How many places for watches there are, those given back included.</summary>
    internal int Slots => entries.Count;

    /// <summary>Adds a watch, or puts other terms in the place of its own.</summary>
    /// <exception cref="ArgumentException">A condition has more choices than <see cref="WatchTerms.ChoicesMax"/>, the area has no
    /// surface, or the circle no sensible size.</exception>
    public void Put(Guid watch, WatchTerms terms)
    {
        var entry = new WatchEntry(watch, terms);
        Remove(watch);
        if (!free.TryPop(out var slot))
        {
            slot = entries.Count;
            entries.Add(default);
        }
        entries[slot] = new Slot(entry);
        slots[watch] = slot;
        if (!terms.Values.IsEmpty)
            foreach (var value in terms.Values.Distinct()) CollectionsMarshal.GetValueRefOrAddDefault(values, value, out _).Add(slot);
        else if (entry.Area is { } area) areas.Add(slot, area);
        else choices.Add(slot, terms);
    }

    /// <summary>Takes a watch out; false where there is none.</summary>
    public bool Remove(Guid watch)
    {
        if (!slots.Remove(watch, out var slot)) return false;
        var entry = entries[slot].Entry;
        if (!entry.Terms.Values.IsEmpty) foreach (var value in entry.Terms.Values.Distinct()) Forget(value, slot);
        else if (entry.Area is { } area) areas.Remove(slot, area);
        else choices.Remove(slot, entry.Terms);
        free.Push(slot);
        return true;
    }

    void Forget(string value, int slot)
    {
        ref var list = ref CollectionsMarshal.GetValueRefOrNullRef(values, value);
        list.Remove(slot);
        if (list.Count == 0) values.Remove(value);
    }

    internal void Search(WatchSubject subject, WatchSearch search)
    {
        var found = new Candidates(this, subject, search);
        if (subject.Value is { } value && values.TryGetValue(value, out var named)) found.Take(named.Items);
        if (found.Place.Point is { } point) areas.At(point.X, point.Y, ref found);
        else if (found.Place.Box is { } box) areas.In(box, ref found);
        choices.Find(subject, ref found);
    }

    /// <summary>A watch, and beside it what turns most candidates away without a look at it.</summary>
    readonly struct Slot(WatchEntry entry)
    {
        readonly short categories = (short)entry.Terms.Categories.Aggregate(0, (all, category) => all | 1 << (int)category);
        readonly Severity least = entry.Terms.MinSeverity;

        public WatchEntry Entry { get; } = entry;

        public bool MayConcern(WatchSubject subject) =>
            subject.Severity <= least       // The worst comes first.
            && (categories == 0 || subject.Category is { } category && (categories & 1 << (int)category) != 0);
    }

    /// <summary>What the tables find: each is asked once, for everything.</summary>
    readonly ref struct Candidates(WatchIndex index, WatchSubject subject, WatchSearch search) : IFound
    {
        public SubjectPlace Place { get; } = new(subject.Geometry);

        public void Take(ReadOnlySpan<int> slots)
        {
            var entries = CollectionsMarshal.AsSpan(index.entries);
            foreach (var slot in slots)
                if (entries[slot].MayConcern(subject) && search.IsNew(slot) && entries[slot].Entry.Concerns(subject, Place)) search.Add(entries[slot].Entry.Watch);
        }
    }
}

/// <summary>One search after the other in an index, with what it found. For one thread.</summary>
/// <param name="index">The watches.</param>
public sealed class WatchSearch(WatchIndex index)
{
    readonly List<Guid> found = [];
    int[] asked = [];
    int round;

    /// <summary>The watches that a record concerns, each once, in no order; valid until the next call.</summary>
    public ReadOnlySpan<Guid> Find(WatchSubject subject)
    {
        found.Clear();
        if (asked.Length < index.Slots) asked = new int[Math.Max(index.Slots, 2 * asked.Length)];
        if (++round == int.MaxValue) (round, asked) = (1, new int[asked.Length]);
        index.Search(subject, this);
        return CollectionsMarshal.AsSpan(found);
    }

    internal bool IsNew(int slot)
    {
        if (asked[slot] == round) return false;
        asked[slot] = round;
        return true;
    }

    internal void Add(Guid watch) => found.Add(watch);
}
