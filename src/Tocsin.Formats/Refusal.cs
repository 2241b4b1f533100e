namespace Tocsin.Formats;

/// <summary>Why something was not read or not written. The default value is a refusal without a place or a reason.</summary>
/// <param name="At">The place: <c>line 12</c>, <c>features[3].geometry</c>, <c>alert/info[2]/area[1]/polygon</c>, <c>byte 512</c>.</param>
/// <param name="Reason">One sentence that a duty officer understands.</param>
public readonly record struct Refusal(string At, string Reason)
{
    /// <summary>The place, a colon and the reason.</summary>
    public override string ToString() => $"{At}: {Reason}";
}

/// <summary>What was put right while reading. The default value is a repair without a place or a note.</summary>
/// <param name="At">The place, as in <see cref="Refusal.At"/>.</param>
/// <param name="Note">One sentence: what was found, and how it was read.</param>
public readonly record struct Repair(string At, string Note)
{
    /// <summary>The place, a colon and the note.</summary>
    public override string ToString() => $"{At}: {Note}";
}
