using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Tocsin.Node.Ui;

/// <summary>Renders a fragment outside any request, for everybody who shows it.</summary>
sealed class FragmentRenderer(
    IServiceScopeFactory scopes, ILoggerFactory logs, ShellScreen shell, WarningScreens warnings, RecordScreens records, SourcesScreen sources,
    ShiftScreen shift, SeriesScreen series, StationScreen stations, CircleScreen circles, IDemoControl demo)
{
    /// <summary>What a fragment shows, and as of when.</summary>
    /// <param name="Html">The element, or nothing where what it shows is not there.</param>
    /// <param name="Still">The same as it would have been at an earlier moment: equal texts mean that nothing but the clock moved.</param>
    /// <param name="Now">The node's time when it was rendered.</param>
    public sealed record Rendered(string Html, string Still, Instant Now);

    /// <summary>Renders it.</summary>
    /// <param name="fragment">Which.</param>
    /// <param name="problem">A sentence for a warning's sheet.</param>
    /// <param name="earlier">The moment to compare with; null for none.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<Rendered> Render(Fragment fragment, string? problem, Instant? earlier, CancellationToken stop)
    {
        switch (fragment)
        {
            case Fragment.Top top:
                var bar = await shell.For(top.Officer, stop);
                return await Both<TopBar>("Shell", bar, bar with { Now = earlier ?? bar.Now }, bar.Now);
            case Fragment.Notices:
                var notices = await shell.For(null, stop);
                return await Both<Banners>("Shell", notices, notices with { Now = earlier ?? notices.Now, AsOf = notices.AsOf is null ? null : earlier ?? notices.Now }, notices.Now);
            case Fragment.Story:
                return await Both<DemoBar>("Demo", demo.View, demo.View, default);
            case Fragment.Warnings list:
                var view = await warnings.List(list.Query, stop);
                return await Both<WarningList>("View", view, view with { Now = earlier ?? view.Now }, view.Now);
            case Fragment.Records list:
                var found = await records.List(list.Query, stop);
                return await Both<RecordList>("View", found, found with { Now = earlier ?? found.Now }, found.Now);
            case Fragment.FoundWarnings search:
                var result = await warnings.Search(search.Query, stop);
                return await Both<WarningTable>("View", result, result with { Now = earlier ?? result.Now }, result.Now);
            case Fragment.Heard:
                var heard = await sources.Read(stop);
                return await Both<SourceTable>("View", heard, heard with { Now = earlier ?? heard.Now }, heard.Now);
            case Fragment.FoundSeries search:
                var listed = await series.List(search.Query, stop);
                return await Both<SeriesTable>("View", listed, listed, default);
            case Fragment.OneSeries one:
                var counted = await series.One(one.Id, one.Range, stop);
                return counted is null ? new("", "", default) : await Both<SeriesSheet>("View", counted, counted, default);
            case Fragment.FoundStations search:
                var measuring = await stations.List(search.Query, stop);
                return await Both<StationTable>("View", measuring, measuring, default);
            case Fragment.OneStation one:
                var measured = await stations.One(one.Id, one.Range, stop);
                return measured is null ? new("", "", default) : await Both<StationSheet>("View", measured, measured, default);
            case Fragment.Partners:
                var partners = await circles.Notices(stop);
                return await Both<PartnerNotices>("View", partners, partners with { Now = earlier ?? partners.Now }, partners.Now);
            case Fragment.Circles:
                var known = await circles.List(stop);
                return await Both<CircleTable>("View", known, known with { Now = earlier ?? known.Now }, known.Now);
            case Fragment.OneCircle one:
                var circle = await circles.One(one.Id, one.MayConsent, stop);
                return circle is null ? new("", "", default) : await Both<CircleSheet>("View", circle, circle with { Now = earlier ?? circle.Now }, circle.Now);
            case Fragment.Shift board:
                var duty = await shift.Read(board.Officer, words: "", problem: null, done: null, stop);
                return await Both<ShiftBoard>("View", duty, duty with { Now = earlier ?? duty.Now }, duty.Now);
            case Fragment.OneWarning one:
                var warning = await warnings.One(one.Id, problem, Typed.Nothing, stop);
                return warning is null ? new("", "", default) : await Both<WarningSheet>("View", warning, warning with { Now = earlier ?? warning.Now }, warning.Now);
            case Fragment.OneRecord one:
                var record = await records.One(one.Id, one.MayShare, stop);
                return record is null ? new("", "", default) : await Both<RecordSheet>("View", record, record, default);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Renders any component of one parameter.</summary>
    public async Task<string> Render<TComponent>(string parameter, object? value) where TComponent : IComponent
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await Render<TComponent>(renderer, parameter, value);
    }

    async Task<Rendered> Both<TComponent>(string parameter, object? view, object? still, Instant now) where TComponent : IComponent
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        var html = await Render<TComponent>(renderer, parameter, view);
        return new Rendered(html, Equals(view, still) ? html : await Render<TComponent>(renderer, parameter, still), now);
    }

    static Task<string> Render<TComponent>(HtmlRenderer renderer, string parameter, object? value) where TComponent : IComponent =>
        renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<TComponent>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { [parameter] = value }))).ToHtmlString());
}
