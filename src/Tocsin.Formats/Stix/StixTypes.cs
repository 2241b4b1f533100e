using System.Collections.Frozen;

namespace Tocsin.Formats.Stix;

/// <summary>The types of STIX 2.1 that the doors tell apart. Others are custom, and pass.</summary>
public static class StixTypes
{
    /// <summary>§4.7.</summary>
    public const string Indicator = "indicator";
    /// <summary>§5.2.</summary>
    public const string Sighting = "sighting";
    /// <summary>§7.2.</summary>
    public const string MarkingDefinition = "marking-definition";

    /// <summary>A bank account, as extensions of STIX in use know it: <c>iban</c>, or <c>bic</c> and <c>account_number</c>.</summary>
    public const string BankAccount = "bank-account";
    /// <summary>A wallet, as these extensions know it: <c>value</c>.</summary>
    public const string Wallet = "cryptocurrency-wallet";
    /// <summary>A telephone number, as these extensions know it: <c>value</c>.</summary>
    public const string PhoneNumber = "phone-number";
    /// <summary>A value that is told as a hash, which this house's extension knows: the value's sort, with the hash.</summary>
    public const string Hashed = "x-tocsin-hashed";

    // §6, cyber-observable objects.
    static readonly FrozenSet<string> Observables = FrozenSet.Create(
        "artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message", "file", "ipv4-addr", "ipv6-addr",
        "mac-addr", "mutex", "network-traffic", "process", "software", "url", "user-account", "windows-registry-key", "x509-certificate");

    // §4, §5 and §7: what STIX 2.0 knew too, without a spec_version of their own.
    static readonly FrozenSet<string> Known20 = FrozenSet.Create(
        "attack-pattern", "campaign", "course-of-action", "identity", "indicator", "intrusion-set", "malware", "observed-data", "report",
        "threat-actor", "tool", "vulnerability", "relationship", "sighting", "marking-definition");

    /// <summary>Whether it is a cyber observable, which has neither times nor, necessarily, a version of the specification.</summary>
    public static bool IsObservable(string type) => Observables.Contains(type);

    /// <summary>Whether STIX 2.0 knew it as an object of its own.</summary>
    internal static bool IsOf20(string type) => Known20.Contains(type);
}
