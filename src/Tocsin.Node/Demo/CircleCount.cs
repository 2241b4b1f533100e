using Tocsin.Share.Parties;
using Tocsin.Share.Records;

namespace Tocsin.Node.Demo;

/// <summary>What the story of the circles came to, counted in the nodes themselves.</summary>
/// <param name="Founded">Circles of several parties that are in force.</param>
/// <param name="Parties">Their members.</param>
/// <param name="RecordsShared">Records in their logs, beside charters and party documents.</param>
/// <param name="WarnedOfOthers">Warnings, at all nodes, that cite what another party wrote.</param>
/// <param name="CaughtUp">Records that the one that was cut off took afterwards, in logs that verified.</param>
/// <param name="ErasedAcknowledged">Partners that say by their signature that they have carried out the erasure.</param>
/// <param name="Convicted">Of what the evidence convicts whom; nothing where it convicts nobody.</param>
sealed record CircleCount(int Founded, int Parties, int RecordsShared, int WarnedOfOthers, long CaughtUp, int ErasedAcknowledged, string? Convicted)
{
    /// <summary>Counts.</summary>
    public static async Task<CircleCount> Of(StoryCircles stage, CancellationToken stop)
    {
        var circles = stage.Coast.Node.Register.Circles.Where(circle => circle.Current is { Members.Count: > 1 }).ToList();
        var (shared, warned) = (0, 0);
        foreach (var party in stage.Parties)
        {
            foreach (var circle in circles) shared += await Shared(party, circle, stop);
            warned += (await party.WarnedByOthers(stop)).Count;
        }
        return new CircleCount(circles.Count, circles.SelectMany(circle => circle.MembersNow).Distinct().Count(), shared, warned,
            stage.CaughtUp, stage.Erasure.Count(line => line.Standing == Share.Sync.Standing.Erased), stage.Convicted);
    }

    static async Task<int> Shared(StoryParty party, Circle circle, CancellationToken stop)
    {
        if (party.Node.Logs.Of(circle.Id) is not { } journal) return 0;
        var (count, size) = (0, journal.Head.Size);
        for (var index = 0L; index < size; index++)
            if (await party.Node.Records.Read(new RecordAddress(journal.Log, index), stop) is { } stored && stored.Read().Try(out var record, out _)
                && record.Leaf.Kind != Kind.Charter && record.Leaf.Kind != Kind.Party) count++;
        return count;
    }
}
