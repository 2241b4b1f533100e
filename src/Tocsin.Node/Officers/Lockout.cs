
namespace Tocsin.Node.Officers;

/// <summary>How long an account waits after wrong passwords: pure.</summary>
/// <remarks>
/// Identity's own lockout reads the system's clock and always waits as long. This one takes the time, and doubles.
/// Passkeys do not wait: they cannot be guessed, so nobody can shut an officer out by guessing at their password.
/// </remarks>
static class Lockout
{
    /// <summary>So many wrong passwords cost nothing.</summary>
    public const int FreeFailures = 9;

    static readonly Duration First = Duration.FromMinutes(1);
    static readonly Duration Longest = Duration.FromHours(1);

    /// <summary>Until when the account waits, after that many failures in a row; null if it does not.</summary>
    public static Instant? Until(int failures, Instant now)
    {
        var beyond = failures - FreeFailures - 1;
        if (beyond < 0) return null;
        var wait = beyond > 6 ? Longest : Duration.Min(Longest, First * (1 << beyond));
        return now + wait;
    }
}
