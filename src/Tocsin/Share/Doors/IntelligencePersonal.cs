using System.Text.Json;
using Tocsin.Formats;
using Tocsin.Formats.Stix;
using Tocsin.Formats.Text;
using Tocsin.Share.Records;

namespace Tocsin.Share.Doors;

/// <summary>Which STIX objects and MISP parts tell of persons. What they say goes into the group that erases itself, and nowhere else.</summary>
static class IntelligencePersonal
{
    /// <summary>The name under which the group keeps an object's JSON.</summary>
    const string Original = "original";

    const string Purpose = "shared as threat intelligence";

    /// <summary>Whether an object tells of a person: an identity that is not said to be an organisation or a system, whoever is to be asked or has written, an account, a mail, an address.</summary>
    public static bool IsPersonal(StixObject value) => value.Type switch
    {
        "identity" => value.Body.Text("identity_class") is not ("organization" or "group" or "class" or "system") || value.Body.Member("contact_information") is not null,
        "note" or "opinion" => value.Body.Member("authors") is not null,
        "threat-actor" => value.Body.Text("resource_level") == "individual",
        "user-account" or "email-addr" or "email-message" or StixTypes.BankAccount or StixTypes.PhoneNumber => true,
        StixIndexing.ObservedData => HoldsPersons(value.Body),
        _ => false,
    };

    /// <summary>The group, until the beginning of a month: so the same file taken in again within a month says the same.</summary>
    public static Personal Of(Instant now, string json) => Of(now, Original, json);

    /// <summary>The same, of one member that is told of a person.</summary>
    public static Personal Of(Instant now, string name, string data)
    {
        var month = new LocalDate(now.InUtc().Year, now.InUtc().Month, 1).PlusMonths(Limits.IntelligencePersonalMonths);
        return new Personal(Purpose, month.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(), new Dictionary<string, string> { [name] = data });
    }

    /// <summary>What the source said, wherever the record keeps it; nothing where that was withheld or erased.</summary>
    /// <param name="record">The record. A partner may have written it: what is no JSON object, or has a text that is none, is nothing.</param>
    /// <param name="depthMax">How deep it is nested at most; what is nested deeper is nothing.</param>
    public static string? OriginalOf(Record record, int depthMax = FormatLimits.JsonDepthMax)
    {
        if ((record.Source?.Original ?? record.Personal?.Data.GetValueOrDefault(Original)) is not { } text) return null;
        try
        {
            using var whole = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = depthMax, AllowDuplicateProperties = false });
            if (text.Contains(@"\ud", StringComparison.OrdinalIgnoreCase)) ReadTexts(whole.RootElement);
            return whole.RootElement.ValueKind == JsonValueKind.Object ? text : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { return null; }
    }

    /// <summary>Reads every name and text: half of a surrogate pair is well-formed JSON, and no text.</summary>
    /// <exception cref="InvalidOperationException">One of them is no text.</exception>
    static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var each in element.EnumerateArray()) ReadTexts(each);
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
                ReadTexts(member.Value);
            }
    }

    /// <summary>STIX 2.0 has the observables inside.</summary>
    static bool HoldsPersons(JsonElement body) =>
        body.Member("objects") is { ValueKind: JsonValueKind.Object } objects
        && objects.EnumerateObject().Any(each => each.Value.Text("type") is "user-account" or "email-addr" or "email-message" or StixTypes.BankAccount or StixTypes.PhoneNumber);
}
