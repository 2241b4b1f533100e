using Tocsin.Formats.Text;

namespace Tocsin.Formats.CaseCounts;

/// <summary>One layout of counts.</summary>
abstract class CountTable : CsvTable<CountEntry>
{
    /// <summary>A count that stands as it is; one below zero is noted.</summary>
    protected static Item<CountEntry> Read(CountRow row, string at) => new Item<CountEntry>.Read(new CountEntry.Counted(row), at, row.Count < 0
        ? [new Repair(at, FormattableString.Invariant($"the count is {row.Count}: the source took some back, and it is kept as said"))]
        : []);
}
