
namespace Tocsin.Node.Officers;

/// <summary>What the log says of officers: pseudonyms alone, never a name or anything that was typed.</summary>
sealed partial class OfficerEvents(ILogger<OfficerEvents> logger)
{
    [LoggerMessage(7001, LogLevel.Information, "Officer {Officer} was added as {Roles}.")]
    public partial void Added(string officer, string roles);

    [LoggerMessage(7002, LogLevel.Information, "Officer {Officer} was disabled; open sessions have ended.")]
    public partial void Disabled(string officer);

    [LoggerMessage(7003, LogLevel.Information, "Officer {Officer} may sign in again.")]
    public partial void Enabled(string officer);

    [LoggerMessage(7004, LogLevel.Information, "The name and the credentials of officer {Officer} were erased.")]
    public partial void Erased(string officer);

    [LoggerMessage(7005, LogLevel.Information, "Officer {Officer} has a new password; open sessions have ended.")]
    public partial void PasswordChanged(string officer);

    [LoggerMessage(7006, LogLevel.Information, "Officer {Officer} signed in by {How}.")]
    public partial void SignedIn(string officer, SignedInBy how);

    [LoggerMessage(7007, LogLevel.Information, "Officer {Officer} signed out.")]
    public partial void SignedOut(string officer);

    [LoggerMessage(7008, LogLevel.Warning, "A sign-in as officer {Officer} was refused.")]
    public partial void SignInRefused(string officer);

    [LoggerMessage(7009, LogLevel.Warning, "Officer {Officer} waits until {Until} after {Failures} wrong passwords.")]
    public partial void Locked(string officer, int failures, Instant until);

    [LoggerMessage(7010, LogLevel.Warning, "A password was not checked: too many were waiting.")]
    public partial void TooBusy();

    [LoggerMessage(7011, LogLevel.Information, "Officer {Officer} added a passkey.")]
    public partial void PasskeyAdded(string officer);

    [LoggerMessage(7012, LogLevel.Information, "Officer {Officer} removed a passkey.")]
    public partial void PasskeyRemoved(string officer);

    [LoggerMessage(7014, LogLevel.Information, "Officer {Officer} has the roles {Roles} now.")]
    public partial void RolesChanged(string officer, string roles);

    [LoggerMessage(7015, LogLevel.Information, "The passkeys of officer {Officer} were removed; open sessions have ended.")]
    public partial void PasskeysRemoved(string officer);

    [LoggerMessage(7013, LogLevel.Warning, "A passkey was refused: {Why}")]
    public partial void PasskeyRefused(string why);
}
