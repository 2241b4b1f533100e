using System.Text.Json;

namespace Tocsin.Tests.Fuzzing;

/// <summary>Values at the edges of what formats hold, and pieces of syntax that stand where none should.</summary>
static class Extremes
{
    static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "0.1", "1e308", "1e999", "-1e999", "1E-320", "4.9e-324", "NaN", "-NaN", "Infinity", "-Infinity", "0x10", "00", "+1", "1.", ".5", "1e", "1,5", "1.2.3.4.5", "٣",
        "255", "256", "32768", "65536", "2147483647", "2147483648", "-2147483649", "4294967296", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "99999999999999999999999999999999999999", "180", "180.0000001", "-180", "90", "-90.5", "90.00000000000001", "360", "101", "-100.5", "1e-7", "253402300800", "-62135596801", "253402300799999",
    ];

    static readonly string[] Times =
    [
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:60Z", "9999-12-31T23:59:59.999999999-18:00", "0001-01-01T00:00:00+18:00", "-9998-01-01T00:00:00Z", "-9999-01-01", "10000-01-01T00:00:00Z",
        "2024-02-29", "2023-02-29T00:00:00Z", "2024-02-30", "1900-02-29", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2038-01-19T03:14:08Z", "2262-04-12T00:00:00Z", "2024-01-01T24:00:00Z", "24:00", "2024-W53", "2024-W00",
        "9999-W53", "9999-W52", "0000-01", "9999-12", "2024-13", "31/12/9999", "12/31/0001", "01/02/03", "2024-01-01T00:00:00+19:00", "2024-01-01T00:00:00.0000000001Z", "2024-01-01t00:00:00z", "2567-02-29", "99991231", "0612", "2400",
    ];

    static readonly string[] Texts =
    [
        "", " ", "null", "true", "\0", "\u202E\u0130\u00DF", "\u0001", "\u0085\u2028", "e\u0301\u0301\u0301", "\U0001F600", "\uFFFF", "\uFEFFx", "ﷺ", "ＡＢＣ", "I\u0307", "xn--", "xn--a-ecp.ru", "xn--0", "a..b", ".", "-", "@", "=@", "*", "*.*", "%", "%00", "%zz", "//", "/", "\\", "\\u0000",
        "http://", "https://[::1%0]", "http://[::1]:99999/", "hxxps://", "hxxp[:]//a[.]b/", "http://a:b@c:1/?#", "http://\u00AD/", "1.2.3.4/33", "0.0.0.0/0", "::/0", "::ffff:0:0/96", "256.1.1.1", "0x7f.1", "1.2.3", "fe80::1%eth0", "tel:+", "+99999999999999999",
        "CON", "../../../etc/passwd", "POLYGON EMPTY", "1,2 3,4 5,6", "0,0 0,0 0,0 0,0", "90,180 -90,-180 90,-180 90,180", "0,0 20001", "0,0 -1", "0,180 1e9", "89.9,0 20000", "a|b", "|", "||||", "a,b,2024-01-01T00:00:00Z", "\"", "\"a", "'", "''",
        "[a:b = 1] FOLLOWEDBY [", "[a:b MATCHES '(a+)+$']", "/(a+)+$/i", "/((a{1000}){1000}){1000}/", "(?:(?:(?:a{99}){99}){99}){9}", "/[a-\\d]/", "[[[[", "((((", "&#0;", "&#x110000;", "&lt;", "]]>", "tlp:white", "TLP:AMBER+STRICT", "NATNPS", "$BNRDD", "!AIVDM,9,9,,A,,0*00", "18 99.9N 200 99.9E", "00-00.0N 000-00.0E",
        "12-34.5N 123-45.6E", "CANCEL THIS MSG 310000Z FEB 24", "000000Z JAN 00", "995959Z DEC 99", "((((((((((((((((((((", "AA==", "====", "-----BEGIN CERTIFICATE-----", "— a b", "<a/>", "{}", "[]", "#", ";", "\t", "\r",
    ];

    /// <summary>Syntax, put where a border is.</summary>
    static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\u0000", "/*", "//", "\n", "\r\n", "\r", "\n\n", "\t", ";", "|", "*", "*00", "!", "$", "\\s:a*00\\", "'", "''", "(", ")", "<", ">", "</a>", "<a>", "<a/>", "&", "&xxe;", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "]]>",
        "<?xml version=\"1.1\"?>", "<?x ?>", "<!DOCTYPE a [<!ENTITY x 'y'>]>", " xmlns=\"\"", " xmlns:a=\"urn:a\"", " xmlns=\"urn:oasis:names:tc:emergency:cap:1.1\"", " a=\"1\"", " a=\"1\" a=\"2\"", " xml:space=\"preserve\"", "\0", "\uFEFF", "\uFFFD", "\u2028", "---", "- ", "&a *a", "!!binary ", "%YAML 1.1", "=", "==", " AND ", " OR ", " NOT ", " FOLLOWEDBY ", "-- ", "#",
    ];

    /// <summary>A value in the place of another, as the structure writes such.</summary>
    public static string Value(Structure structure, Random random)
    {
        var text = random.Next(8) switch
        {
            < 3 => Of(Numbers, random),
            3 or 4 => Of(Times, random),
            5 => Long(random),
            _ => Of(Texts, random),
        };
        if (structure is not (Structure.Json or Structure.NotedJson)) return structure == Structure.Xml && random.Next(4) > 0 ? Escaped(text) : text;
        return random.Next(8) switch
        {
            0 => Of(["null", "true", "false", "[]", "{}", "[null]", "{\"\":null}", "[[[[]]]]", "[1,\"x\",{}]", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\/\\b\\f\""], random),
            1 => text,
            2 => Of(Numbers, random),
            _ => JsonSerializer.Serialize(text),
        };
    }

    public static string Piece(Random random) => Of(Pieces, random);

    /// <summary>A name with which a structure opens and closes one more level.</summary>
    public static (string Open, string Close) Level(Structure structure, Random random) => structure switch
    {
        Structure.Json or Structure.NotedJson => random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}"),
        Structure.Xml => ("<a>", "</a>"),
        Structure.Rows => ("\"", "\""),
        _ => random.Next(2) == 0 ? ("(", ")") : ("[", "]"),
    };

    static string Long(Random random)
    {
        var times = 1 << random.Next(4, 15);
        return random.Next(6) switch
        {
            0 => new string('9', times),
            1 => string.Concat(Enumerable.Repeat("a.", times / 2)),
            2 => string.Concat(Enumerable.Repeat("10,20 ", times / 6)),
            3 => string.Concat(Enumerable.Repeat("\u0301", times)),
            4 => string.Concat(Enumerable.Repeat("1/", times / 2)),
            _ => new string('a', times),
        };
    }

    static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    static string Of(string[] list, Random random) => list[random.Next(list.Length)];
}
