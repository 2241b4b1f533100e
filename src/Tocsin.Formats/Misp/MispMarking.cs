using System.Text.Json;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Misp;

/// <summary>Who may see a MISP part: its tags <c>tlp:*</c>, and its distribution. See docs/doors.md.</summary>
public static class MispMarking
{
    /// <summary>The stricter of two markings.</summary>
    public static TrafficLight? Stricter(TrafficLight? one, TrafficLight? other) => one is null || other > one ? other ?? one : one;

    /// <summary>What a distribution level means here; null for all communities, for "as the event" and for what is none.</summary>
    public static TrafficLight? OfDistribution(long? level) => level switch
    {
        0 => TrafficLight.AmberStrict,  // your organisation only
        1 => TrafficLight.Amber,        // this community only
        2 => TrafficLight.Green,        // connected communities
        4 => TrafficLight.AmberStrict,  // a sharing group: nobody can pass it on to another
        _ => null,
    };

    /// <summary>The distribution level of a marking.</summary>
    public static int DistributionOf(TrafficLight tlp) => tlp switch
    {
        TrafficLight.Clear => 3,
        TrafficLight.Green => 2,
        TrafficLight.Amber => 1,
        _ => 0,
    };

    /// <summary>Whether a marking asks for a lower distribution than one that is said; a sharing group's, and what is none, stay.</summary>
    public static bool IsWider(long? level, TrafficLight tlp) => level is null or (>= 0 and <= 3) && (level ?? 3) > DistributionOf(tlp);

    /// <summary>The stricter of two audiences: one organisation before a sharing group, and that before anybody else.</summary>
    internal static MispAudience? Narrower(MispAudience? one, MispAudience? other) => one is null || other is { IsOneOrganisation: true } && !one.Value.IsOneOrganisation ? other : one;

    /// <summary>What a part says itself.</summary>
    internal static TrafficLight? Of(JsonElement part)
    {
        var strictest = OfDistribution(part.Number("distribution"));
        foreach (var tag in part.List("Tag"))
            if (tag.Text("name") is { } name && name.StartsWith("tlp:", StringComparison.OrdinalIgnoreCase))
                strictest = Stricter(strictest, StixTlp.OfWord(name[4..]));
        return strictest;
    }

    /// <summary>What an event says itself, and the reports that stay within it.</summary>
    internal static TrafficLight? OfEvent(JsonElement json) => json.List("EventReport").Aggregate(Of(json), (strictest, report) => Stricter(strictest, Of(report)));

    /// <summary>For whom alone a part says that it is meant; null where it does not say.</summary>
    internal static MispAudience? AudienceOf(JsonElement part) => part.Number("distribution") switch
    {
        0 => new MispAudience(IsOneOrganisation: true, null),
        4 => new MispAudience(IsOneOrganisation: false, part.Member("SharingGroup")?.Text("name") ?? part.Text("sharing_group_id") ?? part.Number("sharing_group_id")?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        _ => null,
    };

    /// <summary>For whom alone an event, or a report that stays within it, is meant; null where none of them says.</summary>
    internal static MispAudience? AudienceOfEvent(JsonElement json) => json.List("EventReport").Aggregate(AudienceOf(json), (audience, report) => Narrower(audience, AudienceOf(report)));
}

/// <summary>For whom alone a MISP part is meant. The default value is a sharing group without a name.</summary>
/// <param name="IsOneOrganisation">Whether for its author's own organisation (distribution 0); else for a sharing group (distribution 4).</param>
/// <param name="Group">The group's name, or its number; null where it is not said.</param>
public readonly record struct MispAudience(bool IsOneOrganisation, string? Group)
{
    const int GroupCharsMax = 100;

    /// <summary>In words.</summary>
    public override string ToString() => IsOneOrganisation ? "one organisation alone (MISP's distribution 0)"
        : $"the sharing group {(Group is null ? "that it does not name" : $"'{(Group.Length <= GroupCharsMax ? Group : Group[..GroupCharsMax] + "…")}'")} alone (MISP's distribution 4)";
}
