using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>The parameters that several methods share. They carry the reference's names in kebab case; what a
/// number may be depends on the method.</summary>
static class DetectParameters
{
    public const double Any = 1e15;

    const double ProbabilityMin = 1e-12, ProbabilityMax = 0.5;

    public static readonly Option<double?> Alpha = NumberOption.Real("--alpha", "How often a point without an outbreak may be above the bound (tocsin: 0.01; EARS: 0.001, C3 0.025; Farrington, Bayes: 0.05); CUSUM and GLR: overdispersion, the variance being m + A m^2 (glr-negbin: estimated)", "A", 0, 1_000);
    public static readonly Option<double?> B = NumberOption.Real("--b", "Farrington, Bayes, RKI: years to go back (5; 0; 2)", "N", 0, 100);
    public static readonly Option<double?> W = NumberOption.Real("--w", "Farrington, Bayes, RKI: points either side of an anniversary (3; 6; 4)", "N", 0, 182);
    public static readonly Option<double?> K = NumberOption.Real("--k", "CUSUM: reference value (1.04); OutbreakP: threshold (100)", "K", 0, Any);
    public static readonly Option<string> M = new("--m") { Description = "CUSUM: expected counts, mean, glm or a number (mean); GLR: most points since the change (-1: any)", HelpName = "M" };
    public static readonly Option<bool?> Trend = new("--trend") { Description = "Farrington: try a trend (true); GLR: expect one (false)", HelpName = "true|false" };
    public static readonly Option<string> Ret = new("--ret") { Description = "GLR, OutbreakP: what upper is, the cases needed or the statistic's value", HelpName = "cases|value", DefaultValueFactory = _ => "cases", Validators = { result => Check(result, UpperOf, "cases, value") } };
    public static readonly Option<bool> AsReference = new("--as-reference") { Description = "With the reference implementation's known faults" };

    /// <summary>A probability of being above the bound.</summary>
    public static double Probability(ParseResult parsed, double usual) => InRange(Alpha, parsed.GetValue(Alpha) ?? usual, ProbabilityMin, ProbabilityMax);

    /// <summary>A whole number.</summary>
    public static int Whole(ParseResult parsed, Option<double?> option, int usual, int least)
    {
        var number = parsed.GetValue(option) ?? usual;
        if (number != Math.Floor(number)) throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: '{number}' is not a whole number"));
        return (int)InRange(option, number, least, option == B ? 100 : 182);
    }

    /// <summary>What a verdict's bound is.</summary>
    public static UpperValue Upper(ParseResult parsed) => UpperOf(parsed.GetValue(Ret)!)!.Value;

    /// <summary>Refuses a word that is none of those known.</summary>
    public static void Check<T>(OptionResult result, Func<string, T?> read, string words) where T : struct
    {
        if (result.Tokens.Count > 0 && read(result.Tokens[^1].Value) is null) result.AddError($"'{result.Tokens[^1].Value}' is none of {words}");
    }

    static double InRange(Option option, double number, double least, double most) => number >= least && number <= most
        ? number
        : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{option.Name}: '{number}' is not a number from {least} to {most}"));

    static UpperValue? UpperOf(string word) => word switch { "cases" => UpperValue.Cases, "value" => UpperValue.Value, _ => null };
}
