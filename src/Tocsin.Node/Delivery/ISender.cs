using Tocsin.Warn.Calls;

namespace Tocsin.Node.Delivery;

/// <summary>What came of a try to send: a closed set.</summary>
abstract record Sending
{
    Sending() { }

    /// <summary>The other side says that it has it.</summary>
    public sealed record Taken : Sending;
    /// <summary>It may be taken later.</summary>
    /// <param name="Why">Why not now, in one sentence.</param>
    public sealed record Failed(string Why) : Sending;
    /// <summary>It will never be taken as it is.</summary>
    /// <param name="Why">Why, in one sentence.</param>
    public sealed record Refused(string Why) : Sending;
}

/// <summary>Sends a call by one kind of channel. Whatever the other side does, it ends within <see cref="DeliveryLimits.TrySeconds"/>.</summary>
interface ISender
{
    /// <summary>Tries once.</summary>
    Task<Sending> Send(Channel channel, CallMessage message, CancellationToken stop);
}

/// <summary>The limits of delivery.</summary>
static class DeliveryLimits
{
    /// <summary>Seconds of one try, from the first byte to the last.</summary>
    public const int TrySeconds = 30;
    /// <summary>Bytes of an answer that are read.</summary>
    public const int AnswerBytesMax = 4 << 10;
    /// <summary>Deliveries that are tried at once by one channel.</summary>
    public const int AtOnce = 8;
    /// <summary>Seconds between two looks at what is due.</summary>
    public const int LookSeconds = 2;
}
