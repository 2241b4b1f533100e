using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn.Following;
using Tocsin.Warn.Shift;

namespace Tocsin.Warn;

/// <summary>A handover, and what it says.</summary>
/// <param name="Handover">Who gave it and who signed it.</param>
/// <param name="Id">Its record's id; nothing where the record does not read.</param>
/// <param name="Facts">What was handed over; nothing where that was erased.</param>
/// <param name="Texts">The word to the relief; empty where there was none.</param>
public sealed record HandoverLine(LastHandover Handover, Guid? Id, HandoverFacts? Facts, IReadOnlyList<TextBlock> Texts);

/// <summary>Says which handovers there were.</summary>
/// <param name="records">Hold what they say.</param>
/// <param name="views">Which they were.</param>
public sealed class ListHandovers(IRecords records, IViews views)
{
    /// <summary>Handovers of one answer at most.</summary>
    public const int MostMax = 1_000;

    /// <summary>The newest first; the first alone can still be signed.</summary>
    /// <param name="most">1 to <see cref="MostMax"/>.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<IReadOnlyList<HandoverLine>> Handle(int most, CancellationToken stop)
    {
        if (most is < 1 or > MostMax) throw new ArgumentOutOfRangeException(nameof(most), most, $"an answer has 1 to {MostMax} handovers");
        var lines = new List<HandoverLine>();
        foreach (var handover in (await ShiftViews.Handovers(views, most, stop)).Take(most))
        {
            var record = await LeafRecord.Read(records, handover.Address.Log, handover.Index, stop);
            lines.Add(new HandoverLine(handover, record?.Leaf.Id, record?.What as HandoverFacts, record?.Texts ?? []));
        }
        return lines;
    }
}
