namespace Tocsin.Warn.Calls;

/// <summary>A way to reach somebody outside of the console: a closed set. docs/shift.md has each key of <c>channels.yaml</c>.</summary>
public abstract record Channel
{
    private protected Channel() { }

    /// <summary>The channel that every open console is; it needs no entry.</summary>
    public const string Browser = "browser";

    /// <summary>Its name, as the roster says it.</summary>
    public required string Name { get; init; }
    /// <summary>The file of the certificate authority that alone is trusted; nothing: those of the machine.</summary>
    public string? CaFile { get; init; }
}

/// <summary>Posts a JSON document to a server.</summary>
public sealed record WebhookChannel : Channel
{
    /// <summary>Where: https, or http on this machine.</summary>
    public required Uri Url { get; init; }
    /// <summary>What both sides know and nobody else: 16 characters or more.</summary>
    public required string Secret { get; init; }
}

/// <summary>Sends an e-mail.</summary>
public sealed record EmailChannel : Channel
{
    /// <summary>To whom.</summary>
    public required string To { get; init; }
    /// <summary>By which server.</summary>
    public required MailServer Server { get; init; }
}

/// <summary>A server that takes mail in.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port, 1 to 65,535.</param>
/// <param name="Tls">How the connection is closed to others.</param>
/// <param name="User">Who signs in; nothing: nobody does.</param>
/// <param name="Password">Their password.</param>
/// <param name="From">Who sends.</param>
/// <param name="CaFile">The file of the certificate authority that alone is trusted; nothing: those of the machine.</param>
public sealed record MailServer(string Host, int Port, MailTls Tls, string? User, string? Password, string From, string? CaFile);

/// <summary>How the connection to a mail server is closed to others.</summary>
public enum MailTls
{
    /// <summary>In the clear at first, and only for the word STARTTLS (RFC 3207). The default value.</summary>
    StartTls,
    /// <summary>From the first byte (RFC 8314).</summary>
    Implicit,
    /// <summary>Not at all: only to a server on this machine.</summary>
    None,
}

/// <summary>All of <c>channels.yaml</c>.</summary>
/// <param name="Link">What links in messages begin with; nothing: they name the path alone.</param>
/// <param name="Channels">The channels; their names differ.</param>
public sealed record ChannelBook(Uri? Link, ImmutableArray<Channel> Channels)
{
    /// <summary>The version of the file's layout that this code reads.</summary>
    public const int Version = 1;

    /// <summary>No channel but the browser.</summary>
    public static ChannelBook Empty { get; } = new(null, []);

    /// <summary>The channel of a name; nothing where there is none.</summary>
    public Channel? Find(string name) => Channels.FirstOrDefault(channel => channel.Name == name);

    /// <summary>The names that a roster may use.</summary>
    public ImmutableHashSet<string> Names => [Channel.Browser, .. Channels.Select(channel => channel.Name)];
}
