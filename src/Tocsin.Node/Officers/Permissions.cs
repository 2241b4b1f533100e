using System.Collections.Frozen;
using Microsoft.AspNetCore.Authorization;

namespace Tocsin.Node.Officers;

/// <summary>What may be done at a node, as the use cases name it. The default value is to look.</summary>
enum Permission
{
    /// <summary>See the pages, the records and the warnings.</summary>
    Look,
    /// <summary>Report what was seen.</summary>
    Report,
    /// <summary>Issue and cancel warnings.</summary>
    Warn,
    /// <summary>Acknowledge warnings, take them in hand and close them; lead a demonstration.</summary>
    Acknowledge,
    /// <summary>Change one's own password, add and remove one's own passkeys.</summary>
    ManageOwnAccount,
    /// <summary>Try rules on what was recorded; nothing comes into force by it.</summary>
    TryRules,
    /// <summary>Put rules in force.</summary>
    AdoptRules,
    /// <summary>Put a roster in force.</summary>
    AdoptRoster,
    /// <summary>Publish records and warnings of this party into a circle.</summary>
    Share,
    /// <summary>Agree to charters of circles for this party.</summary>
    ManageCircles,
    /// <summary>Add officers, give them roles, shut them out, set their passwords; try the channels by which they are called.</summary>
    ManageOfficers,
    /// <summary>See who did what, and which calls went out.</summary>
    Audit,
}

/// <summary>Who may do what: one table, in the order of the enumeration.</summary>
static class Permissions
{
    const Roles Everybody = Roles.Officer | Roles.Analyst | Roles.Administrator | Roles.Auditor;
    const Roles OnDuty = Roles.Officer | Roles.Analyst;

    static readonly FrozenDictionary<Permission, Roles> Table = new Dictionary<Permission, Roles>
    {
        [Permission.Look] = Everybody,
        [Permission.Report] = OnDuty,
        [Permission.Warn] = OnDuty,
        [Permission.Acknowledge] = OnDuty,
        [Permission.ManageOwnAccount] = Everybody,
        [Permission.TryRules] = OnDuty | Roles.Administrator,
        [Permission.AdoptRules] = Roles.Administrator,
        [Permission.AdoptRoster] = Roles.Administrator,
        [Permission.Share] = OnDuty,
        [Permission.ManageCircles] = Roles.Administrator,
        [Permission.ManageOfficers] = Roles.Administrator,
        [Permission.Audit] = Roles.Administrator | Roles.Auditor,
    }.ToFrozenDictionary();

    /// <summary>Whether somebody with these roles may.</summary>
    public static bool May(this Roles roles, Permission permission) => (roles & Table[permission]) != 0;

    /// <summary>Lets only those through who may.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, Permission permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(permission.ToString());

    /// <summary>Makes one policy of each row, and lets nobody who is not signed in reach what has no policy.</summary>
    public static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var permission in Enum.GetValues<Permission>())
        {
            options.AddPolicy(permission.ToString(), policy => policy.RequireAssertion(context =>
                CurrentOfficer.Of(context.User) is { } officer && officer.Roles.May(permission)));
        }
        options.DefaultPolicy = options.GetPolicy(nameof(Permission.Look))!;
        options.FallbackPolicy = options.DefaultPolicy;
    }
}
