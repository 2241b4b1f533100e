using System.Collections.Immutable;

namespace Tocsin.Formats.Cap;

/// <summary>What happens while one alert is read: its repairs, and its first fault.</summary>
sealed class CapNotes
{
    readonly ImmutableArray<Repair>.Builder repairs = ImmutableArray.CreateBuilder<Repair>();

    /// <summary>Why the alert is refused; null while it is not.</summary>
    public Refusal? Fault { get; private set; }

    /// <summary>Whether the alert is refused.</summary>
    public bool Failed => Fault is not null;

    /// <summary>What was put right, at most <see cref="FormatLimits.RepairsMax"/> of it.</summary>
    public ImmutableArray<Repair> Repairs => repairs.ToImmutable();

    /// <summary>Keeps a note.</summary>
    public void Note(string at, string note)
    {
        if (repairs.Count < FormatLimits.RepairsMax) repairs.Add(new Repair(at, note));
    }

    /// <summary>Refuses the alert, unless it is already refused.</summary>
    public void Fail(string at, string reason) => Fault ??= new Refusal(at, reason);
}
