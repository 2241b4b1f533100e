using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>Farrington's two methods.</summary>
static class FarringtonMethods
{
    static readonly FarringtonOptions Usual = new();
    static readonly Option<int> NoPeriods = NumberOption.Whole("--no-periods", "Farrington flexible: levels of the season", "N", 1, 100, Usual.Periods);
    static readonly Option<int> PastWeeks = NumberOption.Whole("--past-weeks-not-included", "Farrington flexible: last points left out (default: as --w)", "N", 0, 10_000, -1);
    static readonly Option<bool> Reweight = new("--reweight") { Description = "Farrington: weigh past outbreaks down", HelpName = "true|false", DefaultValueFactory = _ => Usual.Reweight };
    static readonly Option<double?> WeightsThreshold = NumberOption.Real("--weights-threshold", "Farrington flexible: residual above which they are (default: 2.58)", "S", 0, DetectParameters.Any);
    static readonly Option<double?> PTrend = NumberOption.Real("--p-threshold-trend", "Farrington flexible: p-value below which a trend is kept (default: 0.05)", "P", 0, 1);
    static readonly Option<string> Threshold = new("--threshold-method") { Description = "Farrington flexible: delta, nbPlugin or muan", HelpName = "T", DefaultValueFactory = _ => "delta", Validators = { result => DetectParameters.Check(result, ThresholdOf, "delta, nbPlugin, muan") } };
    static readonly Option<string> Power = new("--powertrans") { Description = "Farrington, delta: 2/3, 1/2 or none", HelpName = "P", DefaultValueFactory = _ => "2/3", Validators = { result => DetectParameters.Check(result, PowerOf, "2/3, 1/2, none") } };
    static readonly Option<bool> PopulationOffset = new("--population-offset") { Description = "Farrington flexible: model rates of the population" };
    static readonly Option<(double Cases, int Points)> Limit54 = new("--limit54")
    {
        Description = "Farrington: no alarm with fewer than the first number of cases in the second number of last points", HelpName = "5,4",
        CustomParser = ReadLimit, DefaultValueFactory = _ => (Usual.CasesMin, Usual.CasesOver),
    };

    static readonly Option[] Classic = [DetectParameters.Alpha, DetectParameters.B, DetectParameters.W, Reweight, DetectParameters.Trend, Limit54, Power, DetectParameters.AsReference];

    public static readonly DetectMethod[] All =
    [
        new("farrington", Classic, BuildClassic),
        new("farrington-flexible", [.. Classic, NoPeriods, PastWeeks, WeightsThreshold, PTrend, Threshold, PopulationOffset], BuildFlexible),
    ];

    static FarringtonClassic BuildClassic(ParseResult parsed) => new(new()
    {
        Years = Years(parsed), HalfWindow = HalfWindow(parsed), Reweight = parsed.GetValue(Reweight), Trend = parsed.GetValue(DetectParameters.Trend) ?? Usual.Trend,
        Alpha = DetectParameters.Probability(parsed, Usual.Alpha), CasesMin = parsed.GetValue(Limit54).Cases, CasesOver = parsed.GetValue(Limit54).Points,
        Power = PowerOf(parsed.GetValue(Power)!)!.Value, AsReference = parsed.GetValue(DetectParameters.AsReference),
    });

    static FarringtonFlexible BuildFlexible(ParseResult parsed) => new(new()
    {
        Years = Years(parsed), HalfWindow = HalfWindow(parsed), Periods = parsed.GetValue(NoPeriods),
        RecentExcluded = parsed.GetValue(PastWeeks) is var past and >= 0 ? past : null,
        Reweight = parsed.GetValue(Reweight), WeightsThreshold = parsed.GetValue(WeightsThreshold) ?? Usual.WeightsThreshold,
        Trend = parsed.GetValue(DetectParameters.Trend) ?? Usual.Trend, TrendPValueBelow = parsed.GetValue(PTrend) ?? Usual.TrendPValueBelow,
        Alpha = DetectParameters.Probability(parsed, Usual.Alpha), CasesMin = parsed.GetValue(Limit54).Cases, CasesOver = parsed.GetValue(Limit54).Points,
        Method = ThresholdOf(parsed.GetValue(Threshold)!)!.Value, Power = PowerOf(parsed.GetValue(Power)!)!.Value,
        PopulationOffset = parsed.GetValue(PopulationOffset), AsReference = parsed.GetValue(DetectParameters.AsReference),
    });

    static int Years(ParseResult parsed) => DetectParameters.Whole(parsed, DetectParameters.B, Usual.Years, 1);

    static int HalfWindow(ParseResult parsed) => DetectParameters.Whole(parsed, DetectParameters.W, Usual.HalfWindow, 0);

    static ThresholdMethod? ThresholdOf(string word) => word.ToUpperInvariant() switch
    {
        "DELTA" => ThresholdMethod.Delta, "NBPLUGIN" => ThresholdMethod.NbPlugin, "MUAN" => ThresholdMethod.Muan, _ => null,
    };

    static PowerTransformation? PowerOf(string word) => word switch
    {
        "2/3" => PowerTransformation.TwoThirds, "1/2" => PowerTransformation.Half, "none" => PowerTransformation.None, _ => null,
    };

    static (double Cases, int Points) ReadLimit(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var parts = text.Split(',');
        if (parts.Length == 2 && double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cases) && cases <= DetectParameters.Any
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var points) && points is >= 1 and <= 10_000) return (cases, points);
        result.AddError($"'{text}' is not like 5,4: cases from 0 on, and points from 1 to 10000");
        return default;
    }
}
