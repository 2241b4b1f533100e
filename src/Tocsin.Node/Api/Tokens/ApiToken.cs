namespace Tocsin.Node.Api.Tokens;

/// <summary>What lets a program in, and how far. The secret itself is kept nowhere.</summary>
/// <param name="Id">Its public half, 11 characters; records that come in by it say <see cref="Pseudonym"/>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Circles">The circles that it may read; none: every circle that this party shares, those to come among them, and never the private one.</param>
/// <param name="MayWrite">Whether it may hand records in, into the circles that it names.</param>
/// <param name="Rate">Requests that it may make a minute.</param>
/// <param name="Created">When it was made. UTC.</param>
/// <param name="Until">Until when it holds; nothing: until it is revoked. UTC.</param>
/// <param name="Revoked">Since when it holds no more. UTC.</param>
/// <param name="Used">When it was used last, to the minute. UTC.</param>
sealed record ApiToken(string Id, string Name, ImmutableArray<Hash> Circles, bool MayWrite, int Rate, Instant Created, Instant? Until, Instant? Revoked, Instant? Used)
{
    /// <summary>Who it is in records and logs.</summary>
    public string Pseudonym => PseudonymOf(Id);

    /// <inheritdoc cref="Pseudonym"/>
    public static string PseudonymOf(string id) => $"token-{id}";

    /// <summary>Why it lets nobody in now; nothing where it does.</summary>
    public string? Refusal(Instant now) =>
        Revoked is not null ? "This token was revoked."
        : Until <= now ? "This token has expired."
        : null;
}
