using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Share.Parties;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Threads;
using Entry = Tocsin.Warn.Threads.ThreadEntry;

namespace Tocsin.Node.Ui;

/// <summary>The lists of warnings and a warning's page.</summary>
sealed class WarningScreens(TocsinNode node, WarningBoard board, ListShelves shelves, SeriesScreen series, VesselsNearScreen vessels, ShareLedger ledger, OfficerStore officers, ConsoleOptions options)
{
    public async Task<WarningListView> List(WarningQuery query, CancellationToken stop)
    {
        var (now, names) = (node.Sources.Clock.Now(), new OfficerNames(officers));
        var rows = new List<WarningRow>();
        var total = 0;
        foreach (var thread in (await board.Read(stop)).Threads)
        {
            if (!query.All && !thread.IsOpen || thread.Severity.ToLevel() < query.Least) continue;
            total++;
            if (rows.Count < ConsoleLimits.WarningsShownMax) rows.Add(await Row(thread, names, now, stop));
        }
        return new WarningListView(rows, query, total, now, options.Zone);
    }

    public async Task<WarningSearchView> Search(WarningSearch query, CancellationToken stop)
    {
        var (now, names) = (node.Sources.Clock.Now(), new OfficerNames(officers));
        var threads = (await board.Read(stop)).Threads;
        string[] rules = [.. threads.Select(thread => thread.Rule).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (!WarningFilter.Read(query, options.Zone, now).Try(out var filter, out var problem))
            return new WarningSearchView([], query, rules, Total: 0, More: false, problem, now, options.Zone);
        var found = threads.Where(filter.Takes).ToList();
        var before = (long)(query.Page - 1) * ConsoleLimits.WarningsShownMax;
        var rows = new List<WarningRow>();
        foreach (var thread in found.Skip((int)Math.Min(before, found.Count)).Take(ConsoleLimits.WarningsShownMax)) rows.Add(await Row(thread, names, now, stop));
        return new WarningSearchView(rows, query, rules, found.Count, More: found.Count > before + rows.Count, Problem: null, now, options.Zone);
    }

    public async Task<WarningView?> One(string id, string? problem, Typed typed, CancellationToken stop)
    {
        if (await board.Find(id, stop) is not { } thread) return null;
        var (now, names) = (node.Sources.Clock.Now(), new OfficerNames(officers));
        var latest = thread.Entries.Last(entry => entry.Message is not null);
        var text = Languages.Best((await node.ReadRecord(latest.AddressIn(node.Log), stop))?.Texts ?? [], block => block.Language);
        var row = await Row(thread, names, now, stop);
        if (!thread.IsCancelled && latest.Message!.Phrases is null && text?.Headline is { Length: > 0 } headline) row = row with { Headline = headline };
        return new WarningView(
            row, LanguageOf(row, thread, text), PhraseWords.Why(thread), text?.Description == thread.Why ? null : text?.Description, text?.Instruction,
            [.. FactsOf(thread), .. Concerned(latest.Message!.Concerned)], [.. Messages(thread)], await Evidence(latest, stop), latest.Message!.Judgement?.Evidence.Digest,
            await Deeds(thread, names, stop), MayCancel: thread.IsOpen && !thread.IsCancelled, await Shelf(thread, names, stop), problem, typed, now, options.Zone)
        {
            // Of several places no one series explains it; of a border their sum does.
            Series = latest.Message.Concerned is null ? await series.Under(thread, latest, stop) : await series.UnderBorder(thread, latest, stop),
            Zoom = Zoom(latest.Message),
            Vessels = latest.Message.Concerned is null ? await vessels.Of(SeaIncident.Of(thread), thread.Category, stop) : null,
            Publication = await Publication(latest, stop),
            Share = ledger.Choices(node.Log.Circle, thread.IsExercise()) is { Count: > 0 } circles ? new ShareView($"/warnings/{thread.Id}/share", circles, HasPlace: thread.Place is not null) : null,
        };
    }

    static string LanguageOf(WarningRow row, WarningThread thread, TextBlock? text) =>
        row.Headline == (text?.Headline ?? thread.Headline) ? text?.Language ?? Languages.English.Tag : Languages.Current.Tag;

    async Task<PublicationRow?> Publication(Entry latest, CancellationToken stop) =>
        await new ShowPublication(node.Log, node.Records, node.Folder.Identity(), node.FindCircle).Of(latest.AddressIn(node.Log), stop) is { } line
            ? new PublicationRow(line.At is { } at ? RecordKeys.Of(at, Guid.Empty, node.Log) : null, line.Sentence) : null;

    async Task<ShelfRow?> Shelf(WarningThread thread, OfficerNames names, CancellationToken stop) =>
        await shelves.Of(thread, stop) is { } line ? await ShiftScreen.Row(line, names, stop) : null;

    /// <summary>A thread as lists show it.</summary>
    public static async Task<WarningRow> Row(WarningThread thread, OfficerNames names, Instant now, CancellationToken stop)
    {
        var stage = thread.ToStage();
        var by = stage switch { Stage.InHand => thread.Owner, Stage.Closed => thread.ClosedBy, _ => thread.AcknowledgedBy };
        return new WarningRow(
            thread.Id, thread.Severity.ToLevel(), thread.RangAt, PhraseWords.Place(thread) ?? Texts.Of("warning.nowhere"), PhraseWords.Headline(thread),
            thread.Rule ?? Texts.Of("warning.byOfficer"), stage, thread.IsExercise(), thread.IsOverdue(now),
            thread.Longitude is null ? null : thread.Point(), thread.Longitude, thread.Latitude,
            by is null ? null : await names.Of(by, stop), thread.Outcome is { } outcome ? Texts.Of(outcome) : null)
        {
            AcknowledgeBy = stage == Stage.New ? thread.AcknowledgeBy : null,
            ShelvedUntil = thread.IsShelved(now) ? thread.ShelvedUntil : null,
            Called = stage == Stage.New && thread.Called is { Count: > 0 } called ? await names.Of(called, stop) : null,
            CalledAt = thread.CalledAt,
        };
    }

    IEnumerable<Fact> FactsOf(WarningThread thread)
    {
        yield return new(Texts.Of("report.category"), Texts.Of($"cap.category.{thread.Category}"));
        yield return new(Texts.Of("report.urgency"), Texts.Of($"cap.urgency.{thread.Urgency}"));
        yield return new(Texts.Of("report.certainty"), Texts.Of($"cap.certainty.{thread.Certainty}"));
        yield return new(Texts.Of("warning.eventAt"), Show.Both(thread.At, options.Zone));
        yield return new(Texts.Of("warning.until"), Show.Both(thread.Until, options.Zone));
        if (thread.AcknowledgeBy is { } deadline) yield return new(Texts.Of("warning.acknowledgeBy"), Show.Both(deadline, options.Zone));
        foreach (var (name, value) in thread.Numbers.Where(number => number.Key != PlacesCase.LikelihoodName).OrderBy(number => number.Key, StringComparer.Ordinal)) yield return Show.Number(name, value);
    }

    IEnumerable<Fact> Concerned(Concern? concern)
    {
        if (concern is null) yield break;
        yield return new(Texts.Of("warning.border"), Texts.Of($"border.{concern.Border}"));
        if (concern.Countries.Count > 0) yield return new(Texts.Of("warning.countries"), Countries(concern.Countries));
        if (concern.Neighbours.Count > 0) yield return new(Texts.Of("warning.neighbours"), Countries(concern.Neighbours));
        if (concern.Parties.Count > 0) yield return new(Texts.Of("warning.parties"), string.Join(", ", concern.Parties.Select(id => Hash.TryParseBase64Url(id, out var party) ? node.Names.Party(party) : id)));
    }

    /// <summary>The area of several places is shown about as wide as a quarter of the map.</summary>
    static double? Zoom(WarningFacts facts)
    {
        if (facts.Concerned is null) return null;
        if (facts.Numbers?.GetValueOrDefault("areaKm2") is not (> 0 and var areaKm2)) return ConsoleLimits.RegionZoom;
        return Math.Round(Math.Clamp(Math.Log2(ConsoleLimits.ZoomOneKm / Math.Sqrt(areaKm2 / Math.PI)), ConsoleLimits.RegionZoomMin, ConsoleLimits.RegionZoomMax), 1);
    }

    static string Countries(IEnumerable<string> codes) => string.Join(", ", codes.Select(code => Warn.Geography.CountryCodes.Find(code)?.Name ?? code));

    static IEnumerable<ThreadEntry> Messages(WarningThread thread) => thread.Entries.Where(entry => entry.Message is not null)
        .Select(entry => new ThreadEntry(
            entry.Time, Texts.Of($"message.{entry.Message!.Message}"), entry.Message.Severity.ToLevel(), PhraseWords.Headline(entry), PhraseWords.Why(entry.Message), entry.Message.Until));

    static async Task<IReadOnlyList<Deed>> Deeds(WarningThread thread, OfficerNames names, CancellationToken stop)
    {
        var deeds = new List<Deed>();
        foreach (var entry in thread.Entries.Where(entry => entry.Message is null || entry.Officer is not null))
        {
            var who = entry.Officer is { } officer ? await names.Of(officer, stop)
                : entry.Disposition?.Action == DispositionAction.Escalate ? Texts.Of("officer.node") : Texts.Of("officer.unknown");
            var what = entry switch
            {
                { Disposition: { Outcome: { } outcome } done } => $"{DeedWords.Of(done)}: {Texts.Of(outcome)}",
                { Disposition: { } done } => DeedWords.Of(done),
                { Message: { } message } => Texts.Of($"deed.{message.Message}"),
                _ => Texts.Of("deed.Note"),
            };
            deeds.Add(new Deed(entry.Time, who, what, entry.Disposition is { } said ? PhraseWords.Why(said) : entry.Message is null ? entry.Text : null));
        }
        return deeds;
    }

    /// <summary>Who said it, and by whom it came here where that was another party.</summary>
    string Source(Share.Views.RecordRow row) => row.Address.Log.Party == node.Log.Party ? row.Publisher ?? "" : $"{row.Publisher} · {node.Names.Party(row.Address.Log.Party)}".TrimStart(' ', '·');

    async Task<IReadOnlyList<EvidenceLink>> Evidence(Entry latest, CancellationToken stop)
    {
        var links = new List<EvidenceLink>();
        var isOfPlaces = latest.Message!.Concerned is not null;
        var byLog = (latest.Message.Judgement?.Evidence.Addresses() ?? []).GroupBy(address => address.Log).ToList();
        foreach (var address in byLog.SelectMany(log => log.TakeLast(Math.Max(1, ConsoleLimits.LinksMax / byLog.Count))))
            if (await node.Views.Row(address, stop) is { } row)
                links.Add(new EvidenceLink(node.KeyOf(row), row.At, Show.Kind(row), row.Headline, isOfPlaces && row.Place is { } place ? $"{place} · {Source(row)}" : Source(row), row.State == RecordState.Erased));
        return isOfPlaces ? [.. links.OrderByDescending(link => link.At)] : links;
    }
}

/// <summary>What officers do, in words; a deed that this version has no word for is called by its own.</summary>
static class DeedWords
{
    public static string Of(DispositionFacts facts) => Texts.Find($"deed.{facts.Action}") ?? facts.Action.ToString();
}
