using System.Text;
using System.Text.Json.Serialization;
using Tocsin.Share.Records;

namespace Tocsin.Share.Parties;

/// <summary>Two things that a party signed and may not both have signed. Whoever holds it needs nothing else to see that it is so.</summary>
/// <param name="Party">The party's id.</param>
/// <param name="Documents">Its documents that list the keys with which the two were signed; none where the two are party documents, which prove themselves.</param>
/// <param name="First">One signed note.</param>
/// <param name="Second">The other.</param>
public sealed record Conviction(string Party, ImmutableArray<string> Documents, string First, string Second)
{
    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells it from other documents.</summary>
    public string Type { get; init; } = "conviction";

    /// <summary>The circle to two charters of which the party agreed; nothing where the two are party documents.</summary>
    [JsonIgnore]
    internal string? Circle => Voice.Read(First).Try(out var voice, out _) ? voice.Circle : null;

    /// <summary>It as one line of JSON.</summary>
    public string Text() => JsonLine.Of(this, DocumentJson.Default.Conviction);

    /// <summary>Reads one, and verifies it.</summary>
    /// <param name="text">One line of JSON, at most <see cref="Limits.PapersBytesMax"/> bytes.</param>
    public static Parsed<Conviction> Read(string text)
    {
        const string What = "the conviction";
        if (Encoding.UTF8.GetByteCount(text) > Limits.PapersBytesMax) return new($"{What} is larger than {Limits.PapersBytesMax} bytes");
        if (!DocumentJson.Value(text, DocumentJson.Default.Conviction, What).Try(out var read, out var reason)) return new(reason);
        if (read is not { V: 1, Type: "conviction", Documents: { IsDefault: false, Length: <= 2 } documents } || documents.Contains(null!)) return new("this is no conviction of version 1");
        return read.Verify() is { } refuted ? new(refuted) : new(read);
    }

    /// <summary>Nothing where the two notes convict the party, else why they do not. It uses nothing but what stands here.</summary>
    public string? Verify() => PartyNote.Read(First).Try(out var first, out _) ? SameNumber(first) : SameEpoch();

    string? SameNumber(PartyNote first)
    {
        if (!PartyNote.Read(Second).Try(out var second, out var reason)) return $"the second document: {reason}";
        if (first.Document.Party != Party || second.Document.Party != Party) return "the two documents are not this party's";
        if (first.Document.Number != second.Document.Number) return $"the two documents have the numbers {first.Document.Number} and {second.Document.Number}";
        return first.Hash == second.Hash ? "the two documents say the same" : null;
    }

    string? SameEpoch()
    {
        var keys = new List<PartyNote>();
        foreach (var document in Documents)
        {
            if (!PartyNote.Read(document).Try(out var note, out var reason)) return $"a party document: {reason}";
            if (note.Document.Party != Party) return "a party document is another party's";
            keys.Add(note);
        }
        if (!Voice.Read(First).Try(out var first, out var refused)) return $"the first: {refused}";
        if (!Voice.Read(Second).Try(out var second, out refused)) return $"the second: {refused}";
        if (first.Party != Party || second.Party != Party) return "the two are not both signed by this party";
        if (first.Circle != second.Circle) return "the two are of different circles";
        if (first.Epoch != second.Epoch) return $"the two are of the epochs {first.Epoch} and {second.Epoch}";
        if (first.Charter == second.Charter) return "the two agree to one charter";
        return Signature(first, keys) ?? Signature(second, keys);
    }

    static string? Signature(Voice voice, List<PartyNote> keys)
    {
        var reason = "no document of the party came with it";
        foreach (var note in keys)
        {
            if (PartyChain.CharterVerifier(note) is not { } verifier) continue;
            if (verifier.Verify(voice.Note) is not { } refuted) return null;
            reason = refuted;
        }
        return reason;
    }
}
