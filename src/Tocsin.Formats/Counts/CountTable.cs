namespace Tocsin.Formats.Counts;

/// <summary>One layout of counts: rows in, counts out, some of them only at the end.</summary>
abstract class CountTable
{
    /// <summary>Why the file cannot be read to its end; null while it can.</summary>
    public Refusal? Broken { get; protected set; }

    /// <summary>What a row says; nothing where its counts wait for the end.</summary>
    /// <param name="field">Its fields by column: trimmed, and empty where there is no such column.</param>
    /// <param name="at">Its place.</param>
    public abstract IEnumerable<Item<CountRow>> Row(Func<int, string> field, string at);

    /// <summary>What can only be said at the end.</summary>
    public virtual IEnumerable<Item<CountRow>> End() => [];

    protected static Item<CountRow> Refuse(string at, string reason) => new Item<CountRow>.Refused(new Refusal(at, reason));

    /// <summary>A count that stands as it is; one below zero is noted.</summary>
    protected static Item<CountRow> Read(CountRow row, string at) => new Item<CountRow>.Read(row, at, row.Count < 0
        ? [new Repair(at, FormattableString.Invariant($"the count is {row.Count}: the source took some back, and it is kept as said"))]
        : []);
}
