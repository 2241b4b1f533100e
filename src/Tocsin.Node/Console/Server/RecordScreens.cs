using System.Globalization;
using Tocsin.Node.Running;
using Tocsin.Share.Records;
using Tocsin.Share.Views;
using Tocsin.Warn;
using Search = Tocsin.Share.Views.RecordQuery;

namespace Tocsin.Node.Ui;

/// <summary>The list of records and a record's page.</summary>
sealed class RecordScreens(TocsinNode node, RecordSheets sheets, VesselsNearScreen vessels, ShareLedger ledger, PlaceReading places, ConsoleOptions options)
{
    const double DefaultKm = 100, KmPerDegree = 111.2;

    static readonly IReadOnlyList<string> Kinds = [.. Kind.Known.Select(kind => kind.Name)];

    public async Task<RecordListView> List(RecordQuery query, CancellationToken stop)
    {
        var now = node.Sources.Clock.Now();
        var circles = ledger.Known();
        RecordListView None(string problem) => new([], query, Kinds, Near: null, Total: 0, More: false, problem, now, options.Zone) { Circles = circles };
        if (!(await Read(query, stop)).Try(out var read, out var reason)) return None(reason);

        var before = (query.Page - 1L) * ConsoleLimits.RecordsShownMax;
        if (before + ConsoleLimits.RecordsShownMax >= Limits.SearchRecordsMax) return None(Texts.Of("records.tooFar", Limits.SearchRecordsMax));
        var found = await node.Views.Search(read.Search with { Most = (int)before + ConsoleLimits.RecordsShownMax + 1 }, stop);
        var rows = found.Skip((int)before).Take(ConsoleLimits.RecordsShownMax).Select(sheets.Row).ToList();
        return new RecordListView(
            rows, query, Kinds, read.Near, await Total(read.Search, found.Count, before, stop), More: found.Count > before + rows.Count, Problem: null, now, options.Zone) { Circles = circles };
    }

    /// <summary>One record; null where there is none of that name.</summary>
    /// <param name="id">Its id, or its place.</param>
    /// <param name="mayShare">Whether the officer publishes records.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<RecordView?> One(string id, bool mayShare, CancellationToken stop) =>
        await node.RowOf(id, stop) is { } row && await sheets.Sheet(row, stop) is { } sheet
            ? sheet with { Vessels = row.State == RecordState.Current ? await vessels.Of(SeaIncident.Of(row), row.Category, stop) : null, Ledger = await ledger.Of(row, stop), Share = mayShare ? await ledger.FormOf(row, stop) : null } : null;

    /// <summary>How many there are; counted no further than a search reaches.</summary>
    async Task<long> Total(Search search, int found, long before, CancellationToken stop) =>
        found <= before + ConsoleLimits.RecordsShownMax ? found : await node.Views.Count(search, stop);

    async Task<Parsed<Wanted>> Read(RecordQuery typed, CancellationToken stop)
    {
        if (!DayRange.Read(typed.Since, typed.Until, options.Zone).Try(out var days, out var reason)) return new(reason);
        if (!CategoryChoice.Read(typed.Category).Try(out var category, out reason)) return new(reason);
        if (!Within(typed.Bbox).Try(out var box, out reason)) return new(reason);
        if (!CircleOf(typed.Circle).Try(out var circle, out reason)) return new(reason);
        string? near = null;
        if (box.Value is null && typed.Place.Length > 0)
        {
            if (!(await Around(typed, stop)).Try(out var around, out reason)) return new(reason);
            (box, near) = (new(around.Box), around.Name);
        }
        return new(new Wanted(new Search
        {
            Words = typed.Words.Length == 0 ? null : typed.Words,
            Kind = typed.Kind.Length == 0 ? null : typed.Kind,
            Category = category.Value,
            Circle = circle.Value,
            Since = days.Since,
            Until = days.Until,
            Box = box.Value,
            IncludeEnded = true,
        }, near));
    }

    Parsed<Optional<Hash>> CircleOf(string text)
    {
        try
        {
            return new(new Optional<Hash>(text switch { "" => null, TocsinNode.PrivateName => node.Log.Circle, _ => node.Circle(text).Id }));
        }
        catch (IOException)
        {
            return new(Texts.Of("records.noCircle", text));
        }
    }

    /// <summary>The box around a place of that name, the largest where several have it.</summary>
    async Task<Parsed<Surroundings>> Around(RecordQuery typed, CancellationToken stop)
    {
        var km = DefaultKm;
        if (typed.Km.Length > 0 && !(double.TryParse(typed.Km, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out km) && km is > 0 and <= ConsoleLimits.SearchKmMax))
            return new(Texts.Of("records.noKm", ConsoleLimits.SearchKmMax));
        if (await places.Find(typed.Place, stop) is not [var place, ..]) return new(Texts.Of("records.noPlace", typed.Place));
        var (up, wide) = (km / KmPerDegree, km / (KmPerDegree * Math.Max(0.05, Math.Cos(place.Latitude * Math.PI / 180))));
        return new(new Surroundings(
            new Box(Turn(place.Longitude - wide), Math.Max(-90, place.Latitude - up), Turn(place.Longitude + wide), Math.Min(90, place.Latitude + up)),
            Texts.Of("records.near", $"{place.Name}, {place.Country}", Show.Number(km))));
    }

    static double Turn(double longitude) => longitude < -180 ? longitude + 360 : longitude > 180 ? longitude - 360 : longitude;

    static Parsed<Optional<Box>> Within(string text)
    {
        if (text.Length == 0) return new(new Optional<Box>(null));
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        return numbers is [>= -180 and <= 180 and var west, >= -90 and <= 90 and var south, >= -180 and <= 180 and var east, >= -90 and <= 90 and var north] && south <= north
            ? new(new Optional<Box>(new Box(west, south, east, north)))
            : new(Texts.Of("records.noBox", text));
    }

    sealed record Wanted(Search Search, string? Near);

    sealed record Surroundings(Box Box, string Name);

    /// <summary>A value that may be left out.</summary>
    readonly record struct Optional<T>(T? Value) where T : struct;
}
