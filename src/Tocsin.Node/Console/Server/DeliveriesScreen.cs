using Tocsin.Node.Delivery;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Warn;
using Tocsin.Warn.Calls;

namespace Tocsin.Node.Ui;

/// <summary>Which calls went out, by which channel, and what became of them.</summary>
sealed class DeliveriesScreen(TocsinNode node, WarningBoard board, OfficerStore officers, ConsoleOptions options)
{
    /// <summary>The page as an officer sees it.</summary>
    public async Task<DeliveriesView> Read(CurrentOfficer officer, string? problem, string? done, CancellationToken stop)
    {
        var (read, names) = (ChannelsFile.Read(node.Folder.Channels), new OfficerNames(officers));
        var book = read is ChannelsRead.Good good ? good.Book : ChannelBook.Empty;
        var rows = new List<DeliveryRow>();
        foreach (var each in node.Deliveries.Latest(ConsoleLimits.DeliveriesShownMax))
        {
            var headline = await new ShowWarning(node.Views).Handle(each.Thread, stop) is { } told ? PhraseWords.Headline(told) : Texts.Of("record.erased");
            rows.Add(new DeliveryRow(
                each.Id, each.CreatedAt, each.Thread, headline, await names.Of(each.Officer, stop), each.Channel, KindOf(book.Find(each.Channel)), each.State.ToString(), each.Tries,
                each.State == DeliveryState.Waiting && each.Tries > 0 ? each.NextAt : null, each.Reason));
        }
        return new DeliveriesView(
            rows, await Calls(names, stop), [.. book.Channels.Select(channel => new ChannelRow(channel.Name, KindOf(channel)))], officer.Roles.May(Permission.ManageOfficers),
            problem ?? (read is ChannelsRead.Bad ? Texts.Of("deliveries.channelsBad") : null), done, node.Sources.Clock.Now(), options.Zone);
    }

    /// <summary>The newest calls of the log: each sounds at every open console.</summary>
    async Task<IReadOnlyList<CallRow>> Calls(OfficerNames names, CancellationToken stop)
    {
        var rows = new List<CallRow>();
        var calls = (await board.Read(stop)).Threads.SelectMany(thread => thread.Entries.Where(entry => entry.Disposition?.Action == DispositionAction.Escalate).Select(entry => (thread, entry)));
        foreach (var (thread, entry) in calls.OrderByDescending(call => call.entry.Time).Take(ConsoleLimits.DeliveriesShownMax))
            rows.Add(new CallRow(entry.Time, thread.Id, PhraseWords.Headline(thread), await names.Of(entry.Disposition!.To ?? [], stop), PhraseWords.Why(entry.Disposition)));
        return rows;
    }

    static string KindOf(Channel? channel) => channel switch
    {
        WebhookChannel => Texts.Of("deliveries.webhook"), EmailChannel => Texts.Of("deliveries.mail"), _ => Texts.Of("deliveries.gone"),
    };
}
