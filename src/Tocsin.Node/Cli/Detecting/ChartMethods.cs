using System.CommandLine;
using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>Methods that add up over time: CUSUM and GLR.</summary>
static class ChartMethods
{
    static readonly Option<double?> H = NumberOption.Real("--h", "CUSUM: sum at which there is an alarm (2.26)", "H", 0, DetectParameters.Any);
    static readonly Option<string> Trans = new("--trans")
    {
        Description = "CUSUM: standard, rossi, anscombe, anscombe2nd, pearsonNegBin or none", HelpName = "T", DefaultValueFactory = _ => "standard",
        Validators = { result => DetectParameters.Check(result, TransformationOf, "standard, rossi, anscombe, anscombe2nd, pearsonNegBin, none") },
    };
    static readonly Option<double?> Threshold = NumberOption.Real("--c-arl", "GLR: statistic at which there is an alarm (5)", "C", 0, DetectParameters.Any);
    static readonly Option<int> Shortest = NumberOption.Whole("--mtilde", "GLR: fewest points since the change", "N", 1, 1_000, 1);
    static readonly Option<string> Change = new("--change") { Description = "GLR: intercept or epi", HelpName = "C", DefaultValueFactory = _ => "intercept", Validators = { result => DetectParameters.Check(result, ChangeOf, "intercept, epi") } };
    static readonly Option<double?> Theta = NumberOption.Real("--theta", "GLR: the change's size, where it is known", "X", 0, 100);
    static readonly Option<int> Harmonics = NumberOption.Whole("--s", "GLR: harmonics of the season", "N", 0, 6, 1);
    static readonly Option<double?> Mu0 = NumberOption.Real("--mu0", "GLR: the expected count, where it is known", "M", 0, DetectParameters.Any);

    static readonly Option[] Glr = [Threshold, Shortest, DetectParameters.M, Theta, Harmonics, DetectParameters.Trend, Mu0, DetectParameters.Ret, DetectParameters.AsReference];

    public static readonly DetectMethod[] All =
    [
        new("cusum", [DetectParameters.K, H, Trans, DetectParameters.M, DetectParameters.Alpha, DetectParameters.AsReference], BuildCusum),
        new("glr-poisson", [.. Glr, Change], parsed => BuildGlr(parsed, 0)),
        new("glr-negbin", [.. Glr, DetectParameters.Alpha], parsed => BuildGlr(parsed, parsed.GetValue(DetectParameters.Alpha))),
    ];

    static Cusum BuildCusum(ParseResult parsed)
    {
        var usual = new CusumOptions();
        return new(usual with
        {
            ReferenceValue = parsed.GetValue(DetectParameters.K) ?? usual.ReferenceValue, DecisionInterval = parsed.GetValue(H) ?? usual.DecisionInterval,
            Transformation = TransformationOf(parsed.GetValue(Trans)!)!.Value, Overdispersion = parsed.GetValue(DetectParameters.Alpha) ?? usual.Overdispersion,
            Baseline = Expected(parsed.GetValue(DetectParameters.M)), AsReference = parsed.GetValue(DetectParameters.AsReference),
        });
    }

    static Glr BuildGlr(ParseResult parsed, double? overdispersion)
    {
        var usual = new GlrOptions();
        return new(usual with
        {
            Threshold = parsed.GetValue(Threshold) ?? usual.Threshold, Shortest = parsed.GetValue(Shortest), Window = Window(parsed.GetValue(DetectParameters.M)),
            Change = ChangeOf(parsed.GetValue(Change)!)!.Value, KnownChange = parsed.GetValue(Theta), Overdispersion = overdispersion, Upper = DetectParameters.Upper(parsed),
            Baseline = parsed.GetValue(Mu0) is { } mean ? BaselineModel.Known(mean) : BaselineModel.Seasonal(parsed.GetValue(Harmonics), parsed.GetValue(DetectParameters.Trend) ?? false),
            AsReference = parsed.GetValue(DetectParameters.AsReference),
        });
    }

    static BaselineModel Expected(string? told) => told switch
    {
        null or "mean" => BaselineModel.Mean,
        "glm" => BaselineModel.Seasonal(),
        _ when double.TryParse(told, NumberStyles.Float, CultureInfo.InvariantCulture, out var mean) && mean is > 0 and <= DetectParameters.Any => BaselineModel.Known(mean),
        _ => throw new IOException($"--m: '{told}' is none of mean, glm, or a number above 0"),
    };

    static int? Window(string? told) => told is null or "-1" ? null
        : int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var window) && window <= 100_000 ? window
        : throw new IOException($"--m: '{told}' is neither -1 nor a number from 0 to 100000");

    static CusumTransformation? TransformationOf(string word) => word.ToUpperInvariant() switch
    {
        "STANDARD" => CusumTransformation.Standard, "ROSSI" => CusumTransformation.Rossi, "ANSCOMBE" => CusumTransformation.Anscombe,
        "ANSCOMBE2ND" => CusumTransformation.Anscombe2nd, "PEARSONNEGBIN" => CusumTransformation.PearsonNegBin, "NONE" => CusumTransformation.None, _ => null,
    };

    static GlrChange? ChangeOf(string word) => word switch { "intercept" => GlrChange.Intercept, "epi" => GlrChange.Epidemic, _ => null };
}
