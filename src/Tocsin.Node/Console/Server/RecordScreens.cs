using System.Globalization;
using NodaTime.Text;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Search = Tocsin.Share.Views.RecordQuery;

namespace Tocsin.Node.Ui;

/// <summary>The list of records and a record's page.</summary>
sealed class RecordScreens(TocsinNode node, RecordSheets sheets, ConsoleOptions options)
{
    static readonly IReadOnlyList<string> Kinds = [.. Kind.Known.Select(kind => kind.Name)];

    public async Task<RecordListView> List(RecordQuery query, CancellationToken stop)
    {
        var now = node.Sources.Clock.Now();
        var read = Read(query);
        if (!read.Try(out var search, out var problem))
            return new RecordListView([], query, Kinds, Total: 0, More: false, problem, now, options.Zone);

        var before = (query.Page - 1L) * ConsoleLimits.RecordsShownMax;
        if (before + ConsoleLimits.RecordsShownMax >= Limits.SearchRecordsMax)
            return new RecordListView([], query, Kinds, Total: 0, More: false, Texts.Of("records.tooFar", Limits.SearchRecordsMax), now, options.Zone);
        var found = await node.Views.Search(search with { Most = (int)before + ConsoleLimits.RecordsShownMax + 1 }, stop);
        var rows = found.Skip((int)before).Take(ConsoleLimits.RecordsShownMax).Select(sheets.Row).ToList();
        return new RecordListView(rows, query, Kinds, await Total(search, found.Count, before, stop), More: found.Count > before + rows.Count, Problem: null, now, options.Zone);
    }

    public async Task<RecordView?> One(string id, CancellationToken stop) =>
        Guid.TryParse(id, out var guid) && guid != Guid.Empty && await node.Views.Row(guid, stop) is { } row ? await sheets.Sheet(row, stop) : null;

    /// <summary>How many there are; counted no further than a search reaches.</summary>
    async Task<long> Total(Search search, int found, long before, CancellationToken stop) =>
        found <= before + ConsoleLimits.RecordsShownMax ? found : await node.Views.Count(search, stop);

    Parsed<Search> Read(RecordQuery typed)
    {
        if (!Day(typed.Since).Try(out var since, out var reason) || !Day(typed.Until).Try(out var until, out reason)) return new(reason);
        if (!Within(typed.Bbox).Try(out var box, out reason)) return new(reason);
        return new(new Search
        {
            Words = typed.Words.Length == 0 ? null : typed.Words,
            Kind = typed.Kind.Length == 0 ? null : typed.Kind,
            Since = since.Value is { } from ? from.AtStartOfDayInZone(options.Zone).ToInstant() : null,
            Until = until.Value is { } last ? last.PlusDays(1).AtStartOfDayInZone(options.Zone).ToInstant() : null,
            Box = box.Value,
            IncludeEnded = true,
        });
    }

    static Parsed<Optional<LocalDate>> Day(string text) =>
        text.Length == 0 ? new(new Optional<LocalDate>(null))
        : LocalDatePattern.Iso.Parse(text) is { Success: true } day ? new(new Optional<LocalDate>(day.Value))
        : new(Texts.Of("records.noDay", text));

    static Parsed<Optional<Box>> Within(string text)
    {
        if (text.Length == 0) return new(new Optional<Box>(null));
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        return numbers is [>= -180 and <= 180 and var west, >= -90 and <= 90 and var south, >= -180 and <= 180 and var east, >= -90 and <= 90 and var north] && south <= north
            ? new(new Optional<Box>(new Box(west, south, east, north)))
            : new(Texts.Of("records.noBox", text));
    }

    /// <summary>A value that may be left out.</summary>
    readonly record struct Optional<T>(T? Value) where T : struct;
}
