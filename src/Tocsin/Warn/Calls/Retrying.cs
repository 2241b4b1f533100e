namespace Tocsin.Warn.Calls;

/// <summary>When a delivery that failed is tried again, and when no more.</summary>
public static class Retrying
{
    /// <summary>Tries of one delivery at most; then it is dead.</summary>
    public const int TriesMax = 10;

    /// <summary>The longest pause between two tries.</summary>
    public static readonly Duration Longest = Duration.FromMinutes(15);

    static readonly Duration First = Duration.FromSeconds(5);

    /// <summary>The pause after so many tries: twice as long after each, and of that a share of half to all, by chance, so that many
    /// deliveries do not come back at once.</summary>
    /// <param name="tries">Tries so far, from 1.</param>
    /// <param name="chance">Chance.</param>
    public static Duration After(int tries, Chance chance)
    {
        Span<byte> one = stackalloc byte[1];
        chance.Fill(one);
        var full = tries > 20 ? Longest : Duration.Min(Longest, First * (1L << (tries - 1)));
        return full / 2 + full / 2 * one[0] / 255;
    }
}

/// <summary>How a webhook's receiver knows who sent it: HMAC-SHA256 over the timestamp, a full stop, and the body.</summary>
public static class WebhookSignature
{
    /// <summary>The header that says who sent it.</summary>
    public const string Header = "Tocsin-Signature";
    /// <summary>The header with the time: seconds since 1970, UTC.</summary>
    public const string TimestampHeader = "Tocsin-Timestamp";
    /// <summary>The header with the delivery's id, the same at every try.</summary>
    public const string DeliveryHeader = "Tocsin-Delivery";

    /// <summary>The header's value: <c>v1=</c> and 64 hexadecimal digits.</summary>
    /// <param name="secret">What both sides know.</param>
    /// <param name="timestamp">The timestamp as it is sent.</param>
    /// <param name="body">The body's exact bytes.</param>
    public static string Of(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. System.Text.Encoding.UTF8.GetBytes($"{timestamp}."), .. body];
        return $"v1={Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
