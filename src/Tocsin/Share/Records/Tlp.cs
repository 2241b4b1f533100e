namespace Tocsin.Share.Records;

/// <summary>FIRST's Traffic Light Protocol, version 2.0, laxest first, so that a greater value is a stricter marking.</summary>
public enum Tlp
{
    /// <summary>TLP:CLEAR: may be shown to anybody. The default value.</summary>
    Clear,
    /// <summary>TLP:GREEN: the community, not the public.</summary>
    Green,
    /// <summary>TLP:AMBER: the organisation and those it serves who need to know.</summary>
    Amber,
    /// <summary>TLP:AMBER+STRICT: the organisation alone.</summary>
    AmberStrict,
    /// <summary>TLP:RED: the persons present alone.</summary>
    Red,
}

/// <summary>Writes and reads markings as leaves carry them.</summary>
public static class TlpNames
{
    static readonly ImmutableArray<string> Names = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"];

    /// <summary>The marking without its prefix: CLEAR, GREEN, AMBER, AMBER+STRICT or RED.</summary>
    public static string Name(this Tlp marking) => Names[(int)marking];

    /// <summary>Reads such a word; a leading <c>TLP:</c> is allowed.</summary>
    public static bool TryParse(string? text, out Tlp marking)
    {
        var word = text is not null && text.StartsWith("TLP:", StringComparison.Ordinal) ? text[4..] : text;
        var at = word is null ? -1 : Names.IndexOf(word);
        marking = (Tlp)Math.Max(at, 0);
        return at >= 0;
    }
}
