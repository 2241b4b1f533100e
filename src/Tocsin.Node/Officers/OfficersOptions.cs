using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tocsin.Node.Officers;

/// <summary>What a node needs to know to let officers in.</summary>
/// <param name="Folder">The data folder.</param>
/// <param name="Entry">Who comes in without signing in.</param>
/// <param name="Certificate">The certificate of https, whose names are the node's names; null on loopback.</param>
sealed record OfficersOptions(string Folder, Entry Entry, X509Certificate2? Certificate)
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512 over a password.</summary>
    /// <remarks>
    /// OWASP asks for 210,000. One core takes about 0.1 s for every 200,000, and an officer signs in once a shift: so 600,000,
    /// a third of a second, one at a time (<see cref="PasswordGate"/>).
    /// </remarks>
    public int PasswordRounds { get; init; } = 600_000;

    /// <summary>The name of a cookie of this node.</summary>
    /// <remarks>Browsers keep cookies apart by host and not by port: two nodes on one machine must not share a name.</remarks>
    public string CookieName(string purpose)
    {
        var folder = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(Folder)));
        return $"tocsin-{purpose}-{Convert.ToHexStringLower(folder.AsSpan(0, 4))}";
    }
}

/// <summary>Who comes in without signing in: a closed set.</summary>
abstract record Entry
{
    Entry() { }

    /// <summary>Nobody: sign-in is required.</summary>
    public sealed record SignIn : Entry;

    /// <summary>Whoever uses this machine, until the first officer is added, and never again after. For loopback.</summary>
    public sealed record OpenUntilFirstOfficer : Entry;

    /// <summary>The sample officer of a demonstration, by itself. For loopback.</summary>
    public sealed record Sample(string OfficerName) : Entry;

    /// <summary>Whether sign-in is required of everybody.</summary>
    public bool RequiresSignIn => this is SignIn;
}
