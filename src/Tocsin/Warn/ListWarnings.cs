using Tocsin.Share.Views;
using Tocsin.Warn.Threads;

namespace Tocsin.Warn;

/// <summary>Lists the threads as a duty officer wants them: open ones first, the worst first, of equals the one that rang last.</summary>
/// <param name="views">The threads.</param>
public sealed class ListWarnings(IViews views)
{
    /// <summary>Threads of one page at most.</summary>
    public const int MostMax = 1_000;

    /// <summary>The first page.</summary>
    /// <param name="most">1 to <see cref="MostMax"/>.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<IReadOnlyList<WarningThread>> Handle(int most, CancellationToken stop)
    {
        if (most is < 1 or > MostMax) throw new ArgumentOutOfRangeException(nameof(most), most, $"a page has 1 to {MostMax} threads");
        var page = await views.ByRank(ThreadsFollower.View, most, stop);
        return [.. page.Select(d => WarningThread.Read(d)).Where(t => t.Ringing.Length > 0)];
    }
}
