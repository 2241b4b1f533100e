using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>What an officer is at this node: a fixed set. The default value is nobody.</summary>
[Flags]
enum Roles
{
    /// <summary>No role: may do nothing.</summary>
    None = 0,
    /// <summary>The duty officer: sees, judges, warns, acknowledges.</summary>
    Officer = 1,
    /// <summary>The analyst: does what an officer does, and works on the evidence.</summary>
    Analyst = 2,
    /// <summary>The administrator: officers, rules, circles.</summary>
    Administrator = 4,
    /// <summary>The auditor: reads everything, who did what included, and changes nothing.</summary>
    Auditor = 8,
}

/// <summary>Reads and writes roles as the command line and the pages say them.</summary>
static class RoleNames
{
    static readonly Roles[] Each = [Roles.Officer, Roles.Analyst, Roles.Administrator, Roles.Auditor];

    /// <summary>Reads a list such as <c>officer,analyst</c>.</summary>
    public static Parsed<Roles> Parse(string text)
    {
        var roles = Roles.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var role = Array.Find(Each, r => word.Equals(r.ToString(), StringComparison.OrdinalIgnoreCase));
            if (role == Roles.None) return new($"'{word}' is not a role: officer, analyst, administrator or auditor");
            roles |= role;
        }
        return Refusal(roles) is { } reason ? new(reason) : new(roles);
    }

    /// <summary>Why nobody can have just these roles; null if somebody can.</summary>
    public static string? Refusal(Roles roles) => roles switch
    {
        Roles.None => Texts.Of("officers.noRole"),
        Roles.Auditor => null,
        _ when roles.HasFlag(Roles.Auditor) => Texts.Of("officers.auditorAlone"),
        _ => null,
    };

    /// <summary>The words, in the order of the enumeration, as in <c>officer,analyst</c>.</summary>
    public static string Text(this Roles roles) =>
        string.Join(',', Each.Where(role => roles.HasFlag(role)).Select(role => role.ToString().ToLowerInvariant()));
}
