using NodaTime;
using Tocsin.Warn.Shift;
using Xunit;

namespace Tocsin.Tests.Warn.Shift;

public sealed class RosterTests
{
    internal const string Good = """
        version: 1
        zone: Asia/Ho_Chi_Minh
        people:
          - officer: linh
            channels: [mail-linh, duty-room]
          - officer: minh
          - officer: thu
        shifts:
          - name: day
            days: [mon, tue, wed, thu, fri]
            from: 06:00
            to: 18:00
            on: [linh, minh]
          - name: night
            days: any
            from: 18:00
            to: 06:00
            on: [minh]
        dates:
          - from: 2026-12-24 18:00
            to: 2026-12-26 06:00
            on: [thu]
        then: [thu]
        """;

    internal static Roster Read(string yaml) => Assert.IsType<RosterRead.Good>(RosterReader.Read(yaml)).Roster;

    [Theory]
    [InlineData("2026-03-02T05:00:00Z", "day", "linh,minh")]        // Monday noon in the zone.
    [InlineData("2026-03-01T22:59:59Z", "night", "minh")]           // The last second before Monday 06:00.
    [InlineData("2026-03-01T23:00:00Z", "day", "linh,minh")]
    [InlineData("2026-03-07T05:00:00Z", null, "")]                  // Saturday noon.
    [InlineData("2026-03-07T20:00:00Z", "night", "minh")]           // Sunday 03:00: the night that began on Saturday.
    [InlineData("2026-12-24T11:00:00Z", "dates", "thu")]
    [InlineData("2026-12-25T23:00:00Z", null, "")]                  // Saturday the 26th, 06:00: the dates have ended.
    public void It_says_who_is_on_duty(string at, string? shift, string on)
    {
        var duty = Read(Good).At(NodaTime.Text.InstantPattern.ExtendedIso.Parse(at).Value);
        Assert.Equal((shift, on), (duty?.Name, string.Join(',', duty?.On ?? [])));
    }

    [Theory]
    [InlineData("2026-03-02T05:00:00Z", "night", "2026-03-02T11:00:00Z")]
    [InlineData("2026-03-01T22:59:59Z", "day", "2026-03-01T23:00:00Z")]
    [InlineData("2026-03-07T05:00:00Z", "night", "2026-03-07T11:00:00Z")]    // Saturday noon: nobody is on duty.
    [InlineData("2026-12-24T05:00:00Z", "dates", "2026-12-24T11:00:00Z")]
    [InlineData("2026-12-25T05:00:00Z", "night", "2026-12-26T11:00:00Z")]    // After the dates nobody is, until the evening.
    public void It_says_who_comes_next(string at, string shift, string from)
    {
        var next = Read(Good).Next(NodaTime.Text.InstantPattern.ExtendedIso.Parse(at).Value)!;
        Assert.Equal((shift, from), (next.Name, next.From.ToString()));
    }

    [Fact]
    public void A_shift_follows_the_clocks_of_its_zone()
    {
        var roster = Read(Good.Replace("Asia/Ho_Chi_Minh", "Europe/Berlin", StringComparison.Ordinal));
        // 2026-03-29: 02:00 becomes 03:00. The night lasts eleven hours.
        var night = roster.At(Instant.FromUtc(2026, 3, 29, 0, 30))!;
        Assert.Equal((Instant.FromUtc(2026, 3, 28, 17, 0), Instant.FromUtc(2026, 3, 29, 4, 0)), (night.From, night.To));
    }

    [Fact]
    public void It_says_when_nobody_is_on_duty() => Assert.Equal([(5 * 1440 + 360, 5 * 1440 + 1080), (6 * 1440 + 360, 6 * 1440 + 1080)], Read(Good).Gaps());

    [Fact]
    public void Whoever_took_the_shift_over_is_called_first()
    {
        var monday = Instant.FromUtc(2026, 3, 2, 5, 0);
        Assert.Equal(["linh", "minh", "thu"], Read(Good).CallsAt(monday, relief: null).AsEnumerable());
        Assert.Equal(["thu", "linh", "minh"], Read(Good).CallsAt(monday, "thu").AsEnumerable());
        Assert.Equal(["linh", "minh", "thu"], Read(Good).CallsAt(monday, "somebody-else").AsEnumerable());
    }

