using Tocsin.Log;
using Tocsin.Share.Sync;
using Tocsin.Tests.Contracts;
using Xunit;

namespace Tocsin.Tests.Share.Sync;

/// <summary>Which cosignatures are kept.</summary>
public sealed class CosignatureShelfTests
{
    const int Days = 100, Minutes = Days * 1_440;

    static readonly CancellationToken Stop = CancellationToken.None;

    [Fact]
    public async Task The_first_of_a_minute_for_a_day_of_an_hour_for_90_days_of_a_day_for_good()
    {
        var papers = new MemoryPapers();
        var slots = new CosignatureSlots(papers, "log/party");
        for (var minute = 0; minute < Minutes; minute++)
        {
            // The log grows every twenty seconds, and is cosigned as often.
            for (var third = 0; third < 3; third++) await slots.Take(Head(3 * minute + third + 1), 3 * minute + third + 1, 86_400 * 20_000L + minute * 60 + third * 20, Stop);
        }
        Assert.Equal(1_440 - 24 + 90 * 24 - 90 + Days, (await papers.List(CosignatureSlots.Kind, "", Stop)).Count);
        var again = new CosignatureSlots(papers, "log/party");
        foreach (var (leaf, earliest) in new[] { (3 * (Minutes - 30) + 2, 3 * (Minutes - 30) + 4), (3 * 20 * 1_440 + 2, 3 * (20 * 1_440 + 60) + 1), (2, 3 * 1_440 + 1), (1, 1) })
        {
            Assert.Equal(earliest, CosignatureSlots.Size(SignedNote.Parse((await again.Covering(leaf, Stop))!.Value.Span).Value));
            Assert.Equal(earliest, CosignatureSlots.Size(SignedNote.Parse((await slots.Covering(leaf, Stop))!.Value.Span).Value));
        }
        Assert.Equal(3 * (Minutes - 1) + 1, CosignatureSlots.Size(SignedNote.Parse((await again.Largest(Stop))!.Value.Span).Value));
        Assert.Null(await again.Covering(3 * Minutes, Stop));
    }

    [Fact]
    public async Task What_says_nothing_more_is_not_kept_and_a_restart_keeps_the_first_of_the_day()
    {
        var papers = new MemoryPapers();
        const long Noon = 86_400 * 20_000L + 43_200;
        var slots = new CosignatureSlots(papers, "log/party");
        await slots.Take(Head(5), 5, Noon, Stop);
        await slots.Take(Head(5), 5, Noon + 120, Stop);
        await slots.Take(Head(6), 6, Noon + 30, Stop);
        Assert.Single(await papers.List(CosignatureSlots.Kind, "", Stop));
        await new CosignatureSlots(papers, "log/party").Take(Head(7), 7, Noon + 60, Stop);
        Assert.Equal([5L, 7L], (await papers.List(CosignatureSlots.Kind, "", Stop)).Select(paper => CosignatureSlots.Size(SignedNote.Parse(paper.Bytes.Span).Value)).Order());
    }

    static SignedNote Head(int size) => new(new Checkpoint("log", size, MerkleTree.Empty).Body, [new NoteSignature("partner", 1, [1, 2, 3])]);
}
