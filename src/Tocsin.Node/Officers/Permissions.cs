using System.Collections.Frozen;
using Microsoft.AspNetCore.Authorization;

namespace Tocsin.Node.Officers;

/// <summary>What may be done at a node, as the use cases name it. The default value is to look.</summary>
enum Permission
{
    /// <summary>See the pages, the records and the warnings.</summary>
    Look,
    /// <summary>Report what was seen; import files.</summary>
    Report,
    /// <summary>Issue, update and cancel warnings.</summary>
    Warn,
    /// <summary>Acknowledge, take in hand, close and shelve warnings; write notes.</summary>
    Acknowledge,
    /// <summary>Hand over a shift, and take it.</summary>
    HandOver,
    /// <summary>Add, list and remove watches.</summary>
    Watch,
    /// <summary>Relay, withdraw and erase records.</summary>
    Share,
    /// <summary>Requests, commitments, meetings.</summary>
    Consult,
    /// <summary>Direct and evaluate exercises.</summary>
    Exercise,
    /// <summary>Change one's own password and passkeys.</summary>
    ManageOwnAccount,
    /// <summary>Add, disable and erase officers.</summary>
    ManageOfficers,
    /// <summary>Change the rules that raise warnings.</summary>
    ChangeRules,
    /// <summary>Found, change and leave circles.</summary>
    ManageCircles,
    /// <summary>Read who did what.</summary>
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
        [Permission.HandOver] = OnDuty,
        [Permission.Watch] = OnDuty,
        [Permission.Share] = OnDuty,
        [Permission.Consult] = OnDuty,
        [Permission.Exercise] = OnDuty,
        [Permission.ManageOwnAccount] = Everybody,
        [Permission.ManageOfficers] = Roles.Administrator,
        [Permission.ChangeRules] = Roles.Administrator,
        [Permission.ManageCircles] = Roles.Administrator,
        [Permission.Audit] = Roles.Auditor | Roles.Administrator,
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
