using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Relays;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>A relay, as a list shows it.</summary>
/// <param name="Address">Where it stands: its author is who passed it on.</param>
/// <param name="State">How it stands.</param>
/// <param name="From">What it passes on; nothing where its content is gone, or it does not count.</param>
/// <param name="IsRevised">Whether the original's author has said it anew since; only of this party's own.</param>
/// <param name="Fault">Why it does not count: it proves nothing, or goes against its marking. Nothing where it counts.</param>
public sealed record RelayLine(RecordAddress Address, RecordState State, Relayed? From, bool IsRevised, string? Fault);

/// <summary>Lists who relayed what from whom, as far as this node holds the circles; and relays that should not have been.</summary>
/// <param name="records">Hold them.</param>
/// <param name="views">Know them.</param>
public sealed class ListRelays(IRecords records, IViews views)
{
    /// <summary>All of them, in the order of their arrival.</summary>
    public async Task<IReadOnlyList<RelayLine>> All(CancellationToken stop)
    {
        var shelf = new RelayShelf(views);
        var lines = new List<(long Arrival, RelayLine Line)>();
        foreach (var odd in await shelf.Under("odd ", stop)) lines.Add((odd.Rank, new RelayLine(odd.Owner!.Value, RecordState.Invalid, null, IsRevised: false, odd.Text)));
        foreach (var relay in await shelf.Under("relay ", stop))
            if (await Of(relay.Owner!.Value, stop) is { } line) lines.Add((relay.Rank, line));
        return [.. lines.OrderBy(line => line.Arrival).Select(line => line.Line)];
    }

    /// <summary>One of them; nothing where the record is no relay, or its content is gone.</summary>
    public async Task<RelayLine?> Of(RecordAddress address, CancellationToken stop)
    {
        if (await records.Read(address, stop) is not { } stored || !stored.Read().Try(out var record, out _) || record.Relayed is not { } from) return null;
        var isRevised = await new RelayShelf(views).Get(RelayShelf.Due(address, RelayDeed.Revised), stop) is not null;
        return new RelayLine(address, (await views.Row(address, stop))?.State ?? RecordState.Current, from, isRevised, null);
    }
}
