using System.Globalization;
using NodaTime;
using Tocsin.Formats.CaseCounts;
using Tocsin.Share.Records;
using Tocsin.Warn.Judging;
using Tocsin.Warn.Rules;

namespace Tocsin.Bench;

/// <summary>What a node's judge takes for one new value of a weekly series of ten years: the judge alone, in the process, by the default rule. With earlier words on the
/// last year's counts, as a source leaves that corrects each week twice, it finds out how complete the newest are, too.</summary>
static class NodeJudgeBench
{
    const int Weeks = 520, Judged = 2_000;

    public static void Run()
    {
        var rule = ((RulesRead.Good)RulesReader.Read(RuleBook.DefaultText())).Book.Rules.OfType<OutbreakRule>().First();
        var chance = new Random(1);
        var subject = new SeriesSubject("cholera", "Quang Nam", "VN", Measure.Cases, CountPeriod.IsoWeek);
        var last = PeriodLine.Ordinal(CountPeriod.IsoWeek, new(2026, 2, 16));
        var time = PeriodLine.End(CountPeriod.IsoWeek, last) + Duration.FromHours(12);
        SeriesCount Count(int week, double share) => new(last - Weeks + 1 + week, Math.Floor(share * (10 + 6 * Math.Cos(week * Math.Tau / 52) + chance.Next(6))), null, new RecordAddress(default, week), default)
        {
            Told = time - Duration.FromDays(7 * (Weeks - 1 - week) - (share < 0.6 ? 0 : share < 1 ? 7 : 14)),
        };
        SeriesCount[] counts = [.. Enumerable.Range(0, Weeks).Select(week => Count(week, week == Weeks - 1 ? 0.5 : week == Weeks - 2 ? 0.8 : 1))];
        SeriesCount[] earlier = [.. Enumerable.Range(Weeks - 60, 58).SelectMany(week => new[] { Count(week, 0.5), Count(week, 0.8) })];
        Time("one new value of ten years of weeks", new SeriesCase(subject, counts, null));
        Time("the same, with corrections", new SeriesCase(subject, counts, null) { Earlier = earlier });

        void Time(string name, SeriesCase the)
        {
            for (var i = 0; i < Judged / 4; i++) OutbreakJudge.Assess(rule, the, time);
            var spent = new Spent();
            for (var i = 0; i < Judged; i++) OutbreakJudge.Assess(rule, the, time);
            Figures.Say("detectors", $"a node's judge, {name}", spent.Seconds / Judged * 1_000, "ms", string.Create(CultureInfo.InvariantCulture, $"{spent.MicrosecondsOf(Judged):N0} us of CPU"));
        }
    }
}
