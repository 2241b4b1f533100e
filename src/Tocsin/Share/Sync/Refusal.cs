using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tocsin.Share.Sync;

/// <summary>Why a request is not answered, as RFC 9457 has it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">Why, in one sentence.</param>
public sealed record Refusal(int Status, string Detail)
{
    /// <summary>With 409: the charter in force here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Epoch { get; init; }

    const int DetailCharsMax = 500;

    /// <summary>Its media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Whether it is the asking party's business, and not that of the moment: 4xx, but for what may be asked again (408, 429).</summary>
    internal bool IsFinal => Status is >= 400 and < 500 and not (408 or 429);

    /// <summary>Whether somebody at the partner's address sends elsewhere: no node does.</summary>
    internal bool IsRedirect => Status is >= 300 and < 400;

    internal byte[] Bytes() => JsonSerializer.SerializeToUtf8Bytes(this, SyncJson.Default.Refusal);

    /// <summary>Reads what came with a status other than 200; the status alone where it does not read.</summary>
    internal static Refusal Read(PartnerAnswer answer)
    {
        try
        {
            if (answer.Body.Length <= Limits.DocumentBytesMax && JsonSerializer.Deserialize(answer.Body.Span, SyncJson.Default.Refusal) is { } refusal)
                return refusal with { Status = answer.Status, Detail = Shown(refusal.Detail) };
        }
        catch (JsonException)
        {
            // Somebody else answered in its place.
        }
        return new Refusal(answer.Status, $"HTTP {answer.Status}");
    }

    /// <summary>A stranger's words as one line of a sentence of ours.</summary>
    internal static string Shown(string words) => string.Concat(words.Take(DetailCharsMax).Select(c => char.IsControl(c) ? ' ' : c));
}

/// <summary>A partner refused, or answered what it must not.</summary>
/// <param name="party">The partner.</param>
/// <param name="refusal">What it said.</param>
public sealed class PartnerRefusedException(string party, Refusal refusal) : IOException(refusal.IsRedirect ? $"{party} is not reached: its address answers with a redirect ({refusal.Status}), and none is followed" : $"{party} refused: {refusal.Detail} ({refusal.Status})")
{
    /// <summary>What it said.</summary>
    public Refusal Refusal => refusal;
}
