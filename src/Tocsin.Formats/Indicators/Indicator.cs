using NodaTime;

namespace Tocsin.Formats.Indicators;

/// <summary>A technical sign of an attack, in the one form in which it is compared.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Value">Normalised: lower-case, refanged, punycode, canonical addresses, no default port.</param>
/// <param name="AsWritten">As the source wrote it.</param>
public sealed record Indicator(IndicatorType Type, string Value, string AsWritten)
{
    /// <summary>0 to 100; null where the source is silent.</summary>
    public int? ConfidencePercent { get; init; }

    /// <summary>When it was first seen; null where the source is silent.</summary>
    public Instant? FirstSeen { get; init; }

    /// <summary>When it was last seen; null where the source is silent.</summary>
    public Instant? LastSeen { get; init; }

    /// <summary>The source's TLP 2.0 marking; null where the source is silent.</summary>
    public TrafficLight? Tlp { get; init; }

    /// <summary>The source's category; null where the source is silent.</summary>
    public string? Category { get; init; }

    /// <summary>The source's description, or the comment behind the value; null where there is none.</summary>
    public string? Description { get; init; }
}

/// <summary>The kinds of indicator that lists carry. The default is a domain.</summary>
public enum IndicatorType
{
    /// <summary>A host name of two labels or more: <c>evil.example</c>.</summary>
    Domain,
    /// <summary>An IPv4 or IPv6 address (RFC 5952).</summary>
    Ip,
    /// <summary>An address range: <c>203.0.113.0/24</c>.</summary>
    Network,
    /// <summary>A host and a port: <c>203.0.113.7:443</c>, <c>[2001:db8::1]:443</c>, <c>evil.example:8443</c>.</summary>
    Endpoint,
    /// <summary>A URL with its scheme.</summary>
    Url,
    /// <summary>32 hexadecimal digits.</summary>
    Md5,
    /// <summary>40 hexadecimal digits.</summary>
    Sha1,
    /// <summary>64 hexadecimal digits.</summary>
    Sha256,
    /// <summary>An international bank account number (ISO 13616): <c>GB29NWBK60161331926819</c>.</summary>
    Iban,
    /// <summary>An account of a bank without IBAN: its BIC, a colon, the number.</summary>
    Account,
    /// <summary>A telephone number (ITU-T E.164): <c>+442079460018</c>.</summary>
    Phone,
    /// <summary>An address of cryptographic money, of Bitcoin, Litecoin, Dogecoin, Tron or Ethereum.</summary>
    Wallet,
}

/// <summary>FIRST TLP 2.0, from open to closed. The default is clear.</summary>
public enum TrafficLight
{
    /// <summary>No limit on disclosure.</summary>
    Clear,
    /// <summary>The community.</summary>
    Green,
    /// <summary>The organisation and its clients, need to know.</summary>
    Amber,
    /// <summary>The organisation alone.</summary>
    AmberStrict,
    /// <summary>The individual recipients.</summary>
    Red,
}
