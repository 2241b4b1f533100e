using System.Reflection;
using Tocsin.Tests.Fuzzing;
using Xunit;

namespace Tocsin.Tests.Conventions;

/// <summary>What reads text or bytes from elsewhere stands in the table of fuzzed parsers, or here with the reason why not.</summary>
public sealed class FuzzedParsersTests
{
    static readonly Assembly[] Assemblies = [typeof(Tocsin.Log.MerkleTree).Assembly, typeof(Tocsin.Formats.Recognition).Assembly, typeof(Tocsin.Limits).Assembly];

    static readonly Type[] Inputs = [typeof(Stream), typeof(TextReader), typeof(byte[]), typeof(ReadOnlySpan<byte>), typeof(ReadOnlyMemory<byte>), typeof(string), typeof(Tocsin.Share.Sync.PartnerRequest)];

    static readonly string[] Verbs = ["Read", "Parse", "TryParse", "TryRead", "Recognise", "Verify", "Check"];

    /// <summary>By which parser of the table it is asked; empty: an officer's own word, a path or an option, is no file of others.</summary>
    static readonly Dictionary<string, string> Others = new()
    {
        ["TilePath.TryParse"] = "tile", ["JsonRecognition.Recognise"] = "recognition", ["TextRecognition.Recognise"] = "recognition", ["XmlRecognition.Recognise"] = "recognition",
        ["DegreesText.Read"] = "asam-csv", ["CsvHeader.Read"] = "firms", ["CsvTable`1.Read"] = "counts", ["XmlParts.Document"] = "cap-index", ["JsonFeatures.Read"] = "geojson", ["StixTime.Read"] = "stix",
        ["PatternParser.Parse"] = "stix-pattern", ["NavPlaces.Read"] = "navwarnings", ["NavTimes.Read"] = "navwarnings", ["FraudValue.Parse"] = "indicators", ["HostName.Parse"] = "indicators", ["Iban.Parse"] = "indicators",
        ["IndicatorUrl.Parse"] = "indicators", ["IndicatorUrl.Host"] = "indicators", ["Monero.Check"] = "indicators", ["PhoneNumber.Parse"] = "indicators", ["CountDates.Read"] = "counts", ["CountDates.ReadWeek"] = "counts",
        ["CapPolygon.Read"] = "cap", ["CapReferences.Read"] = "cap", ["CapTime.Read"] = "cap", ["NmeaSentence.Read"] = "ais", ["RequestSignature.Verify"] = "request", ["TlpNames.TryParse"] = "leaf",
        ["DocumentJson.Read"] = "charter", ["DocumentJson.Note"] = "charter", ["DocumentJson.Value"] = "charter", ["HashedValues.Read"] = "door-misp", ["AisDoor.Read"] = "door-ais", ["CapMoment.Read"] = "door-cap", ["SeaIncident.ReadPlace"] = "",
        ["Founding.Of"] = "", ["DoorFormats.TryParse"] = "", ["ExportReport.TryParse"] = "", ["MispFeedFolder.Open"] = "misp-manifest", ["SourceFile.Open"] = "", ["SourceFile.Recognise"] = "recognition",
    };

    [Fact]
    public void Every_parser_is_fuzzed_or_says_why_not()
    {
        var known = Parsers.All.SelectMany(parser => parser.Covers).Concat(Others.Keys).ToHashSet(StringComparer.Ordinal);
        var unknown = string.Join('\n', Candidates().Where(name => !known.Contains(name)).Distinct());
        Assert.True(unknown.Length == 0, unknown);
    }

    [Fact]
    public void The_table_names_what_there_is()
    {
        var there = Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(type => type.GetMethods(All).Select(method => $"{type.Name}.{method.Name}")).ToHashSet(StringComparer.Ordinal);
        Assert.All(Parsers.All.SelectMany(parser => parser.Covers).Concat(Others.Keys), name => Assert.Contains(name, there));
        Assert.All(Others.Values, through => Assert.True(through.Length == 0 || Parsers.All.Any(parser => parser.Name == through), through));
        Assert.Equal(Parsers.All.Length, Parsers.All.Select(parser => parser.Name).Distinct().Count());
    }

    const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Static methods, not private to another, that take text or bytes and read them by name or by what they give back.</summary>
    static IEnumerable<string> Candidates() =>
        from assembly in Assemblies
        from type in assembly.GetTypes()
        where !type.IsNested
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where method.GetParameters() is [var first, ..] && Inputs.Contains(first.ParameterType) && (IsParsed(method.ReturnType) || Verbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal)))
        select $"{type.Name}.{method.Name}";

    static bool IsParsed(Type type) => type.IsGenericType && type.Name is "Parsed`1" || type.IsGenericType && type.GetGenericArguments() is [{ IsGenericType: true, Name: "Item`1" }];
}
