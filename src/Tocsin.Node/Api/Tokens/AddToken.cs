using Tocsin.Node.Officers;

namespace Tocsin.Node.Api.Tokens;

/// <summary>What is asked of a new token.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Circles">The circles that it may read; none: all that this party shares, never the private one.</param>
/// <param name="MayWrite">Whether it may hand records in, into those circles.</param>
/// <param name="Days">For how many days it holds; nothing: until it is revoked.</param>
/// <param name="Rate">Requests a minute.</param>
sealed record TokenRequest(string Name, ImmutableArray<Hash> Circles, bool MayWrite, int? Days, int Rate);

/// <summary>What became of it: a closed set.</summary>
abstract record AddingToken
{
    AddingToken() { }

    /// <summary>It was made; the secret is shown now, and can never be shown again.</summary>
    public sealed record Added(ApiToken Token, TokenSecret Secret) : AddingToken;
    /// <summary>It was not; why, in one sentence.</summary>
    public sealed record Refused(string Why) : AddingToken;
}

/// <summary>Makes a token for a program.</summary>
sealed class AddToken(TokenStore tokens, TimeProvider clock, Chance chance, TokenEvents events)
{
    /// <summary>Makes it.</summary>
    public AddingToken Handle(TokenRequest request)
    {
        if (!OfficerName.Parse(request.Name).Try(out var name, out var why)) return new AddingToken.Refused(why);
        if (request.Circles.Length > ApiLimits.TokenCirclesMax) return new AddingToken.Refused($"a token names at most {ApiLimits.TokenCirclesMax} circles");
        if (request.MayWrite && request.Circles.IsEmpty) return new AddingToken.Refused("a token that may write names the circles into which it writes: give --circle");
        var now = clock.Now();
        var secret = TokenSecret.New(chance);
        var until = request.Days is { } days ? now + Duration.FromDays(days) : default(Instant?);
        var token = new ApiToken(secret.Id, name.Value, [.. request.Circles.Distinct()], request.MayWrite, request.Rate, now, until, null, null);
        if (!tokens.Add(token, secret.Hash())) return new AddingToken.Refused($"there is a token '{name.Value}' already: revoke it, or give another name");
        events.Made(token.Pseudonym, token.MayWrite ? "may write" : "may read");
        return new AddingToken.Added(token, secret);
    }
}

/// <summary>Revokes a token by its name or its id.</summary>
sealed class RevokeToken(TokenStore tokens, TimeProvider clock, TokenEvents events)
{
    /// <summary>Revokes it; null where there is none that holds.</summary>
    public ApiToken? Handle(string named)
    {
        var now = clock.Now();
        var held = tokens.All().Where(token => token.Revoked is null).ToList();
        var found = held.FirstOrDefault(token => token.Id == named) ?? held.OrderBy(token => token.Refusal(now) is not null).FirstOrDefault(token => token.Name == named);
        if (found is null) return null;
        tokens.Revoke(found.Id, now);
        events.Revoked(found.Pseudonym);
        return found;
    }
}
