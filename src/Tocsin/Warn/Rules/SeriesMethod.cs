using Tocsin.Detection.Series;
using Tocsin.Formats.CaseCounts;
using Tocsin.Warn.Wording;

namespace Tocsin.Warn.Rules;

/// <summary>How an outbreak rule makes its threshold: a closed set.</summary>
public abstract record SeriesMethod
{
    // Where a count is missing at the far end of the baseline, the points before say that the series had begun.
    const int Spare = 8;

    SeriesMethod() { }

    /// <summary>The method as a warning names it.</summary>
    public abstract Sentence Words { get; }

    /// <summary>Makes the detector.</summary>
    /// <param name="shares">Which shares of the newest counts are told by now; heeded by Tocsin's own alone.</param>
    public abstract ISeriesDetector Detector(ReportedShares shares);

    /// <summary>Whether it asks which shares of the newest counts are told, as far as the series' own records say.</summary>
    public virtual bool EstimatesShares => false;

    /// <summary>Which share of a count is told within one period of its end, within two, and so on, where somebody said so.</summary>
    public virtual IReadOnlyList<double> SharesTold => [];

    /// <summary>The first period that a verdict on another one needs.</summary>
    public abstract int FirstNeeded(CountPeriod period, int ordinal);

    /// <summary>EARS C1, C2 or C3.</summary>
    /// <param name="Method">Which.</param>
    /// <param name="Baseline">Points of the baseline, 3 to 366.</param>
    /// <param name="MinSigma">The least standard deviation, from 0.</param>
    /// <param name="Alpha">Above 0, below 1.</param>
    public sealed record OfEars(EarsMethod Method, int Baseline, double MinSigma, double Alpha) : SeriesMethod
    {
        /// <summary>With the reference implementation's parameters.</summary>
        public static OfEars Usual(EarsMethod method) => new(method, 7, 0, method == EarsMethod.C3 ? 0.025 : 0.001);

        /// <inheritdoc/>
        public override Sentence Words => Sentence.Name($"EARS {Method}");

        /// <inheritdoc/>
        public override ISeriesDetector Detector(ReportedShares shares) => new Ears(Method, Baseline, MinSigma, Alpha);

        /// <inheritdoc/>
        public override int FirstNeeded(CountPeriod period, int ordinal) => ordinal - Baseline - 4;
    }

    /// <summary>Farrington flexible.</summary>
    /// <param name="Options">Its parameters.</param>
    public sealed record OfFarrington(FarringtonOptions Options) : SeriesMethod
    {
        /// <inheritdoc/>
        public override Sentence Words => Sentence.Name("Farrington flexible");

        /// <inheritdoc/>
        public override ISeriesDetector Detector(ReportedShares shares) => new FarringtonFlexible(Options);

        /// <inheritdoc/>
        public override int FirstNeeded(CountPeriod period, int ordinal)
        {
            var back = PeriodLine.Ordinal(period, PeriodLine.Start(period, ordinal).PlusYears(-Options.Years)) - Options.HalfWindow - Spare;
            return Math.Min(back, ordinal - Options.CasesOver);
        }
    }

    /// <summary>Tocsin's own detector.</summary>
    /// <param name="Options">Its parameters.</param>
    /// <param name="Estimates">Whether the shares told by now are estimated.</param>
    /// <param name="Told">Else: as in <see cref="SharesTold"/>.</param>
    public sealed record OfTocsin(TocsinOptions Options, bool Estimates, ImmutableArray<double> Told) : SeriesMethod
    {
        /// <inheritdoc/>
        public override IReadOnlyList<double> SharesTold => Told;

        /// <inheritdoc/>
        public override bool EstimatesShares => Estimates;

        /// <inheritdoc/>
        public override Sentence Words => Sentence.Of("method.tocsin", "Tocsin's detector");

        /// <inheritdoc/>
        public override ISeriesDetector Detector(ReportedShares shares) => new TocsinDetector(shares.In(Options));

        /// <inheritdoc/>
        public override int FirstNeeded(CountPeriod period, int ordinal) => ordinal - TocsinDetector.CountsMax - Spare;
    }
}

/// <summary>Periods as whole numbers on a line: days, weeks and months since the year 1970.</summary>
public static class PeriodLine
{
    static readonly LocalDate Epoch = new(1970, 1, 1), FirstMonday = new(1970, 1, 5), FirstSunday = new(1970, 1, 4);

    /// <summary>The number of the period in which a day lies.</summary>
    public static int Ordinal(CountPeriod period, LocalDate day) => period switch
    {
        CountPeriod.Day => Days(Epoch, day),
        CountPeriod.IsoWeek => (int)Math.Floor(Days(FirstMonday, day) / 7.0),
        CountPeriod.EpiWeek => (int)Math.Floor(Days(FirstSunday, day) / 7.0),
        CountPeriod.Month => (day.Year - 1970) * 12 + day.Month - 1,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A period's first day.</summary>
    public static LocalDate Start(CountPeriod period, int ordinal) => period switch
    {
        CountPeriod.Day => Epoch.PlusDays(ordinal),
        CountPeriod.IsoWeek => FirstMonday.PlusWeeks(ordinal),
        CountPeriod.EpiWeek => FirstSunday.PlusWeeks(ordinal),
        CountPeriod.Month => Epoch.PlusMonths(ordinal),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The instant at which a period is over. UTC.</summary>
    public static Instant End(CountPeriod period, int ordinal) => Start(period, ordinal + 1).AtMidnight().InUtc().ToInstant();

    /// <summary>Periods a year.</summary>
    public static int Frequency(CountPeriod period) => period switch { CountPeriod.Day => 365, CountPeriod.Month => 12, _ => 52 };

    static int Days(LocalDate from, LocalDate to) => Period.DaysBetween(from, to);
}
