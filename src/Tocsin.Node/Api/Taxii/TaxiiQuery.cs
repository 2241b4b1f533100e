using System.Globalization;
using NodaTime.Text;
using Tocsin.Node.Running;
using Tocsin.Share.Views;

namespace Tocsin.Node.Api.Taxii;

/// <summary>§3.4 and §3.5: filters and paging.</summary>
static class TaxiiQuery
{
    static readonly ImmutableArray<string> SpecVersions = ["2.0", "2.1"];

    /// <summary>Reads what an endpoint knows of them; or says what is wrong.</summary>
    /// <param name="http">The request.</param>
    /// <param name="node">The node.</param>
    /// <param name="circle">The collection's circle.</param>
    /// <param name="filters">The filters that the endpoint has: id, type, version, spec_version.</param>
    /// <param name="asked">What is asked for; nothing where nothing can match.</param>
    public static IResult? Read(HttpContext http, TocsinNode node, Hash circle, ReadOnlySpan<string> filters, out ObjectQuery? asked)
    {
        var query = new ApiQuery(http, node);
        var (after, added, most) = (Next(query), query.Time("added_after"), query.Whole("limit", 1, int.MaxValue) ?? TaxiiLimits.PageObjectsUsual);
        var (ids, types, versions, spec) = (Values(query, filters, "id"), Values(query, filters, "type"), Versions(query, Values(query, filters, "version")), Values(query, filters, "spec_version"));
        if (spec.FirstOrDefault(each => !SpecVersions.Contains(each)) is { } odd) query.Refuse("match[spec_version]", $"'{odd}' is no version of STIX that has objects with one: {string.Join(", ", SpecVersions)} are known.");
        // All that is held is of STIX 2.1: what came as 2.0 was upgraded.
        var isNone = spec.Count > 0 && !spec.Contains("2.1");
        asked = isNone ? null : new ObjectQuery { Circle = circle, After = after, AddedAfter = added, Ids = ids, Types = types, Versions = versions, Most = (int)Math.Min(most, TaxiiLimits.PageObjectsMax) };
        return query.Fault();
    }

    /// <summary>A place as readers carry it: the arrival number, and within one record which object.</summary>
    public static string Write(ObjectPlace place) =>
        place == ObjectPlace.Behind(place.Arrival) ? place.Arrival.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{place.Arrival}.{place.Ordinal}");

    static ObjectPlace Next(ApiQuery query)
    {
        if (query.Text("next") is not { } text) return default;
        var parts = text.Split('.');
        if (Number(parts[0], long.MaxValue / ListedObject.OfOneArrivalMax - 1) is { } arrival)
        {
            if (parts.Length == 1) return ObjectPlace.Behind(arrival);
            if (parts.Length == 2 && Number(parts[1], ListedObject.OfOneArrivalMax - 1) is { } ordinal) return new ObjectPlace(arrival, (int)ordinal);
        }
        query.Refuse("next", $"'{text}' was not given by this server.");
        return default;
    }

    static long? Number(string text, long most) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    static IReadOnlyList<string> Values(ApiQuery query, ReadOnlySpan<string> filters, string filter)
    {
        if (!filters.Contains(filter) || query.Text($"match[{filter}]") is not { } text) return [];
        var values = text.Split(',').Distinct(StringComparer.Ordinal).ToList();
        if (values.Contains("")) query.Refuse($"match[{filter}]", "One of its values is empty.");
        if (values.Count > TaxiiLimits.FilterValuesMax) query.Refuse($"match[{filter}]", $"It has {values.Count} values; {TaxiiLimits.FilterValuesMax} are the most.");
        return values;
    }

    static VersionMatch Versions(ApiQuery query, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return VersionMatch.Last;
        var named = new List<Instant>();
        foreach (var value in values.Where(value => value is not ("all" or "first" or "last")))
            if (InstantPattern.ExtendedIso.Parse(value) is { Success: true, Value: var time }) named.Add(time);
            else query.Refuse("match[version]", $"'{value}' is neither first, last, all, nor a time such as 2018-02-06T15:50:00.000Z.");
        return new VersionMatch(values.Contains("all"), values.Contains("first"), values.Contains("last"), named);
    }
}
