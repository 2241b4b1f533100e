using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>What a charter must keep: by itself, and against the one before it. Who agreed is another question.</summary>
public static class CharterRules
{
    /// <summary>Nothing where the charter can be one, else in one sentence why not.</summary>
    public static string? Fault(Charter charter)
    {
        if (charter is not { V: 1, Type: "charter", Epoch: >= 1 }) return "this is no charter of version 1";
        return charter.Epoch == 1 ? GenesisFault(charter) ?? TextFault(charter) : SuccessorFault(charter) ?? TextFault(charter);
    }

    /// <summary>Nothing where a charter follows another as the rules demand, else in one sentence why not.</summary>
    /// <param name="before">A charter without fault.</param>
    /// <param name="after">Another, which names the first as its predecessor.</param>
    public static string? Refutes(Charter before, Charter after)
    {
        if (after.Epoch != before.Epoch + 1) return $"the charter of epoch {after.Epoch} does not follow epoch {before.Epoch}";
        var fixedOnes = Changes((before.Nonce != after.Nonce, "nonce"), (before.Exercise != after.Exercise, "exercise"), (before.Succeeds != after.Succeeds, "succeeds"));
        if (fixedOnes is [var first, ..]) return $"a circle's {first} never changes";
        if (after.Members.Count == 0) return "a circle has at least one member";
        var (joined, gone) = (after.Members.Except(before.Members).ToList(), before.Members.Except(after.Members).ToList());
        var changed = Changes(
            (before.Name != after.Name, "name"), (before.Purpose != after.Purpose, "purpose"), (before.Tlp != after.Tlp, "tlp"),
            (before.Quorum != after.Quorum, "quorum"), (before.History != after.History, "history"));
        changed.AddRange(joined.Select(party => $"{party} joins"));
        changed.AddRange(gone.Select(party => $"{party} goes"));
        return changed switch
        {
            [] => "the charter changes nothing",
            [var one, var two] => $"the charter changes two things: {one}, and {two}",
            [var one, var two, ..] => $"the charter changes {changed.Count} things, {one} and {two} among them",
            _ when before.Quorum != after.Quorum && QuorumFault(after) is { } fault => fault,
            _ => Named(after.Change!, joined, gone) ? null : $"the charter says '{Say(after.Change!)}', and what it changes is: {changed[0]}",
        };
    }

    static bool Named(CharterChange change, List<string> joined, List<string> gone) => change.Do switch
    {
        "join" => joined is [var party] && party == change.Party,
        "remove" or "leave" => gone is [var party] && party == change.Party,
        _ => joined.Count + gone.Count == 0,
    };

    static string Say(CharterChange change) => change.Party is { } party ? $"{change.Do} {party}" : change.Do;

    static string? GenesisFault(Charter charter) => charter switch
    {
        { Previous: not null } or { Circle: not null } => "a genesis charter names neither a charter before it nor its circle",
        { Succeeds: null, Change: null } => null,
        { Succeeds: { } followed, Change: { Do: "succeed", Party: null } } => DocumentJson.IsId(followed) ? null : "the circle that it succeeds is no circle's id",
        _ => "a genesis charter changes nothing, or it says 'succeed' and names the circle that it succeeds",
    };

    static string? SuccessorFault(Charter charter)
    {
        if (!DocumentJson.IsId(charter.Previous) || !DocumentJson.IsId(charter.Circle)) return "a charter after the genesis names its circle and the hash of the charter before it";
        if (charter.Succeeds is { } followed && !DocumentJson.IsId(followed)) return "the circle that it succeeds is no circle's id";
        return charter.Change switch
        {
            { Do: "join" or "remove" or "leave", Party: { } party } => DocumentJson.IsId(party) ? null : "who joins or goes is no party's id",
            { Do: "terms", Party: null } => null,
            _ => "a charter after the genesis says what it changes: join, remove or leave with a party, or terms without",
        };
    }

    static string? TextFault(Charter charter)
    {
        if (!Codec.IsValid(charter.Nonce, out var bytes) || bytes != 16 || Codec.EncodeToString(Codec.DecodeFromChars(charter.Nonce)) != charter.Nonce) return "a charter's nonce is 16 bytes in base64url";
        if (!PartyRules.IsName(charter.Name)) return "a circle's name has 1 to 100 characters, none of them a control character";
        if (charter.Purpose.Length > Limits.PurposeCharsMax || charter.Purpose.Any(char.IsControl)) return $"a circle's purpose has at most {Limits.PurposeCharsMax} characters, none of them a control character";
        if (!Records.TlpNames.TryParse(charter.Tlp, out var marking) || Records.TlpNames.Name(marking) != charter.Tlp) return $"'{charter.Tlp}' is not a TLP 2.0 marking";
        if (charter.Members.Count is 0 or > Limits.MembersMax) return $"a circle has 1 to {Limits.MembersMax} members, not {charter.Members.Count}";
        if (charter.Members.FirstOrDefault(member => !DocumentJson.IsId(member)) is { } bad || charter.Members.Contains(null)) return "a member is no party's id";
        for (var at = 1; at < charter.Members.Count; at++)
            if (string.CompareOrdinal(charter.Members[at - 1], charter.Members[at]) >= 0) return "the members are not sorted, or one stands twice";
        return charter.Epoch == 1 ? QuorumFault(charter) : null;
    }

    /// <summary>A quorum that is set is fair for the members there are then; as they come and go it is kept fair by <see cref="Charter.Needed"/>.</summary>
    static string? QuorumFault(Charter charter) =>
        charter.Quorum is { } quorum && (quorum > charter.Members.Count || quorum <= charter.Members.Count / 2)
            ? $"a quorum of {quorum} is not more than half of the {charter.Members.Count} members and at most all of them"
            : null;

    static List<string> Changes(params ReadOnlySpan<(bool Differs, string What)> members)
    {
        var changed = new List<string>();
        foreach (var (differs, what) in members)
            if (differs) changed.Add(what);
        return changed;
    }
}
