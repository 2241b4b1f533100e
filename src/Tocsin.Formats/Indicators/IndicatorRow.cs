using Tocsin.Formats.Text;

namespace Tocsin.Formats.Indicators;

/// <summary>Reads rows of an indicator CSV with one header.</summary>
sealed class IndicatorRow(CsvHeader header)
{
    static readonly string[] ValueNames = ["indicator", "value", "ioc", "observable"];

    readonly int value = header.Column(ValueNames);
    readonly int type = header.Column("type", "indicator_type", "ioc_type");
    readonly int confidence = header.Column("confidence", "confidence_level");
    readonly int first = header.Column("first_seen", "firstseen");
    readonly int last = header.Column("last_seen", "lastseen");
    readonly int tlp = header.Column("tlp");
    readonly int category = header.Column("category");
    readonly int description = header.Column("description", "comment");
    readonly RowFields fields = new(header);

    /// <summary>Whether a first row is the header of such a file, and not a value.</summary>
    public static bool IsHeader(CsvHeader header) => header.Column(ValueNames) >= 0;

    /// <summary>The row's indicator, or why it is refused.</summary>
    public Parsed<Indicator> Read(ReadOnlySpan<byte> row, string at)
    {
        if (!fields.Begin(row, at)) return new(fields.Fault!.Value);
        var indicator = fields.Indicator(row, value);
        if (indicator is null) return new(fields.Fault!.Value);
        CheckType(fields.Text(row, type), indicator.Type);
        var read = indicator with
        {
            ConfidencePercent = fields.Confidence(row, confidence),
            FirstSeen = fields.Time(row, first)?.ToInstant(),
            LastSeen = fields.Time(row, last)?.ToInstant(),
            Tlp = fields.Tlp(row, tlp),
            Category = fields.Text(row, category),
            Description = fields.Text(row, description),
        };
        if (read.FirstSeen > read.LastSeen) fields.Fail("last_seen", "it was last seen before it was first seen");
        return fields.Fault is { } fault ? new(fault) : new(read, fields.Repairs);
    }

    void CheckType(string? said, IndicatorType found)
    {
        if (said is null) return;
        IndicatorType[] meant = said.ToUpperInvariant() switch
        {
            "DOMAIN" or "HOSTNAME" or "FQDN" or "DOMAIN-NAME" => [IndicatorType.Domain],
            "IP" or "IPV4" or "IPV6" or "IP-DST" or "IP-SRC" or "IPV4-ADDR" or "IPV6-ADDR" => [IndicatorType.Ip, IndicatorType.Network],
            "CIDR" or "NETWORK" or "NETBLOCK" => [IndicatorType.Network],
            "IP:PORT" or "IP-DST|PORT" or "IP-SRC|PORT" or "HOSTNAME|PORT" or "ENDPOINT" => [IndicatorType.Endpoint],
            "URL" or "URI" or "LINK" => [IndicatorType.Url],
            "MD5" or "FILEHASH-MD5" or "MD5_HASH" => [IndicatorType.Md5],
            "SHA1" or "SHA-1" or "FILEHASH-SHA1" or "SHA1_HASH" => [IndicatorType.Sha1],
            "SHA256" or "SHA-256" or "FILEHASH-SHA256" or "SHA256_HASH" => [IndicatorType.Sha256],
            "IBAN" => [IndicatorType.Iban],
            "ACCOUNT" or "BANK-ACCOUNT" or "BANK-ACCOUNT-NR" => [IndicatorType.Account, IndicatorType.Iban],
            "PHONE" or "PHONE-NUMBER" or "MSISDN" => [IndicatorType.Phone],
            "WALLET" or "BTC" or "ETH" or "CRYPTOCURRENCY" => [IndicatorType.Wallet],
            "HASH" or "FILE" => [IndicatorType.Md5, IndicatorType.Sha1, IndicatorType.Sha256],
            _ => [],
        };
        if (meant.Length == 0) fields.Fail("type", $"indicators of the type '{said}' are not read");
        else if (!meant.Contains(found)) fields.Note("type", $"it says '{said}', but the value reads as {found}: read as that");
    }
}
