using Tocsin.Detection.Series;

namespace Tocsin.Detection.Backtesting;

/// <summary>A series of which it is known which points belong to an outbreak.</summary>
/// <param name="History">The counts.</param>
/// <param name="InOutbreak">For each point, whether it belongs to one.</param>
public sealed record LabelledSeries(SeriesHistory History, IReadOnlyList<bool> InOutbreak)
{
    /// <summary>Outbreaks from a point on: neighbouring points of one are one outbreak, and one that began before the point has its rest.</summary>
    internal IEnumerable<(int First, int Last)> Outbreaks(int from)
    {
        for (var i = from; i < InOutbreak.Count; i++)
        {
            if (!InOutbreak[i]) continue;
            var first = i;
            while (i + 1 < InOutbreak.Count && InOutbreak[i + 1]) i++;
            yield return (first, i);
        }
    }
}
