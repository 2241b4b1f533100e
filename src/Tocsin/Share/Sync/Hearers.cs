namespace Tocsin.Share.Sync;

/// <summary>Whom a member tells what others tell, too: in a circle of many not everybody each time, which would cost the cube of their number.</summary>
static class Hearers
{
    /// <summary>The members that follow a party in the charter's order, as in a ring, and those after these the next time: so each hears a thing from as many others, and in time from all.</summary>
    /// <param name="members">The members.</param>
    /// <param name="party">The party that tells.</param>
    /// <param name="turn">How often it has told of that before.</param>
    /// <param name="most">How many are told at once.</param>
    /// <returns>Nothing where all are told: in a circle of few, and by who is no member.</returns>
    public static string[]? Of(ImmutableArray<string> members, string party, int turn, int most)
    {
        var (others, own) = (members.Length - 1, members.IndexOf(party));
        if (others <= SyncLimits.HeadHearersMax || own < 0) return null;
        return [.. Enumerable.Range(0, most).Select(place => members[(int)((own + 1 + ((long)turn * most + place) % others) % members.Length)])];
    }
}
