using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tocsin.Formats.GeoJson;
using Tocsin.Formats.Indicators;
using Tocsin.Formats.Text;

namespace Tocsin.Formats.Misp;

/// <summary>A MISP warninglist (draft-dulaunoy-misp-warninglist-format): values that are met everywhere, so that meeting them says nothing.</summary>
public sealed class WarningList
{
    readonly FrozenSet<string> values;
    readonly FrozenSet<IPNetwork> networks;
    readonly ImmutableArray<int> prefixes;
    readonly ImmutableArray<string> parts;
    readonly ImmutableArray<Regex> expressions;
    readonly FrozenSet<string> sorts;

    WarningList(string name, string type, long entries, IEnumerable<string> matching, Content content)
    {
        (Name, Type, Entries) = (name, type, entries);
        sorts = matching.SelectMany(SortsOf).ToFrozenSet(StringComparer.Ordinal);
        values = content.Values.ToFrozenSet(StringComparer.Ordinal);
        networks = content.Networks.ToFrozenSet();
        prefixes = [.. content.Networks.Select(network => network.PrefixLength).Distinct().OrderDescending()];
        parts = [.. content.Parts];
        expressions = [.. content.Expressions];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How it is compared: hostname, string, substring, cidr or regex.</summary>
    public string Type { get; }

    /// <summary>How many entries it has.</summary>
    public long Entries { get; }

    /// <summary>Reads a list. An entry that cannot be compared is told, and the others count.</summary>
    public static Parsed<WarningList> Read(Stream bytes)
    {
        foreach (var item in JsonFeatures.Read<WarningList>(bytes, new JsonShape("", TrailingCommas: false), static (json, at, _) => Read(JsonFeatures.Element(json), at)))
            return item switch
            {
                Item<WarningList>.Read read => new(read.Value, read.Repairs),
                Item<WarningList>.Refused refused => new(refused.Refusal),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        return new(new Refusal("the document", "it is empty"));
    }

    static Parsed<WarningList> Read(JsonElement json, string at)
    {
        if (json.Text("name") is not { } name) return new(new Refusal(at, "the list has no name"));
        var type = json.Text("type") ?? "string";
        if (type is not ("hostname" or "string" or "substring" or "cidr" or "regex")) return new(new Refusal($"{at}, type", $"lists of the type '{type}' are not read"));
        var (content, repairs, number) = (new Content(), ImmutableArray.CreateBuilder<Repair>(), 0);
        foreach (var entry in json.List("list"))
        {
            if (number == FormatLimits.WarningListEntriesMax) return new(new Refusal($"list[{number}]", $"the list has more than {FormatLimits.WarningListEntriesMax} entries"));
            var place = $"list[{number++}]";
            var fault = entry.ValueKind == JsonValueKind.String ? content.Add(type, entry.GetString()!.Trim()) : "an entry is a text";
            if (fault is not null && repairs.Count < FormatLimits.RepairsMax) repairs.Add(new Repair(place, fault + ": passed over"));
        }
        return number == 0 ? new(new Refusal($"{at}, list", "the list is empty")) : new(new WarningList(name, type, number, json.Texts("matching_attributes"), content), repairs.ToImmutable());
    }

    /// <summary>Whether a value stands in the list.</summary>
    /// <param name="type">What sort of value: domain, url, ipv4, ipv6, cidr, endpoint, md5, sha1, sha256.</param>
    /// <param name="value">The value, normalised.</param>
    public bool Contains(string type, string value) => (sorts.Count == 0 || sorts.Contains(type)) && Type switch
    {
        "cidr" => Host(type, value) is { } host && IsInNetwork(host),
        "hostname" => Host(type, value) is { } host && IsAtOrBelow(host),
        "substring" => parts.Any(part => value.Contains(part, StringComparison.OrdinalIgnoreCase)),
        "regex" => expressions.Any(expression => Matches(expression, value)),
        _ => values.Contains(value) || values.Contains(value.ToLowerInvariant()) || type == "url" && values.Contains(value.TrimEnd('/')),
    };

    /// <summary>The sorts of values that MISP's attribute types hold; the first parts of composite ones count as the others do.</summary>
    static IEnumerable<string> SortsOf(string attribute) => attribute.Split('|').SelectMany<string, string>(part => part switch
    {
        "ip-src" or "ip-dst" or "ip" => ["ipv4", "ipv6", "cidr", "endpoint", "url"],
        "domain" or "hostname" => ["domain", "endpoint", "url"],
        "url" or "uri" or "link" => ["url"],
        "md5" or "x509-fingerprint-md5" => ["md5"],
        "sha1" or "x509-fingerprint-sha1" => ["sha1"],
        "sha256" or "x509-fingerprint-sha256" => ["sha256"],
        _ => [attribute],
    });

    bool IsInNetwork(string host)
    {
        if (IpAddresses.ParseNetwork(host) is not { Network: var inner })
        {
            if (IpAddresses.Parse(host) is not { } address) return false;
            inner = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }
        var bytes = inner.BaseAddress.GetAddressBytes();
        foreach (var prefix in prefixes)
        {
            if (prefix > inner.PrefixLength) continue;
            var cut = (byte[])bytes.Clone();
            for (var bit = prefix; bit < cut.Length * 8; bit++) cut[bit / 8] &= (byte)~(0x80 >> bit % 8);
            if (networks.Contains(new IPNetwork(new IPAddress(cut), prefix))) return true;
        }
        return false;
    }

    bool IsAtOrBelow(string host)
    {
        for (var at = 0; at >= 0; at = host.IndexOf('.', at) is var dot and >= 0 ? dot + 1 : -1)
            if (values.Contains(host[at..])) return true;
        return false;
    }

    static bool Matches(Regex expression, string value)
    {
        try { return expression.IsMatch(value); }
        catch (RegexMatchTimeoutException) { return false; }
    }

    /// <summary>The host that a value leads to; a value of another sort has none.</summary>
    static string? Host(string type, string value) => type switch
    {
        "domain" or "ipv4" or "ipv6" or "cidr" => value,
        "url" when Uri.TryCreate(value, UriKind.Absolute, out var url) => url.IdnHost.Trim('[', ']'),
        "endpoint" => value[..Math.Max(0, value.LastIndexOf(':'))].Trim('[', ']'),
        _ => null,
    };

    /// <summary>The entries in the form in which they are compared.</summary>
    sealed class Content
    {
        readonly HashSet<string> written = new(StringComparer.Ordinal);

        public List<string> Values { get; } = [];
        public List<IPNetwork> Networks { get; } = [];
        public List<string> Parts { get; } = [];
        public List<Regex> Expressions { get; } = [];

        /// <summary>Null where the entry counts, else why not.</summary>
        public string? Add(string type, string entry)
        {
            if (entry.Length == 0) return "the entry is empty";
            switch (type)
            {
                case "cidr":
                    if (IpAddresses.ParseNetwork(entry) is { } read) Networks.Add(read.Network);
                    else if (IpAddresses.Parse(entry) is { } address) Networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
                    else return "it is no network";
                    return null;
                case "hostname":
                    Values.Add(IndicatorParse.Parse(entry, "") is { IsRead: true, Value.Type: IndicatorType.Domain or IndicatorType.Ip } host ? host.Value.Value : entry.Trim('.').ToLowerInvariant());
                    return null;
                case "substring":
                    Parts.Add(entry);
                    return null;
                case "regex":
                    return AddExpression(entry);
                default:
                    Values.Add(IndicatorParse.Parse(entry, "") is { IsRead: true } value ? value.Value.Value : entry.ToLowerInvariant());
                    return null;
            }
        }

        /// <summary>As MISP writes them: bare, or between slashes with letters behind, of which only i counts.</summary>
        string? AddExpression(string entry)
        {
            var last = entry.LastIndexOf('/');
            var isSlashed = entry[0] == '/' && last > 0 && entry.AsSpan(last + 1).ContainsAnyExcept("imsu") == false;
            var (body, letters) = isSlashed ? (entry[1..last], entry[(last + 1)..]) : (entry, "");
            if (written.Contains(entry)) return null;
            if (Expressions.Count == FormatLimits.WarningListExpressionsMax) return string.Create(CultureInfo.InvariantCulture, $"the list has more than {FormatLimits.WarningListExpressionsMax} expressions");
            if (body.Length > FormatLimits.PatternRegexCharsMax) return string.Create(CultureInfo.InvariantCulture, $"the expression is longer than {FormatLimits.PatternRegexCharsMax} characters");
            try
            {
                Expressions.Add(new Regex(body, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (letters.Contains('i', StringComparison.Ordinal) ? RegexOptions.IgnoreCase : RegexOptions.None), TimeSpan.FromSeconds(1)));
                written.Add(entry);
                return null;
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                return "the expression looks around, refers back or does not read";
            }
        }
    }
}
