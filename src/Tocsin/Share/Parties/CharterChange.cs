using System.Text.Json.Serialization;

namespace Tocsin.Share.Parties;

/// <summary>The one thing that a charter changes.</summary>
/// <param name="Do">join, remove, leave, terms or succeed.</param>
/// <param name="Party">Who joins, is removed or leaves; nothing otherwise.</param>
public sealed record CharterChange(
    string Do, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Party = null)
{
    /// <summary>A party becomes a member.</summary>
    public static CharterChange Join(string party) => new("join", party);
    /// <summary>A member is put out by the others.</summary>
    public static CharterChange Remove(string party) => new("remove", party);
    /// <summary>A member that said that it leaves is struck off.</summary>
    public static CharterChange Leave(string party) => new("leave", party);
    /// <summary>One of name, purpose, tlp, quorum and history.</summary>
    public static CharterChange Terms { get; } = new("terms");
    /// <summary>A genesis that follows a frozen or stuck circle.</summary>
    public static CharterChange Succeed { get; } = new("succeed");
}
