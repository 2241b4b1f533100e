using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tocsin.Share.Sync;

namespace Tocsin.Node.Partners;

/// <summary>What the port of the partners allows anybody who connects, units in the names. docs/operations.md names them.</summary>
static class PartnerLimits
{
    public const int ConnectionsMax = 512;
    public const int StreamsPerConnectionMax = 64;
    public const int HeaderBytesMax = 16 << 10;
    public const int HeadersMax = 48;
    public const int RequestLineBytesMax = 2 << 10;
    public const int HandshakeSeconds = 10;

    /// <summary>From the connection, or the end of the request before, until the headers are whole.</summary>
    public const int HeadersSeconds = 10;

    /// <summary>Slower than this, for longer than the grace, a body is cut off in either direction.</summary>
    public const int BytesPerSecondMin = 1_024, GraceSeconds = 10;

    /// <summary>A connection without a request is closed.</summary>
    public const int IdleSeconds = 120;

    /// <summary>How long the stop of the node waits for what is being answered.</summary>
    public const int CloseSeconds = 2;

    /// <summary>A connection is given up after so long without an answer to it.</summary>
    public const int ConnectSeconds = 10;

    public static void Apply(KestrelServerLimits limits, PartnerPatience patience)
    {
        limits.MaxConcurrentConnections = ConnectionsMax;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = SyncLimits.RequestBytesMax;
        limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = patience.Headers;
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(IdleSeconds);
        limits.MinRequestBodyDataRate = limits.MinResponseDataRate = new MinDataRate(BytesPerSecondMin, patience.Grace);
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnectionMax;
        // The window of a stream is what makes a bundle cross at once.
        limits.Http2.InitialStreamWindowSize = SyncLimits.RequestBytesMax;
        limits.Http2.InitialConnectionWindowSize = 4 * SyncLimits.RequestBytesMax;
    }
}
