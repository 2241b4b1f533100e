namespace Tocsin.Node.Api.Tokens;

/// <summary>What the log says of programs: pseudonyms alone.</summary>
sealed partial class TokenEvents(ILogger<TokenEvents> logger)
{
    [LoggerMessage(7501, LogLevel.Information, "{Token} handed in a file of the format {Format} for the circle {Circle}: {Accepted} accepted, {Revised} revised, {Duplicates} duplicates, {Refused} refused.")]
    public partial void HandedIn(string token, string format, string circle, long accepted, long revised, long duplicates, int refused);

    [LoggerMessage(7503, LogLevel.Information, "{Token} was made; it {Scope}.")]
    public partial void Made(string token, string scope);

    [LoggerMessage(7504, LogLevel.Information, "{Token} was revoked.")]
    public partial void Revoked(string token);

    [LoggerMessage(7502, LogLevel.Warning, "A stream of {Token} was ended at arrival {Arrival}: {Why}")]
    public partial void StreamEnded(string token, long arrival, string why);
}
