using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;

namespace Tocsin.Share.Parties;

/// <summary>Under which parties share with each other. See docs/spec/charter.md.</summary>
/// <param name="Epoch">1 for the genesis, and one more for each change.</param>
/// <param name="Previous">SHA-256, base64url, of the text before; nothing for the genesis.</param>
/// <param name="Nonce">128 bits of chance, base64url, so that two circles never share an id.</param>
/// <param name="Name">What its members call the circle: 1 to 100 characters, none of them a control character.</param>
/// <param name="Purpose">What they share for: at most 1,000 characters, none of them a control character.</param>
/// <param name="Tlp">The laxest marking of its records.</param>
/// <param name="Exercise">Whether the circle is an exercise.</param>
/// <param name="Members">The members' party ids, sorted: 1 to <see cref="Limits.MembersMax"/>.</param>
/// <param name="Time">When it was drawn up. UTC.</param>
public sealed partial record Charter(
    int Epoch, string? Previous, string Nonce, string Name, string Purpose, string Tlp, bool Exercise,
    IReadOnlyList<string> Members, Instant Time)
{
    /// <summary>The circle's id; nothing in the genesis, whose hash it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Circle { get; init; }

    /// <summary>How many members a change needs; nothing: all of them. See <see cref="Needed"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Quorum { get; init; }

    /// <summary>Whether members get the content from before their epoch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool History { get; init; }

    /// <summary>What it changes; nothing in a genesis that follows no other circle.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CharterChange? Change { get; init; }

    /// <summary>The frozen or stuck circle that this one follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Succeeds { get; init; }

    /// <summary>The version that this code writes and reads.</summary>
    public int V { get; init; } = 1;

    /// <summary>Tells the document from a party's own.</summary>
    public string Type { get; init; } = "charter";

    /// <summary>The text that is signed: one line of JSON.</summary>
    public string Text() => JsonLine.Of(this, DocumentJson.Default.Charter);

    /// <summary>The hash of the text; the genesis charter's is the circle's id.</summary>
    public Hash Hash() => Log.Hash.Of(System.Text.Encoding.UTF8.GetBytes(Text()));

    /// <summary>The circle's id.</summary>
    public string CircleId() => Circle ?? Hash().ToBase64Url();

    /// <summary>What it demands of every leaf.</summary>
    public CircleTerms Terms() => TlpNames.TryParse(Tlp, out var marking)
        ? new CircleTerms(marking, Exercise) { IsShared = Epoch > 1 || Members.Count > 1 }
        : throw new InvalidDataException($"'{Tlp}' is not a TLP 2.0 marking");

    /// <summary>How many of its members must agree to what follows it: the quorum, but always more than half of them and never more than all.</summary>
    public int Needed() => Math.Min(Members.Count, Math.Max(Quorum ?? Members.Count, Members.Count / 2 + 1));

    /// <summary>Whether a party is a member.</summary>
    public bool IsMember(string party) => Members.Contains(party);

    /// <summary>Whether a party was a member before what this changes: such a one may propose it. Of a genesis: whether it founds.</summary>
    public bool WasMember(string party) => Change is { Party: { } changed } && changed == party ? Change.Do != "join" : IsMember(party);

    /// <summary>Signs the charter as the one who proposes it.</summary>
    /// <exception cref="ArgumentException">No reader would take it: <see cref="CharterRules.Fault"/> says why.</exception>
    public string Sign(string party, ISigningKey key) =>
        CharterRules.Fault(this) is { } fault ? throw new ArgumentException(fault, nameof(key)) : DocumentJson.Sign(Text(), party, key);

    /// <summary>Signs the charter as the one who proposes it.</summary>
    /// <exception cref="ArgumentException">No reader would take it: <see cref="CharterRules.Fault"/> says why.</exception>
    public string Sign(string party, ECDsa key) => Sign(party, new EcdsaSigningKey(key));

    /// <summary>Reads a charter of which it is still to be checked who signed it.</summary>
    public static Parsed<Signed<Charter>> Read(string note) =>
        DocumentJson.Read(note, DocumentJson.Default.Charter, "the charter").Try(out var signed, out var reason)
            ? CharterRules.Fault(signed.Says) is { } fault ? new(fault) : new(signed)
            : new(reason);

    /// <summary>Reads the signed genesis charter of a circle of one and checks that its member signed it.</summary>
    /// <param name="note">The signed note.</param>
    /// <param name="member">The member's party document.</param>
    public static Parsed<Charter> Read(string note, PartyDocument member)
    {
        if (!Read(note).Try(out var signed, out var reason)) return new(reason);
        if (signed.Says is not { Epoch: 1, Members: [var only] } || only != member.Party) return new("the circle is not this party's alone");
        if (member.Key(PartyKey.Charter) is not { } listed) return new("the party lists no key that signs charters");
        if (!listed.Verifying().Try(out var key, out reason)) return new(reason);
        return new NoteVerifier(PartyDocument.SignerName(only), key).Verify(signed.Note) is { } refuted ? new(refuted) : new(signed.Says);
    }
}
