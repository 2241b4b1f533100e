using System.Globalization;
using Tocsin.Share.Doors;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Share.Collections;

/// <summary>Which indicators sightings were found to have met: looked for once, when a sighting is listed, and not each time that it is read.</summary>
/// <param name="views">The documents: of each sighting, where its indicator stands.</param>
/// <param name="records">What the indicators say.</param>
sealed class MetIndicators(IViews views, IRecords records)
{
    /// <summary>The view of what each sighting met.</summary>
    const string MetView = "met";

    /// <summary>The view that says which sightings are told of an indicator: they are told anew once it is erased.</summary>
    const string SightedView = "sighted";

    /// <summary>What a sighting met; nothing where nothing was found, or it is erased.</summary>
    public async Task<MetIndicator?> Of(Record sighting, CancellationToken stop)
    {
        if (sighting.What is not SightingFacts || await views.Document(MetView, sighting.Address.ToString(), stop) is not { Text: var text }) return null;
        var colon = text.LastIndexOf(':');
        if (!Origin.Parse(text[..colon]).Try(out var log, out _)) return null;
        var address = new RecordAddress(log, long.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        return await records.Read(address, stop) is { } stored && stored.Read().Try(out var indicator, out _) && indicator.What is IndicatorFacts ? new MetIndicator(StixExport.IndicatorId(indicator), address) : null;
    }

    /// <summary>The sightings that are told of an indicator, from one on, at most so many.</summary>
    public Task<IReadOnlyList<ViewDocument>> Told(RecordAddress indicator, string? from, int most, CancellationToken stop) => views.ByKey(SightedView, from ?? $"{indicator}/", $"{indicator}0", most, stop);

    /// <summary>Keeps what a sighting met.</summary>
    public static void Put(MetIndicator indicator, StoredRecord sighting, ViewChanges changes)
    {
        changes.Put(SightedView, new ViewDocument(string.Create(CultureInfo.InvariantCulture, $"{indicator.Address}/{sighting.Arrival:D19}"), Rank: 0, "", sighting.Address));
        changes.Put(MetView, new ViewDocument(sighting.Address.ToString(), Rank: 0, indicator.Address.ToString(), sighting.Address));
    }

    /// <summary>Forgets what a sighting met.</summary>
    /// <param name="told">What was kept under the indicator.</param>
    /// <param name="changes">Takes the change.</param>
    public static void Remove(ViewDocument told, ViewChanges changes)
    {
        changes.Remove(SightedView, told.Key);
        if (told.Owner is { } sighting) changes.Remove(MetView, sighting.ToString());
    }
}
