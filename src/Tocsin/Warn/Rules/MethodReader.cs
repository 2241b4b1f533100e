using Tocsin.Detection.Series;

namespace Tocsin.Warn.Rules;

/// <summary>Reads an outbreak rule's <c>method</c> with its <c>parameters</c>, which have the reference implementation's meaning.</summary>
static class MethodReader
{
    const string EarsC1 = "ears-c1", EarsC2 = "ears-c2", EarsC3 = "ears-c3", Farrington = "farrington-flexible", Tocsin = "tocsin", None = "none", Completeness = "completeness", Auto = "auto";

    /// <summary>Years that a baseline goes back at most; see <see cref="Judging.OutbreakJudge.CountsMax"/>.</summary>
    public const int YearsMax = 10;

    public static SeriesMethod Read(Fields fields)
    {
        var name = fields.Choice("method", EarsC1, EarsC2, EarsC3, Farrington, Tocsin);
        if (fields.Map("parameters") is not { } parameters) return SeriesMethod.OfEars.Usual(EarsMethod.C1);
        SeriesMethod method = name switch { Tocsin => OfTocsin(parameters), Farrington => OfFarrington(parameters), EarsC2 => Ears(EarsMethod.C2, parameters), EarsC3 => Ears(EarsMethod.C3, parameters), _ => Ears(EarsMethod.C1, parameters) };
        if (name is not null) parameters.End();
        return method;
    }

    public static SeriesMethod? UntilThen(Fields fields) => fields.Choice("until_then", None, EarsC1, EarsC2, EarsC3) switch
    {
        EarsC1 => SeriesMethod.OfEars.Usual(EarsMethod.C1),
        EarsC2 => SeriesMethod.OfEars.Usual(EarsMethod.C2),
        EarsC3 => SeriesMethod.OfEars.Usual(EarsMethod.C3),
        _ => null,
    };

    static SeriesMethod.OfTocsin OfTocsin(Fields parameters)
    {
        var options = new TocsinOptions { Alpha = parameters.Number("alpha", 1e-6, 0.5, "alpha is from 1e-6 to 0.5") };
        if (!parameters.Has(Completeness) || parameters.Is(Completeness, Auto)) return new(options, Estimates: true, []);
        if (parameters.Is(Completeness, None)) return new(options, Estimates: false, []);
        var shares = parameters.Numbers(Completeness);
        if (shares is { Count: > 0 and <= TocsinOptions.CompletenessMax } && shares.All(share => share is > 0 and <= 1)) return new(options, Estimates: false, [.. shares]);
        parameters.Fault(Completeness, "completeness is auto, none, or shares from above 0 to 1, told within a period of its end, within two, as in [0.5, 0.8]");
        return new(options, Estimates: false, []);
    }

    static SeriesMethod.OfEars Ears(EarsMethod method, Fields parameters) => new(method,
        parameters.Whole("baseline", 3, 366, "a baseline has 3 to 366 points"),
        parameters.Number("min_sigma", 0, 1e9, "a standard deviation is 0 or more"),
        parameters.Number("alpha", 1e-12, 0.5, "alpha is above 0 and at most 0.5"));

    static SeriesMethod.OfFarrington OfFarrington(Fields parameters)
    {
        var method = parameters.Choice("threshold_method", "delta", "nbPlugin", "muan") switch { "nbPlugin" => ThresholdMethod.NbPlugin, "muan" => ThresholdMethod.Muan, _ => ThresholdMethod.Delta };
        var (casesMin, casesOver) = Limit54(parameters);
        return new(new FarringtonOptions
        {
            Years = parameters.Whole("b", 1, YearsMax, "b is years to go back, 1 to 10"),
            HalfWindow = parameters.Whole("w", 0, 182, "w is points either side, 0 to 182"),
            Periods = parameters.Whole("no_periods", 1, 100, "periods are counted from 1 to 100"),
            RecentExcluded = parameters.Whole("past_weeks_not_included", 0, 400, "the last points left out are 0 to 400"),
            Reweight = parameters.Flag("reweight"),
            WeightsThreshold = parameters.Number("weights_threshold", 0, 100, "a residual is from 0 to 100"),
            Trend = parameters.Flag("trend"),
            TrendPValueBelow = parameters.Number("p_threshold_trend", 0, 1, "a probability is from 0 to 1"),
            Alpha = parameters.Number("alpha", 1e-12, 0.5, "alpha is above 0 and at most 0.5"),
            CasesMin = casesMin,
            CasesOver = casesOver,
            Method = method,
            Power = method == ThresholdMethod.Delta ? Power(parameters) : PowerTransformation.TwoThirds,
            PopulationOffset = parameters.Flag("population_offset"),
        });
    }

    static PowerTransformation Power(Fields parameters) =>
        parameters.Choice("powertrans", "2/3", "1/2", None) switch { "1/2" => PowerTransformation.Half, None => PowerTransformation.None, _ => PowerTransformation.TwoThirds };

    static (double Cases, int Points) Limit54(Fields parameters)
    {
        if (parameters.Numbers("limit54") is [var cases and >= 0, var points and >= 1 and <= 100] && points == Math.Floor(points)) return (cases, (int)points);
        parameters.Fault("limit54", "limit54 is [cases, points]: 0 or more cases in the last 1 to 100 points, as in [5, 4]");
        return (0, 1);
    }
}
