using System.Globalization;
using System.Security.Claims;

namespace Tocsin.Node.Officers;

/// <summary>How the node knows who is asking. The default value is a password.</summary>
enum SignedInBy
{
    /// <summary>By name and password.</summary>
    Password,
    /// <summary>By a passkey.</summary>
    Passkey,
    /// <summary>Over the socket in the data folder, which only its owner can open.</summary>
    Socket,
    /// <summary>By itself, as the sample officer of a demonstration.</summary>
    Sample,
    /// <summary>From this machine, while the node has no officers.</summary>
    Loopback,
}

/// <summary>Who is asking: what pages and use cases take from a request.</summary>
/// <param name="Id">The officer's pseudonym, or <see cref="LocalId"/>.</param>
/// <param name="Name">What the pages show.</param>
/// <param name="Roles">What they may do.</param>
/// <param name="How">How the node knows.</param>
sealed record CurrentOfficer(string Id, string Name, Roles Roles, SignedInBy How)
{
    /// <summary>Stands for whoever uses this machine, where no officer is named.</summary>
    public const string LocalId = "local";

    const string RolesClaim = "tocsin:roles";
    const string HowClaim = "tocsin:how";
    const string StampClaim = "tocsin:stamp";
    const string SinceClaim = "tocsin:since";

    /// <summary>Who is asking; null if nobody has signed in.</summary>
    public static CurrentOfficer? Of(HttpContext http) => Of(http.User);

    /// <inheritdoc cref="Of(HttpContext)"/>
    public static CurrentOfficer? Of(ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } id && principal.FindFirstValue(RolesClaim) is { } roles
            ? new(id, principal.FindFirstValue(ClaimTypes.Name)!, (Roles)int.Parse(roles, CultureInfo.InvariantCulture),
                HowOf(principal))
            : null;

    /// <summary>This officer as ASP.NET Core carries them through a request.</summary>
    public ClaimsPrincipal ToPrincipal() => Principal(
        new(ClaimTypes.NameIdentifier, Id),
        new(ClaimTypes.Name, Name),
        new(RolesClaim, Text((int)Roles)),
        new(HowClaim, How.ToString()));

    /// <summary>What a session's cookie holds: the pseudonym and the stamp, no name, no roles.</summary>
    public static ClaimsPrincipal Ticket(Account account, SignedInBy how, Instant since) => Principal(
        new(ClaimTypes.NameIdentifier, account.Officer.Id),
        new(HowClaim, how.ToString()),
        new(StampClaim, account.Stamp),
        new(SinceClaim, Text(since.ToUnixTimeMilliseconds())));

    /// <summary>Who asks in a session; null if it has ended.</summary>
    /// <param name="ticket">What the cookie holds.</param>
    /// <param name="account">The account that it names, as it is now.</param>
    /// <param name="now">The time now.</param>
    public static CurrentOfficer? InSession(ClaimsPrincipal ticket, Account? account, Instant now)
    {
        if (account is not { Officer.MaySignIn: true } || ticket.FindFirstValue(StampClaim) != account.Stamp) return null;
        if (!long.TryParse(ticket.FindFirstValue(SinceClaim), CultureInfo.InvariantCulture, out var since)) return null;
        if (now - Instant.FromUnixTimeMilliseconds(since) > Sessions.Longest) return null;
        return new(account.Officer.Id, account.Officer.DisplayName, account.Officer.Roles, HowOf(ticket));
    }

    static ClaimsPrincipal Principal(params Claim[] claims) => new(new ClaimsIdentity(claims, "Tocsin"));

    static SignedInBy HowOf(ClaimsPrincipal principal) => Enum.Parse<SignedInBy>(principal.FindFirstValue(HowClaim)!);

    static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
