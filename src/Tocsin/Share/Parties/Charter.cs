using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Parties;

/// <summary>Under which parties share with each other. See docs/spec/charter.md.</summary>
/// <param name="Epoch">1 for the genesis, and one more for each change.</param>
/// <param name="Previous">SHA-256, base64url, of the text before; nothing for the genesis.</param>
/// <param name="Nonce">128 bits of chance, base64url, so that two circles never share an id.</param>
/// <param name="Name">What its members call the circle.</param>
/// <param name="Purpose">What they share for.</param>
/// <param name="Tlp">The laxest marking of its records.</param>
/// <param name="Exercise">Whether the circle is an exercise.</param>
/// <param name="Members">The members' party ids, sorted.</param>
/// <param name="Time">When it was drawn up. UTC.</param>
public sealed record Charter(
    int Epoch, string? Previous, string Nonce, string Name, string Purpose, string Tlp, bool Exercise,
    IReadOnlyList<string> Members, Instant Time)
{
    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells the document from a party's own.</summary>
    public string Type { get; init; } = "charter";

    /// <summary>The text that is signed: one line of JSON.</summary>
    public string Text() => DocumentJson.Text(this, DocumentJson.Default.Charter);

    /// <summary>The hash of the text; the genesis charter's is the circle's id.</summary>
    public Hash Hash() => Log.Hash.Of(Encoding.UTF8.GetBytes(Text()));

    /// <summary>What it demands of every leaf.</summary>
    public CircleTerms Terms() => TlpNames.TryParse(Tlp, out var marking)
        ? new CircleTerms(marking, Exercise)
        : throw new InvalidDataException($"'{Tlp}' is not a TLP 2.0 marking");

    /// <summary>The genesis charter of a party's private circle: a circle of one.</summary>
    public static Charter Private(string party, string partyName, Instant time, Chance chance)
    {
        Span<byte> nonce = stackalloc byte[16];
        chance.Fill(nonce);
        return new Charter(1, null, System.Buffers.Text.Base64Url.EncodeToString(nonce), "private", $"The private records of {partyName}",
            Records.Tlp.AmberStrict.Name(), Exercise: false, [party], time);
    }

    /// <summary>Signs the charter as one of its members.</summary>
    public string Sign(string party, ECDsa key) => DocumentJson.Sign(Text(), party, key);

    /// <summary>Reads a signed charter of a circle of one and checks that its member signed it.</summary>
    /// <param name="note">The signed note.</param>
    /// <param name="member">The member's party document.</param>
    public static Parsed<Charter> Read(string note, PartyDocument member)
    {
        if (Encoding.UTF8.GetByteCount(note) > Limits.DocumentBytesMax) return new($"the charter is larger than {Limits.DocumentBytesMax} bytes");
        var signed = SignedNote.Parse(note);
        if (!signed.IsValue) return new(signed.Reason!);
        try
        {
            var charter = JsonSerializer.Deserialize(signed.Value.Text, DocumentJson.Default.Charter);
            if (charter is not { V: 1, Type: "charter", Epoch: 1, Previous: null }) return new("this is no genesis charter of version 1");
            if (charter.Members is not [var only] || only != member.Party) return new("the circle is not this party's alone");
            if (charter.Text() != signed.Value.Text) return new("the charter is not written as this version writes it, or holds members that it does not know");
            if (!TlpNames.TryParse(charter.Tlp, out _)) return new($"'{charter.Tlp}' is not a TLP 2.0 marking");
            var key = System.Buffers.Text.Base64Url.DecodeFromChars(member.Keys.Single(k => k.Use == "charter").Key);
            return DocumentJson.Check(signed.Value, member.Party, key) is { } reason ? new(reason) : new(charter);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return new($"the charter does not read: {e.Message}");
        }
    }
}