    [Fact]
    public void Whoever_left_is_on_no_shift_and_a_shift_without_anybody_is_a_gap()
    {
        var monday = Instant.FromUtc(2026, 3, 2, 5, 0);
        var left = Read(Good).Among(["thu"]);
        Assert.Equal(["thu"], left.CallsAt(monday, relief: "linh").AsEnumerable());
        Assert.Empty(left.At(monday)!.On);
        Assert.Equal([(0, 7 * 1440)], Read(Good).Among([]).Gaps());
    }

    [Fact]
    public void The_text_of_the_log_reads_as_the_same_roster()
    {
        var written = RosterText.Write(Read(Good), name => $"pseudonym-of-{name}");
        Assert.DoesNotContain("\"linh\"", written, StringComparison.Ordinal);
        Assert.Equal(written, RosterText.Write(Read(written), name => name));
        Assert.Equal(["mail-linh", "duty-room"], Read(written).ChannelsOf("pseudonym-of-linh").AsEnumerable());
        Assert.Equal(Read(Good).Gaps(), Read(written).Gaps());
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "zone: Asia/Ho_Chi_Minh", "zone: Asia/Hanoi", "'Asia/Hanoi' is no zone of the time zone database, as Asia/Ho_Chi_Minh is" },
        { "from: 06:00", "from: 25:00", "'25:00' is no time of day, as 06:00 is" },
        { "from: 06:00", "from: 6am", "'6am' is no time of day, as 06:00 is" },
        { "from: 06:00", "begins: 06:00", "a shift has no key 'begins'" },
        { "to: 18:00", "to: 19:00", "the shifts 'day' and 'night' are at one time" },
        { "on: [linh, minh]", "on: [linh, khoa]", "'khoa' is not among the people" },
        { "on: [linh, minh]", "on: [linh, linh]", "somebody is listed twice" },
        { "on: [linh, minh]", "on: []", "on is a list of 1 to 300 entries" },
        { "days: [mon, tue, wed, thu, fri]", "days: [monday]", "days cannot be 'monday'; it is one of mon, tue, wed, thu, fri, sat, sun" },
        { "- officer: minh", "- officer: linh", "'linh' is listed twice" },
        { "mail-linh, duty-room", "Mail Linh", "'Mail Linh' is no channel's name: at most 40 lower-case letters, digits and hyphens" },
        { "name: night", "name: day", "two shifts bear the name 'day'" },
        { "to: 2026-12-26 06:00", "to: 2026-12-24 06:00", "it ends before it begins" },
        { "to: 2026-12-26 06:00", "to: 2026-13-26 06:00", "'2026-13-26 06:00' is no date and time, as 2026-12-24 18:00 is" },
        { "then: [thu]", "after: [thu]", "the roster has no key 'after'" },
        { "version: 1", "version: 2", "version cannot be '2': the only version of this layout is 1" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_meant_is_refused_with_its_place(string from, string to, string reason)
    {
        var at = Good.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, from);
        var faults = Assert.IsType<RosterRead.Bad>(RosterReader.Read(Good[..at] + to + Good[(at + from.Length)..])).Faults;
        var fault = Assert.Single(faults, f => f.Reason == reason);
        // What two shifts contradict each other in is told at their list.
        if (!reason.StartsWith("the shifts", StringComparison.Ordinal) && !reason.StartsWith("two shifts", StringComparison.Ordinal) && !reason.StartsWith("'linh'", StringComparison.Ordinal))
            Assert.Equal(Good[..at].Count(c => c == '\n') + 1, fault.Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("just words")]
    [InlineData("version: 1\nversion: 1\n")]
    public void What_is_no_roster_is_refused(string text) => Assert.IsType<RosterRead.Bad>(RosterReader.Read(text));
}
