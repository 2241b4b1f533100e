using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Log;

/// <summary>What came of reading something: the value, or the reason for which it was refused.</summary>
/// <remarks>The default value is a refusal. <typeparamref name="T"/> may not be <see cref="string"/>, which is the
/// reason.</remarks>
/// <typeparam name="T">What is read.</typeparam>
public readonly struct Parsed<T>
    where T : notnull
{
    readonly T? value;
    readonly string? reason;

    /// <summary>An accepted value.</summary>
    public Parsed(T value)
    {
        this.value = value;
        IsValue = true;
    }

    /// <summary>A refusal: one sentence that names what is wrong, and where.</summary>
    public Parsed(string reason) => this.reason = reason;

    /// <summary>Whether there is a value.</summary>
    public bool IsValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It was refused; the message is the reason.</exception>
    public T Value => IsValue ? value! : throw new InvalidOperationException(Reason);

    /// <summary>Why it was refused; null if it was not.</summary>
    public string? Reason => IsValue ? null : reason ?? "nothing was read";

    /// <summary>Gives the value, or else the reason.</summary>
    public bool Try([NotNullWhen(true)] out T? accepted, [NotNullWhen(false)] out string? refused)
    {
        accepted = value;
        refused = Reason;
        return IsValue;
    }

    /// <summary>The value's own text, or the reason.</summary>
    public override string ToString() => IsValue ? $"{value}" : $"refused: {Reason}";
}
