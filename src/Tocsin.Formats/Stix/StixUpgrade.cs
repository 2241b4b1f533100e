using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Stix;

/// <summary>STIX 2.0 to 2.1, by the list of changes in STIX 2.1's Appendix C; what is not named there stays as it is.</summary>
/// <remarks>Observed data keep their <c>objects</c>, which 2.1 still allows.</remarks>
static class StixUpgrade
{
    /// <summary>The object as STIX 2.1 would have it.</summary>
    public static string To21(JsonElement body, string type)
    {
        var labels = LabelsOf(type);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.Plain))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteString("spec_version"u8, "2.1"u8);
            foreach (var member in body.EnumerateObject())
            {
                if (member.Name is "type" or "spec_version") continue;
                json.WritePropertyName(member.NameEquals("labels"u8) && labels is not null && body.Member(labels) is null ? labels : member.Name);
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
            }
            Add(json, body, type);
            json.WriteEndObject();
        }
        return JsonText.Compact(buffer.WrittenSpan);
    }

    /// <summary>What was called labels in 2.0, and was required to hold words of a vocabulary.</summary>
    static string? LabelsOf(string type) => type switch
    {
        "indicator" => "indicator_types",
        "malware" => "malware_types",
        "report" => "report_types",
        "threat-actor" => "threat_actor_types",
        "tool" => "tool_types",
        "identity" => "roles",
        _ => null,
    };

    /// <summary>What 2.1 requires and 2.0 did not know. A malware of 2.0 had no samples: it was a family.</summary>
    static void Add(Utf8JsonWriter json, JsonElement body, string type)
    {
        if (type == "indicator" && body.Member("pattern_type") is null) json.WriteString("pattern_type"u8, "stix"u8);
        if (type == "indicator" && body.Member("pattern_version") is null) json.WriteString("pattern_version"u8, "2.0"u8);
        if (type == "malware" && body.Member("is_family") is null) json.WriteBoolean("is_family"u8, true);
    }
}
