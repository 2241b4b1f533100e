using NodaTime;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

/// <summary>Names, passwords and waits: the pure rules.</summary>
public sealed class OfficerRulesTests
{
    [Theory]
    [InlineData("linh")]
    [InlineData("Nguyễn.Thị-Linh")]
    [InlineData("дежурный_2")]
    [InlineData("7th")]
    public void Names_of_any_script(string name) => Assert.Equal(name, OfficerName.Parse(name).Value.Value);

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData(".linh")]
    [InlineData("a@b")]
    [InlineData("a\u200Bb")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public void No_names(string name) => Assert.False(OfficerName.Parse(name).IsValue);

    [Theory]
    [InlineData("Linh", "LINH")]
    [InlineData("ｌｉｎｈ", "LINH")]
    [InlineData("e\u0301", "\u00C9")]
    public void Names_are_compared_without_case_and_width(string name, string key) => Assert.Equal(key, OfficerName.KeyOf(name));

    [Fact]
    public void Half_a_surrogate_pair_is_nobodys_name()
    {
        Assert.Equal("a name is Unicode text", OfficerName.Parse("a\uD800").Reason);
        Assert.Equal("", OfficerName.KeyOf("a\uD800"));
    }

    [Theory]
    [InlineData("seven grey herons at dawn", null)]
    [InlineData("bảy con diệc xám", null)]
    [InlineData("elevenchars", "at least 12")]
    [InlineData("PasswordPassword", "first that anybody would try")]
    [InlineData("aaaaaaaaaaaaaaa", "few different")]
    [InlineData("i am Linh since 1980", "officer's name")]
    public void Passwords(string password, string? why)
    {
        var refusal = PasswordPolicy.Refusal(password, "linh");
        if (why is null) Assert.Null(refusal);
        else Assert.Contains(why, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_has_an_end() =>
        Assert.Contains("at most 128", PasswordPolicy.Refusal(string.Concat(Enumerable.Repeat("abcdefghi", 15)), ""), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, null)]
    [InlineData(9, null)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(15, 32)]
    [InlineData(16, 60)]
    [InlineData(1_000_000, 60)]
    public void Waits(int failures, int? minutes)
    {
        var now = Instant.FromUtc(2026, 3, 1, 6, 0);
        Assert.Equal(minutes is { } wait ? now + Duration.FromMinutes(wait) : null, Lockout.Until(failures, now));
    }
}
