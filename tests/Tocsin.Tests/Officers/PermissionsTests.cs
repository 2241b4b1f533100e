using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

public sealed class PermissionsTests
{
    // The table of docs/officers.md.
    [Theory]
    //          permission                        officer analyst admin  auditor
    [InlineData(nameof(Permission.Look),             true,  true,  true,  true)]
    [InlineData(nameof(Permission.Report),           true,  true,  false, false)]
    [InlineData(nameof(Permission.Warn),             true,  true,  false, false)]
    [InlineData(nameof(Permission.Acknowledge),      true,  true,  false, false)]
    [InlineData(nameof(Permission.ManageOwnAccount), true,  true,  true,  true)]
    [InlineData(nameof(Permission.TryRules),         true,  true,  true,  false)]
    [InlineData(nameof(Permission.AdoptRules),       false, false, true,  false)]
    [InlineData(nameof(Permission.AdoptRoster),      false, false, true,  false)]
    [InlineData(nameof(Permission.Share),            true,  true,  false, false)]
    [InlineData(nameof(Permission.ManageCircles),    false, false, true,  false)]
    [InlineData(nameof(Permission.ManageOfficers),   false, false, true,  false)]
    [InlineData(nameof(Permission.Audit),            false, false, true,  true)]
    public void Row(string name, bool officer, bool analyst, bool administrator, bool auditor)
    {
        var permission = Enum.Parse<Permission>(name);
        Assert.Equal(officer, Roles.Officer.May(permission));
        Assert.Equal(analyst, Roles.Analyst.May(permission));
        Assert.Equal(administrator, Roles.Administrator.May(permission));
        Assert.Equal(auditor, Roles.Auditor.May(permission));
        Assert.False(Roles.None.May(permission));
    }

    [Fact]
    public void Every_permission_has_a_row_above()
    {
        var rows = typeof(PermissionsTests).GetMethod(nameof(Row))!.CustomAttributes
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute)).Count();
        Assert.Equal(Enum.GetValues<Permission>().Length, rows);
    }

    [Theory]
    [InlineData("officer", "officer")]
    [InlineData("Analyst, OFFICER", "officer,analyst")]
    [InlineData("auditor", "auditor")]
    public void Roles_are_read(string text, string expected) => Assert.Equal(expected, RoleNames.Parse(text).Value.Text());

    [Theory]
    [InlineData("")]
    [InlineData("chief")]
    [InlineData("none")]
    [InlineData("3")]
    [InlineData("auditor,administrator")]
    public void Roles_are_refused(string text) => Assert.False(RoleNames.Parse(text).IsValue);
}
