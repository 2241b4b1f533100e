using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>Tocsin's own method.</summary>
static class TocsinMethod
{
    static readonly Option<double[]> Completeness = new("--completeness")
    {
        Description = "tocsin: which share of the last counts has been reported by now, the newest first", HelpName = "0.5,0.8,...", CustomParser = Read, DefaultValueFactory = _ => [],
    };

    public static readonly DetectMethod Method = new("tocsin", [DetectParameters.Alpha, Completeness], Build);

    static TocsinDetector Build(ParseResult parsed) => new(new()
    {
        Alpha = parsed.GetValue(DetectParameters.Alpha) ?? new TocsinOptions().Alpha,
        Completeness = parsed.GetValue(Completeness)!,
    });

    static double[] Read(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var shares = new List<double>();
        foreach (var word in text.Split(','))
        {
            if (double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)) shares.Add(share);
            else result.AddError($"'{text}' is not like 0.5,0.8: shares from above 0 to 1, the newest first");
        }
        return [.. shares];
    }
}
