using System.Collections.Immutable;

namespace Tocsin.Formats.CaseCounts;

/// <summary>What a file of counts says, where the rows of a list of persons are asked for too: a closed set.</summary>
public abstract record CountEntry
{
    CountEntry() { }

    /// <summary>A count.</summary>
    /// <param name="Row">What it says.</param>
    public sealed record Counted(CountRow Row) : CountEntry;

    /// <summary>A row of a list of persons that was counted.</summary>
    /// <param name="Row">What it says.</param>
    public sealed record Person(PersonRow Row) : CountEntry;
}

/// <summary>A row of a list of persons, as it stands in the file.</summary>
/// <param name="Topic">What is counted; null where the file is silent.</param>
/// <param name="Publisher">Who counted; null where the file is silent.</param>
/// <param name="Fields">Its cells that are not empty, under the columns' names, in the file's order. No name stands twice.</param>
public sealed record PersonRow(string? Topic, string? Publisher, ImmutableArray<KeyValuePair<string, string>> Fields);
