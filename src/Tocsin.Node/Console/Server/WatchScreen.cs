using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>The page of watches.</summary>
sealed class WatchScreen(TocsinNode node, OfficerStore officers, ConsoleOptions options)
{
    public async Task<WatchesView> Read(CurrentOfficer officer, WatchFormView form, string? done, CancellationToken stop)
    {
        var (rows, names) = (new List<WatchRow>(), new OfficerNames(officers));
        foreach (var each in await new ListWatches(node.Views, node.Sources.Clock).Handle(ListWatches.MostMax, stop))
            rows.Add(new WatchRow(each.Watch.Id.ToString(), each.Watch.Facts.Name, WatchWords.Of(each.Watch.Facts), await names.Of(each.Watch.Facts.Owner, stop), each.Watch.Since, each.LastWeek, each.LastQuarter));
        return new WatchesView(rows, form, officer.Roles.May(Permission.Warn), done, options.Zone);
    }

    public static WatchFormView Empty { get; } = new(new WatchFields(), [], null);
}
