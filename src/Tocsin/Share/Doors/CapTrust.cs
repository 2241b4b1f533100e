using Tocsin.Formats.Cap;
using Tocsin.Formats.Cap.Signatures;

namespace Tocsin.Share.Doors;

/// <summary>Whose signatures on CAP alerts an operator believes, and what becomes of alerts without one. See docs/feeds.md.</summary>
/// <param name="Pins">The certificates that are believed.</param>
/// <param name="IsRequired">Whether nothing is taken in that none of them signed.</param>
public sealed record CapTrust(CapPins Pins, bool IsRequired)
{
    /// <summary>Nobody's: every alert is taken in, and what its signature is worth is noted.</summary>
    public static CapTrust None { get; } = new(CapPins.None, IsRequired: false);

    /// <summary>Why an alert is refused; null where it is not.</summary>
    internal string? Fault(CapAlert alert)
    {
        if (Pins.IsEmpty || IsTrusted(alert)) return null;
        if (alert.Signatures.OfType<CapSignature.Broken>().FirstOrDefault() is { } broken) return $"the signature is {broken}; alerts are taken in here as their sender signed them";
        return IsRequired ? $"{Wanting(alert)}; nothing else is taken in here" : null;
    }

    /// <summary>What is noted of an alert that is taken in; null where nothing is.</summary>
    internal string? Note(CapAlert alert) => Pins.IsEmpty || IsTrusted(alert) ? null : $"{Wanting(alert)}; it is taken in all the same";

    static bool IsTrusted(CapAlert alert) => alert.Signatures.Any(signature => signature is CapSignature.Fits { IsTrusted: true });

    static string Wanting(CapAlert alert) => alert.Signatures.IsEmpty
        ? "the alert bears no signature, and one by a pinned certificate is wanted"
        : $"no signature by a pinned certificate is to be trusted: {Words(alert)}";

    /// <summary>What is to be said of an alert's signatures, for the record; null where it bears none.</summary>
    internal static string? Words(CapAlert alert) => alert.Signatures.IsEmpty ? null : string.Join("; ", alert.Signatures);
}
