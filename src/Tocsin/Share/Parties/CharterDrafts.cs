using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

public sealed partial record Charter
{
    /// <summary>The genesis charter of a party's private circle: a circle of one.</summary>
    public static Charter Private(string party, string partyName, Instant time, Chance chance) =>
        Genesis([party], "private", $"The private records of {partyName}", Records.Tlp.AmberStrict, exercise: false, time, chance);

    /// <summary>The genesis charter of a circle.</summary>
    /// <param name="founders">Party ids, in any order.</param>
    /// <param name="name">What the circle is called.</param>
    /// <param name="purpose">What its members share for.</param>
    /// <param name="marking">The laxest marking of its records.</param>
    /// <param name="exercise">Whether it is an exercise; that never changes.</param>
    /// <param name="time">When it is drawn up.</param>
    /// <param name="chance">Gives the nonce.</param>
    public static Charter Genesis(
        IEnumerable<string> founders, string name, string purpose, Records.Tlp marking, bool exercise, Instant time, Chance chance)
    {
        Span<byte> nonce = stackalloc byte[16];
        chance.Fill(nonce);
        return new Charter(1, null, Codec.EncodeToString(nonce), name, purpose, Records.TlpNames.Name(marking), exercise, Sorted(founders), time);
    }

    /// <summary>The same genesis, of a circle that follows a frozen or stuck one.</summary>
    public Charter Succeeding(string circle) => this with { Succeeds = circle, Change = CharterChange.Succeed };

    /// <summary>The charter after this one, in which a party is a member.</summary>
    public Charter Joined(string party, Instant time) => Next(CharterChange.Join(party), time) with { Members = Sorted([.. Members, party]) };

    /// <summary>The charter after this one, from which a member is put out.</summary>
    public Charter Removed(string party, Instant time) => Next(CharterChange.Remove(party), time) with { Members = Without(party) };

    /// <summary>The charter after this one, from which a member that leaves is struck off.</summary>
    public Charter Left(string party, Instant time) => Next(CharterChange.Leave(party), time) with { Members = Without(party) };

    /// <summary>The charter after this one under another name.</summary>
    public Charter Renamed(string name, Instant time) => Next(CharterChange.Terms, time) with { Name = name };

    /// <summary>The charter after this one for another purpose.</summary>
    public Charter Repurposed(string purpose, Instant time) => Next(CharterChange.Terms, time) with { Purpose = purpose };

    /// <summary>The charter after this one with another laxest marking.</summary>
    public Charter Marked(Records.Tlp marking, Instant time) => Next(CharterChange.Terms, time) with { Tlp = Records.TlpNames.Name(marking) };

    /// <summary>The charter after this one with another quorum; nothing: all.</summary>
    public Charter Deciding(int? quorum, Instant time) => Next(CharterChange.Terms, time) with { Quorum = quorum };

    /// <summary>The charter after this one, which grants members the content from before their epoch, or grants it no more.</summary>
    public Charter Granting(bool history, Instant time) => Next(CharterChange.Terms, time) with { History = history };

    Charter Next(CharterChange change, Instant time) => this with
    {
        Epoch = Epoch + 1, Previous = Hash().ToBase64Url(), Circle = CircleId(), Change = change, Time = time,
    };

    IReadOnlyList<string> Without(string party) => [.. Members.Where(member => member != party)];

    static IReadOnlyList<string> Sorted(IEnumerable<string> parties) => [.. parties.Order(StringComparer.Ordinal)];
}
