using Tocsin.Formats.CaseCounts;
using Tocsin.Warn.Geography;

namespace Tocsin.Warn.Rules;

public static partial class RulesReader
{
    /// <summary>Countries of one border rule at most.</summary>
    const int BorderCountriesMax = 20;

    /// <summary>How many times chance is asked at most.</summary>
    internal const int ReplicatesMax = 9_999;

    static OutbreakRule Outbreak(Fields fields) => new()
    {
        Common = Common(fields),
        Topics = fields.Names("topics"),
        Places = fields.Names("places"),
        Measures = fields.Words<Measure>("measures"),
        Periods = fields.Words<CountPeriod>("periods"),
        Method = MethodReader.Read(fields),
        UntilThen = MethodReader.UntilThen(fields),
        MinCount = MinCount(fields),
        Severities = ByThreshold(fields),
    };

    static BorderOutbreakRule BorderOutbreak(Fields fields)
    {
        var rule = ReadBorderOutbreak(fields);
        if (rule.Method.SharesTold.Count > 0) fields.Fault("parameters", "sums of places are judged as they are: border-outbreak has no completeness");
        return rule;
    }

    static BorderOutbreakRule ReadBorderOutbreak(Fields fields) => new()
    {
        Common = Common(fields),
        Topics = fields.Names("topics"),
        Places = fields.Names("places"),
        Measures = fields.Words<Measure>("measures"),
        Periods = fields.Words<CountPeriod>("periods"),
        Countries = Neighbours(fields),
        WithinKm = fields.Number("within_km", Borders.KmMin, Borders.KmMax, "a border region reaches 1 to 500 kilometres; is this in metres?"),
        ReportedShare = ReportedShare(fields),
        Method = MethodReader.Read(fields),
        UntilThen = MethodReader.UntilThen(fields),
        MinCount = MinCount(fields),
        Severities = ByThreshold(fields),
    };

    static ClusterRule Cluster(Fields fields)
    {
        var rule = new ClusterRule
        {
            Common = Common(fields),
            Topics = fields.Names("topics"),
            Places = fields.Names("places"),
            Measures = fields.Words<Measure>("measures"),
            Periods = fields.Words<CountPeriod>("periods"),
            Area = AreaReader.Read(fields),
            Model = fields.Choice("model", "permutation", "poisson") == "poisson" ? ClusterModel.Poisson : ClusterModel.Permutation,
            BaselinePeriods = fields.Whole("baseline_periods", 10, 156, "10 to 156 periods are compared"),
            MaxPeriods = fields.Whole("max_periods", 1, 26, "a cluster takes in 1 to 26 periods"),
            MaxShare = fields.Number("max_share", 0.01, 0.5, "a share is from 0.01 to 0.5"),
            MaxRadiusKm = fields.Number("max_radius_km", 1, 1_000, "a cluster's radius is 1 to 1000 kilometres; is this in metres?"),
            MinCount = MinCount(fields),
            ReportedShare = ReportedShare(fields),
            NearBorderKm = fields.Number("near_border_km", 0, Borders.KmMax, "near is 0 to 500 kilometres; is this in metres?"),
            Replicates = fields.Whole("replicates", 99, ReplicatesMax, "there are 99 to 9999 replicates"),
            CrossingIsWorse = fields.Flag("crossing_is_worse"),
            Severities = BySeverity(fields, (severity, one) => new ChanceThreshold(severity, one.Number("p_at_most", 1e-4, 0.05, "a p-value that rings is from 0.0001 to 0.05"))),
        };
        if (rule.BaselinePeriods < 2 * rule.MaxPeriods) fields.Fault("max_periods", "a cluster takes in half of the baseline_periods at most");
        if (rule.Severities.Any(each => each.PAtMost * (rule.Replicates + 1) < 1 - 1e-9))
            fields.Fault("replicates", "the least p-value is 1 / (replicates + 1), and a severity asks for a lesser one: it could never ring");
        return rule;
    }

    static ImmutableArray<string> Neighbours(Fields fields)
    {
        var codes = fields.Strings("countries").Select(CountryCodes.Find).ToList();
        if (codes.Exists(code => code is null) || codes.DistinctBy(code => code!.Numeric).Count() is < 2 or > BorderCountriesMax)
        {
            fields.Fault("countries", $"a border is that of 2 to {BorderCountriesMax} countries, by their codes of ISO 3166-1, as in [VN, LA]");
            return [];
        }
        return [.. codes.Select(code => code!.Alpha2).Distinct()];
    }

    static long MinCount(Fields fields) => (long)fields.Number("min_count", 1, 1e9, "a count that rings is 1 or more");

    static double ReportedShare(Fields fields) => fields.Number("reported_share", 0.01, 1, "a share is from 0.01 to 1");

    static ImmutableArray<CountThreshold> ByThreshold(Fields fields) => BySeverity(fields, (severity, one) =>
        new CountThreshold(severity, one.Number("times_threshold", 1, 1_000, "a count that rings is at least once its threshold")));
}
