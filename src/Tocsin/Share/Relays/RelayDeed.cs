using Tocsin.Share.Records;

namespace Tocsin.Share.Relays;

/// <summary>What becomes of a relay because of what its author, or the author of a consent, said since.</summary>
/// <remarks>Its text is a part of a document's key: words, and the groups in their order.</remarks>
/// <param name="Text">The text.</param>
readonly record struct RelayDeed(string Text)
{
    const string ErasePrefix = "erase";

    /// <summary>The author took the record back.</summary>
    public static RelayDeed Withdraw { get; } = new("withdraw");
    /// <summary>The author took its consent back.</summary>
    public static RelayDeed Unconsented { get; } = new("unconsented");
    /// <summary>The author said the record anew: this party's officers decide.</summary>
    public static RelayDeed Revised { get; } = new("revised");

    /// <summary>The author erased the record, or some groups of it; nothing is due where this version knows none of them, since a relay holds no such group.</summary>
    public static RelayDeed? Erase(ErasureFacts facts)
    {
        if (facts.IsWhole) return new(ErasePrefix);
        var known = facts.Groups.Where(group => Group.All.Contains(group)).Distinct().Order(StringComparer.Ordinal).ToList();
        return known.Count > 0 ? new($"{ErasePrefix} {string.Join('+', known)}") : null;
    }

    public bool IsErasure => Text.StartsWith(ErasePrefix, StringComparison.Ordinal);

    /// <summary>The groups to erase; none: all.</summary>
    public string[] Groups => Text.Length <= ErasePrefix.Length ? [] : Text[(ErasePrefix.Length + 1)..].Split('+');

    public override string ToString() => Text;
}
