using Codec = System.Buffers.Text.Base64Url;

namespace Tocsin.Share.Parties;

/// <summary>What a party document must keep, signature aside.</summary>
public static class PartyRules
{
    /// <summary>Nothing where the document can be taken, else in one sentence why not.</summary>
    public static string? Fault(PartyDocument document)
    {
        if (document is not { V: 1, Type: "party", Number: >= 1 }) return "this is no party document of version 1";
        if (document.Number == 1 != document.Previous is null) return "the first party document, and it alone, names none before it";
        if (document.Previous is { } previous && !DocumentJson.IsId(previous)) return "what the party document names as the one before is no hash";
        if (!IsName(document.Name)) return "a party's name has 1 to 100 characters, none of them a control character";
        if (!Codec.IsValid(document.Root) || Hash.Of(Codec.DecodeFromChars(document.Root)).ToBase64Url() != document.Party) return "the root key does not hash to the party's id";
        return KeysFault(document.Keys) ?? ReachFault(document);
    }

    /// <summary>Whether a party, or a circle, may be called so.</summary>
    public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= 100 && !name.Any(char.IsControl);

    static string? KeysFault(IReadOnlyList<PartyKey> keys)
    {
        if (keys.Count > Limits.PartyKeysMax) return $"a party lists at most {Limits.PartyKeysMax} keys, not {keys.Count}";
        if (keys.Any(key => key is null)) return "a key of the party document is null";
        var ours = keys.Where(key => key.IsOurs).ToList();
        if (ours.FirstOrDefault(key => key.Use == PartyKey.Log != key.Circle is not null) is { } odd) return $"a key for '{odd.Use}' {(odd.Circle is null ? "names its circle" : "names no circle")}";
        if (ours.FirstOrDefault(key => key.Circle is not null && !DocumentJson.IsId(key.Circle)) is not null) return "the circle of a log's key is no circle's id";
        if (ours.GroupBy(key => (key.Use, key.Circle)).FirstOrDefault(same => same.Count() > 1) is { } twice) return $"the party document lists two keys for the use '{twice.Key.Use}'{(twice.Key.Circle is { } circle ? $" in the circle {circle}" : "")}";
        if (ours.GroupBy(key => key.Key).Any(same => same.Count() > 1)) return "the party document lists one key for two uses";
        if (ours.FirstOrDefault(key => key.Use == PartyKey.Charter) is not { } charter) return "the party document lists no key that signs charters";
        return charter.Verifying().Try(out _, out var reason) ? null : $"the key that signs charters does not read: {reason}";
    }

    static string? ReachFault(PartyDocument document)
    {
        if (document.Tls is { } tls && !DocumentJson.IsId(tls)) return "the pin of the party's TLS key is not 43 characters of base64url";
        if (document.Addresses is not { } addresses) return null;
        if (addresses.Count is 0 or > Limits.PartyAddressesMax) return $"a party document gives 1 to {Limits.PartyAddressesMax} addresses, or none at all, not {addresses.Count}";
        return addresses.FirstOrDefault(address => !IsAddress(address)) is { } bad || addresses.Any(address => address is null)
            ? $"an address is an https URL of at most {Limits.AddressCharsMax} characters without user, query or fragment"
            : null;
    }

    static bool IsAddress(string? address) =>
        address is { Length: <= Limits.AddressCharsMax } && Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url is { Scheme: "https", UserInfo: "", Query: "", Fragment: "" } && !address.Contains('?') && !address.Contains('#') && !address.Any(char.IsWhiteSpace);
}
