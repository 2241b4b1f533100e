using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share;

/// <summary>Who met what an indicator names where it meant no harm.</summary>
/// <param name="By">Who says so; nothing where they do not say.</param>
/// <param name="At">When. UTC.</param>
/// <param name="Address">The record that says so.</param>
public sealed record FalsePositive(string? By, Instant At, RecordAddress Address);

/// <summary>Finds the sightings that call an indicator a false positive. They silence nothing: an officer judges.</summary>
/// <param name="views">The index of values.</param>
/// <param name="records">What the sightings say.</param>
public sealed class ListFalsePositives(IViews views, IRecords records)
{
    /// <summary>Those of one indicator, of its circle, the newest first. Of each value the <see cref="ValueIndex.HoldersMax"/> newest sightings are looked at.</summary>
    public async Task<IReadOnlyList<FalsePositive>> Handle(Record indicator, CancellationToken stop)
    {
        var found = new Dictionary<RecordAddress, FalsePositive>();
        foreach (var (type, value) in (indicator.What as IndicatorFacts)?.Names ?? [])
            foreach (var holder in await ValueIndex.Find(views, ValueRole.Sighting, type, value, long.MaxValue, stop))
                if (holder.Address.Log.Circle == indicator.Address.Log.Circle && await Read(holder.Address, stop) is { } told) found[holder.Address] = told;
        return [.. found.Values.OrderByDescending(each => each.At)];
    }

    async Task<FalsePositive?> Read(RecordAddress address, CancellationToken stop) =>
        await views.Row(address, stop) is { State: RecordState.Current } && await records.Read(address, stop) is { } stored && stored.Read().Try(out var record, out _)
        && record is { What: SightingFacts facts, Source: { Words: { } words } source } && words.GetValueOrDefault(MispDoor.SightingWord) == MispDoor.FalsePositiveWord ? new FalsePositive(source.Publisher, facts.At, address) : null;
}
