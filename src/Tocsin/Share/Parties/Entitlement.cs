namespace Tocsin.Share.Parties;

/// <summary>A party that was entitled to read a record, and by which charter. Who passed it on in secret nobody can tell.</summary>
/// <param name="Party">The party's id.</param>
/// <param name="Epoch">The epoch whose charter entitles it: the record's own, or a later one that grants history.</param>
/// <param name="Charter">That charter's hash.</param>
public sealed record Reader(string Party, int Epoch, Hash Charter);

/// <summary>Who may read a record of an epoch.</summary>
public static class Entitlement
{
    /// <summary>Those who were ever entitled to read the content of a record, by their ids: the members of its epoch, and who was a member later
    /// under a charter that grants history.</summary>
    /// <param name="circle">The circle.</param>
    /// <param name="epoch">The record's epoch (<see cref="LogEpochs"/>).</param>
    public static ImmutableArray<Reader> Readers(Circle circle, int epoch)
    {
        var charters = circle.Charters;
        if (epoch < 1 || epoch > charters.Length) return [];
        var readers = new SortedDictionary<string, Reader>(StringComparer.Ordinal);
        for (var later = epoch; later <= charters.Length; later++)
        {
            var charter = charters[later - 1];
            if (later > epoch && !charter.History || circle.HashOf(later) is not { } hash) continue;
            foreach (var member in charter.Members) readers.TryAdd(member, new Reader(member, later, hash));
        }
        return [.. readers.Values];
    }

    /// <summary>By which charter a party may be served the content of a record now; nothing where it may not: it was not entitled, is no member any more, or the circle is frozen.</summary>
    /// <param name="circle">The circle.</param>
    /// <param name="epoch">The record's epoch.</param>
    /// <param name="party">Who asks.</param>
    public static Reader? MayRead(Circle circle, int epoch, string party) =>
        !circle.IsFrozen && circle.MembersNow.Contains(party) ? Readers(circle, epoch).FirstOrDefault(reader => reader.Party == party) : null;
}
