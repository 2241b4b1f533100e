using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tocsin.Share.Records;

namespace Tocsin.Warn.Watching;

/// <summary>Watches without an area of their own, by what they choose: a country, a category, a kind, a word, or none of each.</summary>
sealed class ChoiceTable
{
    // A watch stands under each combination of its choices; where there are more, its kinds and then its categories count as any.
    const int CombinationsMax = 256;

    const byte Any = 0;
    const int AnyWord = 0;
    const ushort Anywhere = 0, Nowhere = ushort.MaxValue;

    readonly Dictionary<Choice, BySeverity> table = [];
    readonly Dictionary<Kind, byte> kinds = [];
    readonly Dictionary<string, int> words = new(StringComparer.Ordinal);

    public void Add(int slot, WatchTerms terms)
    {
        foreach (var choice in Choices(terms))
            CollectionsMarshal.GetValueRefOrAddDefault(table, choice, out _)[(int)terms.MinSeverity].Add(slot);
    }

    public void Remove(int slot, WatchTerms terms)
    {
        foreach (var choice in Choices(terms))
        {
            ref var lists = ref CollectionsMarshal.GetValueRefOrNullRef(table, choice);
            lists[(int)terms.MinSeverity].Remove(slot);
            if (lists.IsEmpty) table.Remove(choice);
        }
    }

    /// <summary>Calls for each list of watches that may want the record; a watch may stand in several.</summary>
    public void Find<T>(WatchSubject subject, ref T found) where T : IFound, allows ref struct
    {
        InAllPlaces(subject, AnyWord, ref found);
        foreach (var word in subject.Words)
            if (words.TryGetValue(word, out var number)) InAllPlaces(subject, number, ref found);
    }

    void InAllPlaces<T>(WatchSubject subject, int word, ref T found) where T : IFound, allows ref struct
    {
        In(Anywhere, subject, word, ref found);
        foreach (var country in subject.Countries) In(PlaceOf(country), subject, word, ref found);
    }

    void In<T>(ushort place, WatchSubject subject, int word, ref T found) where T : IFound, allows ref struct
    {
        var category = subject.Category is { } some ? CategoryOf(some) : Any;
        var kind = kinds.GetValueOrDefault(subject.Kind, Any);
        Take(new Choice(place, Any, Any, word), subject.Severity, ref found);
        if (category != Any) Take(new Choice(place, category, Any, word), subject.Severity, ref found);
        if (kind != Any) Take(new Choice(place, Any, kind, word), subject.Severity, ref found);
        if (category != Any && kind != Any) Take(new Choice(place, category, kind, word), subject.Severity, ref found);
    }

    void Take<T>(Choice choice, Severity severity, ref T found) where T : IFound, allows ref struct
    {
        ref var lists = ref CollectionsMarshal.GetValueRefOrNullRef(table, choice);
        if (Unsafe.IsNullRef(ref lists)) return;
        for (var least = (int)severity; least < BySeverity.Levels; least++)      // The worst comes first.
            if (lists[least].Count > 0) found.Take(lists[least].Items);
    }

    /// <summary>Where a watch stands. Of its words the longest counts, which is likely the rarest.</summary>
    List<Choice> Choices(WatchTerms terms)
    {
        ushort[] places = terms.Area is WatchArea.InCountries some ? [.. some.Codes.Select(PlaceOf).Distinct()] : [Anywhere];
        byte[] sorts = terms.Categories.IsEmpty ? [Any] : [.. terms.Categories.Select(CategoryOf).Distinct()];
        byte[] ofKinds = terms.Kinds.IsEmpty ? [Any] : [.. terms.Kinds.Select(NumberOf).Distinct()];
        if (places.Length * sorts.Length * ofKinds.Length > CombinationsMax) ofKinds = [Any];
        if (places.Length * sorts.Length > CombinationsMax) sorts = [Any];
        var word = terms.Words.IsEmpty ? AnyWord : NumberOf(terms.Words.MaxBy(each => each.Length)!);
        return [.. from place in places from sort in sorts from kind in ofKinds select new Choice(place, sort, kind, word)];
    }

    static byte CategoryOf(Category category) => (byte)(1 + (int)category);

    /// <summary>Two letters as a number; a country that is none of ISO 3166-1's is nobody's choice.</summary>
    static ushort PlaceOf(string country) => country.Length == 2 ? (ushort)(country[0] << 8 | country[1] & 0xFF) : Nowhere;

    // Kinds and words that were once asked for keep their numbers: there are no more of them than people think of.
    byte NumberOf(Kind kind)
    {
        if (kinds.TryGetValue(kind, out var known)) return known;
        if (kinds.Count == byte.MaxValue) return Any;
        return kinds[kind] = (byte)(kinds.Count + 1);
    }

    int NumberOf(string word)
    {
        if (words.TryGetValue(word, out var known)) return known;
        return words[word] = words.Count + 1;
    }

    readonly record struct Choice(ushort Place, byte Category, byte Kind, int Word);

    /// <summary>The watches of one choice, by the severity from which on they want to know.</summary>
    [InlineArray(Levels)]
    struct BySeverity
    {
        public const int Levels = (int)Severity.Unknown + 1;

        SlotList first;

        public readonly bool IsEmpty
        {
            get
            {
                foreach (ref readonly var list in (ReadOnlySpan<SlotList>)this)
                    if (list.Count > 0) return false;
                return true;
            }
        }
    }
}
