using System.Collections.Immutable;

namespace Tocsin.Formats;

/// <summary>One row, feature or alert of a file: read, or refused with its place. Closed: there is no third case.</summary>
/// <typeparam name="T">What the file holds.</typeparam>
public abstract record Item<T>
{
    private Item() { }

    /// <summary>The item was understood.</summary>
    /// <param name="Value">What it says.</param>
    /// <param name="At">Where it stands in the file.</param>
    /// <param name="Repairs">What was put right to understand it; empty when it was right as it stood.</param>
    public sealed record Read(T Value, string At, ImmutableArray<Repair> Repairs) : Item<T>;

    /// <summary>The item was not understood; the rest of the file goes on.</summary>
    /// <param name="Refusal">The place and the reason.</param>
    public sealed record Refused(Refusal Refusal) : Item<T>;

    internal static Item<T> Of(Parsed<T> parsed, string at) =>
        parsed.IsRead ? new Read(parsed.Value, at, parsed.Repairs) : new Refused(parsed.Refusal);
}
