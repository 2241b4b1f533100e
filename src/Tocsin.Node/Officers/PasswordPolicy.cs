using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>Which passwords are too weak, after NIST SP 800-63B §3.1.1.2: the short and the common; no rules of composition.</summary>
static class PasswordPolicy
{
    /// <summary>The fewest characters.</summary>
    public const int CharsMin = 12;

    /// <summary>The most: what is longer is a mistake, or an attempt to make the node work.</summary>
    public const int CharsMax = 128;

    // Common passwords and phrases of twelve characters or more; shorter ones are refused by their length.
    static readonly FrozenSet<string> Common = new[]
    {
        "1234567890123", "123456789012", "12345678901234567890", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv",
        "abcdefghijkl", "administrator", "adminadminadmin", "administrator1", "changemechangeme", "changemenow1",
        "correct horse battery staple", "correcthorsebatterystaple", "iloveyou1234", "iloveyouforever",
        "letmeinletmein", "letmeinplease", "password1234", "password12345", "password123456", "passwordpassword",
        "passw0rd1234", "p@ssw0rd1234", "qwerty123456", "qwertyuiop12", "qwertyuiop123", "qwertyuiopasdf",
        "qwertyuiop[]", "qwertyqwerty", "qazwsxedcrfv", "superman1234", "welcome12345", "welcome123456",
        "trustno1trustno1", "tocsintocsin", "dutyofficer1", "dutyofficer123", "zaq12wsxcde3", "zxcvbnm12345",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the password is too weak, in one sentence; null if it is not.</summary>
    public static string? Refusal(string password, string officerName)
    {
        if (password.Length < CharsMin) return Texts.Of("password.short", CharsMin);
        if (password.Length > CharsMax) return Texts.Of("password.long", CharsMax);
        if (Common.Contains(password)) return Texts.Of("password.common");
        if (password.Distinct().Count() < 4) return Texts.Of("password.plain");
        return officerName.Length > 3 && password.Contains(officerName, StringComparison.OrdinalIgnoreCase)
            ? Texts.Of("password.name")
            : null;
    }

    /// <summary>Holds Identity to the same rule, wherever it sets a password.</summary>
    public sealed class Validator : IPasswordValidator<Account>
    {
        /// <summary>The code of the error that carries the sentence.</summary>
        public const string Code = "WeakPassword";

        /// <inheritdoc/>
        public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
            Task.FromResult(Refusal(password ?? "", user.Officer.Name) is { } why
                ? IdentityResult.Failed(new IdentityError { Code = Code, Description = why })
                : IdentityResult.Success);
    }
}
