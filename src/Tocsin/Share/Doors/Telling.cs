using Tocsin.Formats.Cap;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>A record on its way out, and what a standard asks for beside it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Id">What it is called outside.</param>
/// <param name="Sender">CAP's sender, for what is said in this house's own name.</param>
/// <param name="SenderName">The sender's name for people; null where it is not known.</param>
/// <param name="Earlier">The messages that it updates, cancels or revises, the latest first.</param>
sealed record Telling(Record Record, string Id, string Sender, string? SenderName, ImmutableArray<CapReference> Earlier)
{
    /// <summary>CAP 1.2 §3.2.1: a sender and an identifier hold no spaces, commas, &lt; or &amp;.</summary>
    public static string CapName(string text)
    {
        var name = new System.Text.StringBuilder(text.Length);
        foreach (var c in text) name.Append(c is ',' or '<' or '&' || char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c);
        return name.ToString();
    }

    /// <summary>A party as CAP's sender: its id, since names are not unique.</summary>
    public static string SenderOf(Record record) => $"tocsin:{record.Address.Log.Party.ToBase64Url()}";

    /// <summary>A record's revision as CAP's identifier.</summary>
    public static string IdentifierOf(Record record) => FormattableString.Invariant($"{record.Leaf.Id}-{record.Leaf.Revision}");
}
