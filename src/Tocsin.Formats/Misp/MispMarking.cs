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

    /// <summary>What a part says itself.</summary>
    internal static TrafficLight? Of(JsonElement part)
    {
        var strictest = OfDistribution(part.Number("distribution"));
        foreach (var tag in part.List("Tag"))
            if (tag.Text("name") is { } name && name.StartsWith("tlp:", StringComparison.OrdinalIgnoreCase))
                strictest = Stricter(strictest, StixTlp.OfWord(name[4..]));
        return strictest;
    }
}
