using System.CommandLine;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>Methods that compare a point with a few others: EARS, Bayes, RKI and OutbreakP.</summary>
static class WindowMethods
{
    static readonly Option<int> Baseline = NumberOption.Whole("--baseline", "EARS: points of the baseline", "N", 3, 10_000, 7);
    static readonly Option<double?> MinSigma = NumberOption.Real("--min-sigma", "EARS: least standard deviation (default: 0)", "S", 0, DetectParameters.Any);
    static readonly Option<bool?> ActY = new("--act-y") { Description = "Bayes, RKI: compare with the last --w points too (true; false)", HelpName = "true|false" };

    static readonly Option[] EarsParameters = [DetectParameters.Alpha, Baseline, MinSigma, DetectParameters.AsReference];
    static readonly Option[] PointsParameters = [DetectParameters.B, DetectParameters.W, ActY, DetectParameters.AsReference];

    public static readonly DetectMethod[] All =
    [
        new("ears-c1", EarsParameters, parsed => BuildEars(parsed, EarsMethod.C1)),
        new("ears-c2", EarsParameters, parsed => BuildEars(parsed, EarsMethod.C2)),
        new("ears-c3", EarsParameters, parsed => BuildEars(parsed, EarsMethod.C3)),
        new("bayes", [DetectParameters.Alpha, .. PointsParameters], parsed => new Bayes(Points(parsed, Bayes.Usual), DetectParameters.Probability(parsed, 0.05))),
        new("rki", PointsParameters, parsed => new Rki(Points(parsed, Rki.Usual))),
        new("outbreakp", [DetectParameters.K, DetectParameters.Ret, DetectParameters.AsReference], parsed => new OutbreakP(parsed.GetValue(DetectParameters.K) ?? 100, DetectParameters.Upper(parsed))),
    ];

    static Ears BuildEars(ParseResult parsed, EarsMethod method) => new(
        method, parsed.GetValue(Baseline), parsed.GetValue(MinSigma) ?? 0, DetectParameters.Probability(parsed, method == EarsMethod.C3 ? 0.025 : 0.001));

    static ReferencePoints Points(ParseResult parsed, ReferencePoints usual) => new()
    {
        Years = DetectParameters.Whole(parsed, DetectParameters.B, usual.Years, 0),
        HalfWindow = DetectParameters.Whole(parsed, DetectParameters.W, usual.HalfWindow, 0),
        CurrentYear = parsed.GetValue(ActY) ?? usual.CurrentYear,
    };
}
