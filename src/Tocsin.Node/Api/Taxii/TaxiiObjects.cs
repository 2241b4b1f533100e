using Tocsin.Node.Running;
using Tocsin.Share.Collections;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api.Taxii;

/// <summary>§5.3 to §5.8: what a program reads of a collection.</summary>
static class TaxiiObjects
{
    static readonly CollectionPage Nothing = new([], [], default, More: false);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/tocsin/collections/{collection}/manifest/", Manifest);
        group.MapGet("/tocsin/collections/{collection}/objects/", Objects);
        group.MapGet("/tocsin/collections/{collection}/objects/{id}/", One);
        group.MapGet("/tocsin/collections/{collection}/objects/{id}/versions/", Versions);
        group.MapDelete("/tocsin/collections/{collection}/objects/{id}/", Delete);
    }

    static Task<IResult> Objects(string collection, HttpContext http, TocsinNode node, CancellationToken stop) => TaxiiApi.With(collection, http, node, async circle =>
        TaxiiQuery.Read(http, node, circle, ["id", "type", "version", "spec_version"], out var asked) ?? new TaxiiPage(asked is null ? Nothing : await Pages(node).Read(asked, stop)));

    static Task<IResult> Manifest(string collection, HttpContext http, TocsinNode node, CancellationToken stop) => TaxiiApi.With(collection, http, node, async circle =>
    {
        if (TaxiiQuery.Read(http, node, circle, ["id", "type", "version", "spec_version"], out var asked) is { } fault) return fault;
        var page = asked is null ? Nothing : await Pages(node).List(asked, stop);
        TaxiiPage.Date(http, page);
        var entries = page.Objects.Select(each => new TaxiiEntry(each.Id, TaxiiText.Moment(each.Added), TaxiiText.Version(each.Version), TaxiiMedia.Stix)).ToList();
        return TaxiiApi.Answer(new TaxiiManifest(MoreOf(page), NextOf(page), entries.Count > 0 ? entries : null), TaxiiText.Json.TaxiiManifest);
    });

    static Task<IResult> One(string collection, string id, HttpContext http, TocsinNode node, CancellationToken stop) => TaxiiApi.With(collection, http, node, async circle =>
    {
        if (TaxiiQuery.Read(http, node, circle, ["version", "spec_version"], out var asked) is { } fault) return fault;
        var page = asked is null ? Nothing : await Pages(node).Read(asked with { Ids = [id] }, stop);
        return page.Objects.Count > 0 || await IsHeld(node, circle, id, stop) ? new TaxiiPage(page) : Missing(id);
    });

    static Task<IResult> Versions(string collection, string id, HttpContext http, TocsinNode node, CancellationToken stop) => TaxiiApi.With(collection, http, node, async circle =>
    {
        if (TaxiiQuery.Read(http, node, circle, ["spec_version"], out var asked) is { } fault) return fault;
        var page = asked is null ? Nothing : await Pages(node).List(asked with { Ids = [id], Versions = VersionMatch.Last with { IsAll = true } }, stop);
        if (page.Objects.Count == 0 && !await IsHeld(node, circle, id, stop)) return Missing(id);
        TaxiiPage.Date(http, page);
        var versions = page.Objects.Select(each => TaxiiText.Version(each.Version)).ToList();
        return TaxiiApi.Answer(new TaxiiVersions(MoreOf(page), NextOf(page), versions.Count > 0 ? versions : null), TaxiiText.Json.TaxiiVersions);
    });

    static Task<IResult> Delete(string collection, string id, HttpContext http, TocsinNode node) => TaxiiApi.With(collection, http, node, _ => Task.FromResult(
        Problem.Of(403, "method", "A log forgets nothing at a program's word: its author withdraws a record with 'tocsin withdraw', or erases what it says with 'tocsin erase'.")));

    static PageObjects Pages(TocsinNode node) => new(node.Views, node.Records, node.CollectionCircles);

    static async Task<bool> IsHeld(TocsinNode node, Hash circle, string id, CancellationToken stop) =>
        (await Pages(node).List(new ObjectQuery { Circle = circle, Ids = [id], Most = 1 }, stop)).Objects.Count > 0;

    static IResult Missing(string id) => Problem.NotFound($"There is no object '{id}' in this collection.");

    static bool? MoreOf(CollectionPage page) => page.More || page.Objects.Count > 0 ? page.More : null;

    static string? NextOf(CollectionPage page) => page.More ? TaxiiQuery.Write(page.Next) : null;
}
