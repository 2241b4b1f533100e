namespace Tocsin.Formats;

/// <summary>How much of a foreign file is read before it is refused. Every limit is tested at its edge.</summary>
/// <remarks>There is no limit on the length of a CSV, a list or a GeoJSON collection: they are streamed, and only
/// one row or feature is in memory at a time.</remarks>
public static class FormatLimits
{
    /// <summary>How many bytes <see cref="Recognition"/> looks at.</summary>
    public const int RecognitionBytes = 64 << 10;

    /// <summary>The longest XML document.</summary>
    public const int XmlBytesMax = 16 << 20;

    /// <summary>How deep XML elements may be nested, the root being 1.</summary>
    public const int XmlDepthMax = 64;

    /// <summary>How many attributes an XML element may carry, its namespace declarations included.</summary>
    public const int XmlAttributesMax = 64;

    /// <summary>How many elements an XML document may hold.</summary>
    public const int XmlElementsMax = 500_000;

    /// <summary>How many repairs of one alert are told; further ones are made all the same.</summary>
    public const int RepairsMax = 100;

    /// <summary>How many signatures of one alert are judged; where there are more, none is.</summary>
    public const int SignaturesMax = 4;

    /// <summary>How much is done to judge the signatures of one XML document, in bytes of canonical form (keys and certificates count as some of these); what comes after is not judged.</summary>
    public const int SignatureBytesMax = 3 * XmlBytesMax;

    /// <summary>The longest value, certificate or digest of a signature, in characters of base64.</summary>
    public const int SignaturePartCharsMax = 16 << 10;

    /// <summary>How many certificates beside a signature are looked at.</summary>
    public const int SignatureCertificatesMax = 8;

    /// <summary>How many certificates may be pinned for one feed.</summary>
    public const int SignaturePinsMax = 100;

    /// <summary>The shortest RSA key that is trusted, in bits.</summary>
    public const int SignatureRsaBitsLeast = 2_048;

    /// <summary>The shortest elliptic-curve key that is trusted, in bits.</summary>
    public const int SignatureCurveBitsLeast = 256;

    /// <summary>The longest RSA key that is tried, in bits.</summary>
    public const int SignatureRsaBitsMax = 8_192;

    /// <summary>How deep JSON objects and arrays may be nested.</summary>
    public const int JsonDepthMax = 64;

    /// <summary>The longest GeoJSON feature, and the longest JSON document that is not a collection.</summary>
    public const int JsonItemBytesMax = 16 << 20;

    /// <summary>The longest CSV row or list line, without its line ends.</summary>
    public const int CsvRowBytesMax = 64 << 10;

    /// <summary>How many lines one CSV row may span, where a quoted field holds line ends.</summary>
    public const int CsvRowLinesMax = 100;

    /// <summary>How many columns a CSV row may have.</summary>
    public const int CsvColumnsMax = 256;

    /// <summary>How many positions one geometry may have, all its parts together.</summary>
    public const int GeometryVerticesMax = 500_000;

    /// <summary>How many positions a polygon may have to be cut at 180°: the cut can take the square of it.</summary>
    public const int PolygonCutVerticesMax = 4_000;

    /// <summary>How many positions a polygon may have to be checked for crossing itself, for the same reason.</summary>
    public const int PolygonCheckVerticesMax = 1_000;

    /// <summary>The largest radius of a CAP circle, in kilometres: just short of half the way round the Earth.</summary>
    public const double CircleRadiusKmMax = 20_000;

    /// <summary>The longest indicator (a URL), in characters.</summary>
    public const int IndicatorCharsMax = 4_096;

    /// <summary>The longest text of a navigational warning, in characters.</summary>
    public const int NavTextCharsMax = 100_000;

    /// <summary>How many positions of a navigational warning are drawn.</summary>
    public const int NavPositionsMax = 2_000;

    /// <summary>How many other warnings one navigational warning may cancel; further ones are passed over.</summary>
    public const int NavCancelsMax = 200;

    /// <summary>How many columns a table of counts may have: wide ones have a column for each day.</summary>
    public const int CountColumnsMax = 4_096;

    /// <summary>How many values of one file are kept in memory where a count is made of several: cumulative tables and line lists.</summary>
    public const int CountsHeldMax = 1_000_000;

    /// <summary>How many lines apart the sentences of one AIS message may stand.</summary>
    public const int AisLinesApartMax = 1_000;

    /// <summary>The longest STIX pattern, in characters.</summary>
    public const int PatternCharsMax = 1_000_000;

    /// <summary>How deep the parentheses of a STIX pattern may be nested.</summary>
    public const int PatternDepthMax = 64;

    /// <summary>How many values of one STIX pattern are matched; further ones stay in the pattern alone.</summary>
    public const int PatternValuesMax = 1_000;

    /// <summary>The longest regular expression of a STIX pattern or a warning list that is tried, in characters.</summary>
    public const int PatternRegexCharsMax = 4_096;

    /// <summary>How many entries a warning list may have.</summary>
    public const int WarningListEntriesMax = 2_000_000;

    /// <summary>How many regular expressions a warning list may have: each is an automaton of some 75,000 bytes.</summary>
    public const int WarningListExpressionsMax = 1_000;

    const byte ADocumentsBeginningIsRecognisable = RecognitionBytes <= XmlBytesMax ? 0 : -1; // else: CS0031
    const byte AnIndicatorFitsItsRow = IndicatorCharsMax * 4 <= CsvRowBytesMax ? 0 : -1;
    const byte APolygonThatIsCheckedCanBeCut = PolygonCheckVerticesMax <= PolygonCutVerticesMax ? 0 : -1;
    const byte APolygonThatIsCutFits = PolygonCutVerticesMax <= GeometryVerticesMax ? 0 : -1;
}
