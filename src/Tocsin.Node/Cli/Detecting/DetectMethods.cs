using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>The methods of <c>tocsin detect</c> and their parameters, which carry the reference's names in kebab case.</summary>
static class DetectMethods
{
    const double Any = 1e15;

    static readonly string[] Known = ["ears-c1", "ears-c2", "ears-c3", "farrington-flexible"];

    public static readonly Option<string> Method = new("--method") { Description = string.Join(", ", Known), HelpName = "M", Required = true, Validators = { CheckMethod } };

    static readonly Option<double?> Alpha = NumberOption.Real("--alpha", "How often a point without an outbreak may be above the bound (EARS: 0.001, C3 0.025; Farrington: 0.05)", "A", 1e-12, 0.5);

    static readonly Option<int> Baseline = NumberOption.Whole("--baseline", "EARS: points of the baseline", "N", 3, 10_000, 7);
    static readonly Option<double?> MinSigma = NumberOption.Real("--min-sigma", "EARS: least standard deviation (default: 0)", "S", 0, Any);

    static readonly FarringtonOptions Usual = new();
    static readonly Option<int> B = NumberOption.Whole("--b", "Farrington: years to go back", "N", 1, 100, Usual.Years);
    static readonly Option<int> W = NumberOption.Whole("--w", "Farrington: points either side of an anniversary", "N", 0, 182, Usual.HalfWindow);
    static readonly Option<int> NoPeriods = NumberOption.Whole("--no-periods", "Farrington: levels of the season", "N", 1, 100, Usual.Periods);
    static readonly Option<int> PastWeeks = NumberOption.Whole("--past-weeks-not-included", "Farrington: last points left out (default: as --w)", "N", 0, 10_000, -1);
    static readonly Option<bool> Reweight = new("--reweight") { Description = "Farrington: weigh past outbreaks down", HelpName = "true|false", DefaultValueFactory = _ => Usual.Reweight };
    static readonly Option<double?> WeightsThreshold = NumberOption.Real("--weights-threshold", "Farrington: residual above which they are (default: 2.58)", "S", 0, Any);
    static readonly Option<bool> Trend = new("--trend") { Description = "Farrington: try a trend", HelpName = "true|false", DefaultValueFactory = _ => Usual.Trend };
    static readonly Option<double?> PTrend = NumberOption.Real("--p-threshold-trend", "Farrington: p-value below which a trend is kept (default: 0.05)", "P", 0, 1);
    static readonly Option<string> Threshold = new("--threshold-method") { Description = "Farrington: delta, nbPlugin or muan", HelpName = "T", DefaultValueFactory = _ => "delta", Validators = { result => Check(result, ThresholdOf, "delta, nbPlugin, muan") } };
    static readonly Option<string> Power = new("--powertrans") { Description = "Farrington, delta: 2/3, 1/2 or none", HelpName = "P", DefaultValueFactory = _ => "2/3", Validators = { result => Check(result, PowerOf, "2/3, 1/2, none") } };
    static readonly Option<bool> PopulationOffset = new("--population-offset") { Description = "Farrington: model rates of the population" };
    static readonly Option<bool> AsReference = new("--as-reference") { Description = "With the reference implementation's known faults (EARS: always)" };
    static readonly Option<(double Cases, int Points)> Limit54 = new("--limit54")
    {
        Description = "Farrington: no alarm with fewer than the first number of cases in the second number of last points", HelpName = "5,4",
        CustomParser = ReadLimit, DefaultValueFactory = _ => (Usual.CasesMin, Usual.CasesOver),
    };

    static readonly Option[] EarsParameters = [Alpha, Baseline, MinSigma, AsReference];
    static readonly Option[] FarringtonParameters =
        [Alpha, B, W, NoPeriods, PastWeeks, Reweight, WeightsThreshold, Trend, PTrend, Limit54, Threshold, Power, PopulationOffset, AsReference];

    /// <summary>All parameters of all methods.</summary>
    public static IEnumerable<Option> Parameters => EarsParameters.Union(FarringtonParameters);

    /// <summary>The detector that the command line asks for.</summary>
    /// <exception cref="IOException">A parameter is not one of the method's.</exception>
    public static ISeriesDetector Build(ParseResult parsed)
    {
        var method = parsed.GetValue(Method)!;
        var isEars = method != "farrington-flexible";
        foreach (var option in Parameters.Except(isEars ? EarsParameters : FarringtonParameters))
            if (parsed.GetResult(option) is { Implicit: false }) throw new IOException($"{method} has no parameter {option.Name}");
        return isEars ? BuildEars(parsed, method) : new FarringtonFlexible(BuildFarrington(parsed));
    }

    static Ears BuildEars(ParseResult parsed, string method) => new(
        method switch { "ears-c1" => EarsMethod.C1, "ears-c2" => EarsMethod.C2, _ => EarsMethod.C3 },
        parsed.GetValue(Baseline), parsed.GetValue(MinSigma) ?? 0, parsed.GetValue(Alpha));

    static FarringtonOptions BuildFarrington(ParseResult parsed) => new()
    {
        Years = parsed.GetValue(B), HalfWindow = parsed.GetValue(W), Periods = parsed.GetValue(NoPeriods),
        RecentExcluded = parsed.GetValue(PastWeeks) is var past and >= 0 ? past : null,
        Reweight = parsed.GetValue(Reweight), WeightsThreshold = parsed.GetValue(WeightsThreshold) ?? Usual.WeightsThreshold,
        Trend = parsed.GetValue(Trend), TrendPValueBelow = parsed.GetValue(PTrend) ?? Usual.TrendPValueBelow,
        Alpha = parsed.GetValue(Alpha) ?? Usual.Alpha, CasesMin = parsed.GetValue(Limit54).Cases, CasesOver = parsed.GetValue(Limit54).Points,
        Method = ThresholdOf(parsed.GetValue(Threshold)!)!.Value, Power = PowerOf(parsed.GetValue(Power)!)!.Value,
        PopulationOffset = parsed.GetValue(PopulationOffset), AsReference = parsed.GetValue(AsReference),
    };

    static void CheckMethod(OptionResult result)
    {
        var name = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        if (!Known.Contains(name)) result.AddError($"method '{name}' is not known here; these are: {string.Join(", ", Known)}");
    }

    static void Check<T>(OptionResult result, Func<string, T?> read, string words) where T : struct
    {
        if (result.Tokens.Count > 0 && read(result.Tokens[^1].Value) is null) result.AddError($"'{result.Tokens[^1].Value}' is none of {words}");
    }

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
        if (parts.Length == 2 && double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cases) && cases <= Any
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var points) && points is >= 1 and <= 10_000) return (cases, points);
        result.AddError($"'{text}' is not like 5,4: cases from 0 on, and points from 1 to 10000");
        return default;
    }
}
