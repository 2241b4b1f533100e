using System.Collections.Immutable;

namespace Tocsin.Formats;

/// <summary>One value, or the reason why there is none. The default value is a refusal without a reason.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
public readonly record struct Parsed<T>
{
    readonly T? value;
    readonly ImmutableArray<Repair> repairs;

    /// <summary>A value that was right as it stood.</summary>
    public Parsed(T value) : this(value, []) { }

    /// <summary>A value, and what was put right to get it.</summary>
    public Parsed(T value, ImmutableArray<Repair> repairs) => (this.value, this.repairs, IsRead) = (value, repairs, true);

    /// <summary>No value, and why.</summary>
    public Parsed(Refusal refusal) => Refusal = refusal;

    /// <summary>Whether there is a value.</summary>
    public bool IsRead { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none: ask <see cref="IsRead"/> first.</exception>
    public T Value => IsRead ? value! : throw new InvalidOperationException($"there is no value: {Refusal}");

    /// <summary>What was put right; empty when nothing was, and in a refusal.</summary>
    public ImmutableArray<Repair> Repairs => repairs.IsDefault ? [] : repairs;

    /// <summary>Why there is no value; the default where there is one.</summary>
    public Refusal Refusal { get; }
}
