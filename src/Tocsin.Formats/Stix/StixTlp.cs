using System.Collections.Immutable;
using Tocsin.Formats.Indicators;

namespace Tocsin.Formats.Stix;

/// <summary>The marking definitions of TLP 1.0 (STIX 2.1 §7.2.1.4) and 2.0 (OASIS, extension of 1 October 2022), by their published ids.</summary>
public static class StixTlp
{
    static readonly ImmutableArray<(string Id, TrafficLight Tlp)> Ids =
    [
        ("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", TrafficLight.Clear),
        ("marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", TrafficLight.Green),
        ("marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", TrafficLight.Amber),
        ("marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", TrafficLight.Red),
        ("marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", TrafficLight.Clear),
        ("marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", TrafficLight.Green),
        ("marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", TrafficLight.Amber),
        ("marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", TrafficLight.AmberStrict),
        ("marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", TrafficLight.Red),
    ];

    /// <summary>The marking that an id names; null where it names another.</summary>
    public static TrafficLight? Of(string id)
    {
        foreach (var (known, tlp) in Ids)
            if (known == id) return tlp;
        return null;
    }

    /// <summary>The id of a marking of TLP 2.0.</summary>
    public static string IdOf(TrafficLight tlp) => Ids.Last(each => each.Tlp == tlp).Id;

    /// <summary>The definition of a marking of TLP 2.0, as OASIS publishes it.</summary>
    public static string DefinitionOf(TrafficLight tlp) =>
        $$$$"""{"type":"marking-definition","spec_version":"2.1","id":"{{{{IdOf(tlp)}}}}","created":"2022-10-01T00:00:00.000Z","name":"TLP:{{{{Word(tlp).ToUpperInvariant()}}}}","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"{{{{Word(tlp)}}}}"}}}""";

    /// <summary>The word of a marking: clear, green, amber, amber+strict or red.</summary>
    public static string Word(TrafficLight tlp) => tlp == TrafficLight.AmberStrict ? "amber+strict" : tlp.ToString().ToLowerInvariant();

    /// <summary>Reads such a word in any case, TLP 1.0's white among them; null where it is none.</summary>
    public static TrafficLight? OfWord(string? word) => word?.ToLowerInvariant() switch
    {
        "clear" or "white" => TrafficLight.Clear,
        "green" => TrafficLight.Green,
        "amber" => TrafficLight.Amber,
        "amber+strict" => TrafficLight.AmberStrict,
        "red" => TrafficLight.Red,
        _ => null,
    };
}
