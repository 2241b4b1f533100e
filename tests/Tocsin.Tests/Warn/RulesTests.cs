using NodaTime;
using Tocsin.Share.Records;
using Tocsin.Tests.Warn.Noticing;
using Tocsin.Warn;
using Tocsin.Warn.Rules;
using Xunit;

namespace Tocsin.Tests.Warn;

public sealed class RulesTests
{
    static readonly string Default = RuleBook.DefaultText();

    [Fact]
    public void The_default_rules_are_what_they_say()
    {
        var book = Assert.IsType<RulesRead.Good>(RulesReader.Read(Default)).Book;
        Assert.Equal(["earthquakes", "alerts", "sightings", "outbreaks", "outbreaks-by-day", "clusters", "fires", "attacks-on-ships", "graded-events", "silent-feeds", "river-levels", "radiation", "partners"], book.Rules.Select(r => r.Name));
        var earthquakes = (EarthquakeRule)book.Find("earthquakes")!;
        Assert.Equal((4.5, 300.0, Duration.FromHours(24), 5.0), (earthquakes.MinMagnitude, earthquakes.MaxDepthKm, earthquakes.FreshFor, earthquakes.AreaIntensity));
        Assert.Equal(new ShakingThreshold[] { new(Severity.Extreme, 7, 100_000), new(Severity.Severe, 6, 100_000), new(Severity.Moderate, 6, 10_000) }, earthquakes.Severities.AsEnumerable());
        Assert.Equal(Duration.FromMinutes(5), earthquakes.DeadlineOf(Severity.Extreme));
        Assert.Equal(new[] { Category.Infra, Category.Security }, ((SightingRule)book.Find("sightings")!).Categories.AsEnumerable());
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "min_magnitude: 4.5", "min_magnitude: 55", "min_magnitude cannot be '55': earthquakes have magnitudes from -1 to 10" },
        { "max_depth_km: 300", "max_depth_km: 70000", "max_depth_km cannot be '70000': the deepest earthquakes lie 800 kilometres down; is this in metres?" },
        { "max_depth_km: 300", "max_depth_m: 70000", "a rule has no key 'max_depth_m'" },
        { "extreme: 5m, severe: 15m", "extreme: 0m, severe: 15m", "extreme cannot be nothing" },
        { "extreme: 5m, severe: 15m", "extreme: 2h, severe: 15m", "extreme may not wait longer than severe" },
        { "fresh_for: 24h ", "fresh_for: 24 ", "fresh_for is a length of time as in 90s, 15m, 6h or 7d, not '24'" },
        { "fresh_for: 24h ", "fresh_for: 900d ", "fresh_for is 900d; 366 days are the most" },
        { "area_intensity: 5 ", "area_intensity: 7 ", "a severity asks for a lesser intensity than the area does: the people it counts would lie outside of the area" },
        { "window: gardner-knopoff", "window: reasenberg", "window is gardner-knopoff, not 'reasenberg'" },
        { "enabled: true", "enabled: yes", "enabled is true or false, not 'yes'" },
        { "min_severity: severe", "min_severity: bad", "min_severity cannot be 'bad'; it is one of extreme, severe, moderate, minor, unknown" },
        { "area: any ", "area: { countries: [XX] } ", "countries are a list of codes of ISO 3166-1, as in [VN, LA]" },
        { "area: any ", "area: { bbox: [10, 120, 20, 130] } ", "a box is [west, south, east, north] in degrees, longitude first, south less than north" },
        { "area: any ", "area: { within_km: 300000, of: { country: VN } } ", "within_km cannot be '300000': a distance is 0 to 5000 kilometres; is this in metres?" },
        { "min_confidence_percent: 50", "min_confidence_percent: 500", "min_confidence_percent cannot be '500': confidence is a percentage from 0 to 100" },
        { "name: alerts", "name: earthquakes", "two rules bear the name 'earthquakes'" },
        { "name: alerts", "name: My Alerts", "a name has at most 40 lower-case letters, digits and hyphens" },
        { "kind: sighting", "kind: seeing", "kind is earthquake or alert or sighting or silence or outbreak or border-outbreak or cluster or fire or piracy or event-level or level or partner, not 'seeing'" },
        { "method: farrington-flexible", "method: cusum", "method is ears-c1 or ears-c2 or ears-c3 or farrington-flexible or tocsin, not 'cusum'" },
        { "b: 5", "b: 11", "b cannot be '11': b is years to go back, 1 to 10" },
        { "w: 3", "w: 3.5", "w is a whole number" },
        { "limit54: [5, 4]", "limit54: 5", "limit54 is a list of 1 to 300 entries" },
        { "limit54: [5, 4]", "limit54: [5, 0]", "limit54 is [cases, points]: 0 or more cases in the last 1 to 100 points, as in [5, 4]" },
        { "baseline: 7,", "baseline: 2,", "baseline cannot be '2': a baseline has 3 to 366 points" },
        { "parameters: { alpha: 0.005 }", "parameters: { alpha: 0 }", "alpha cannot be '0': alpha is from 1e-6 to 0.5" },
        { "parameters: { alpha: 0.005 }", "parameters: { alpha: 0.005, b: 5 }", "parameters has no key 'b'" },
        { "min_count: 5", "min_count: 0", "min_count cannot be '0': a count that rings is 1 or more" },
        { "periods: [day]", "periods: [week]", "periods cannot be 'week'; it is one of day, iso-week, epi-week, month" },
        { "radius_km: 2", "radius_km: 2000", "radius_km cannot be '2000': hotspots of one fire are 0.1 to 50 kilometres apart; is this in metres?" },
        { "within_hours: 24", "within_hours: 100", "a fire that may still grow is not over: quiet_for is at least within_hours" },
        { "p_below: 0.01", "p_below: 1.5", "p_below cannot be '1.5': a probability is above 0 and at most 1" },
        { "level_microsieverts_per_hour: 1", "level_metres: 1", "level_metres is in the wrong unit: of this quantity all keys end in _microsieverts_per_hour" },
        { "clear_under_microsieverts_per_hour: 0.5", "clear_under_metres: 0.5", "clear_under_metres is in the wrong unit: of this quantity all keys end in _microsieverts_per_hour" },
        { "clear_under_metres: 0.2", "clear_under: 0.2", "a rule has no key 'clear_under'" },
        { "over_metres: 0 ", "over_centimetres: 0 ", "moderate has no key 'over_centimetres'" },
        { "version: 1", "version: 2", "version cannot be '2': the only version of this layout is 1" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_meant_is_refused_with_its_place(string from, string to, string reason)
    {
        // Keys of the reference's methods stand in the same rule.
        var rules = Default.Contains(from, StringComparison.Ordinal) ? Default : Default.Replace(NoticingNode.ByReference.From, NoticingNode.ByReference.To, StringComparison.Ordinal);
        var at = rules.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        var text = rules[..at] + to + rules[(at + from.Length)..];
        var faults = Assert.IsType<RulesRead.Bad>(RulesReader.Read(text)).Faults;
        var fault = Assert.Single(faults, f => f.Reason == reason);
        if (!reason.StartsWith("two rules", StringComparison.Ordinal)) Assert.Equal(rules[..at].Count(c => c == '\n') + 1, fault.Line);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("just words", 1)]
    [InlineData("version: 1\nversion: 1\n", 2)]
    [InlineData("version: 1\nrules: [\n", 3)]
    public void What_is_no_rules_file_is_refused(string text, int line) =>
        Assert.Equal(line, Assert.IsType<RulesRead.Bad>(RulesReader.Read(text)).Faults[0].Line);

    [Fact]
    public void A_missing_key_is_named()
    {
        var faults = Assert.IsType<RulesRead.Bad>(RulesReader.Read(Default.Replace("    max_depth_km: 300\n", "", StringComparison.Ordinal))).Faults;
        Assert.Equal("a rule needs the key max_depth_km", Assert.Single(faults).Reason);
    }

    [Fact]
    public async Task Only_a_change_is_adopted_and_it_counts_from_there_on()
    {
        await using var node = await WarnNode.Open();
        var adopt = new AdoptRules(node.Journal, node.Views, node.Records);
        await node.Settle();
        Assert.IsType<Adopting.Unchanged>(await adopt.Handle(Default, "o-1", WarnNode.Stop));
        await node.Append(node.Quake("a", 6.4, Duration.FromHours(1)));
        Assert.IsType<Adopting.Done>(await adopt.Handle(Default.Replace("min_magnitude: 4.5", "min_magnitude: 7", StringComparison.Ordinal), "o-1", WarnNode.Stop));
        await node.Append(node.Quake("b", 6.4, Duration.FromHours(1), 105.84, 21.02));
        await node.Settle();
        Assert.Equal(["Alert Severe 6.4"], await node.Said());
        Assert.IsType<Adopting.Refused>(await adopt.Handle("version: 9", null, WarnNode.Stop));
    }

    [Fact]
    public async Task What_the_log_does_not_take_does_not_stay_in_the_file()
    {
        await using var node = await WarnNode.Open();
        await node.Settle();
        var kept = new List<string>();
        // In the record each of these letters takes six bytes.
        var refused = await new AdoptRules(node.Journal, node.Views, node.Records).Handle($"{Default}# {new string('\uE000', 180_000)}\n", "o-1", based: null, (text, _) =>
        {
            kept.Add(text);
            return Task.CompletedTask;
        }, WarnNode.Stop);
        Assert.IsType<Adopting.Refused>(refused);
        Assert.Equal((2, Default), (kept.Count, kept[^1]));
    }
}
