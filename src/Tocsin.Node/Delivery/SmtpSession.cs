using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tocsin.Warn.Calls;

namespace Tocsin.Node.Delivery;

/// <summary>A server's answer: RFC 5321 §4.2.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Lines">Its lines, without the code.</param>
readonly record struct SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public string Text => string.Join(' ', Lines);
}

/// <summary>The server says something that ends the conversation.</summary>
/// <param name="code">The answer's code; 0 where there was none that reads.</param>
/// <param name="message">What was asked and answered.</param>
sealed class SmtpException(int code, string message) : IOException(message)
{
    /// <summary>RFC 5321 §4.2.1: 5yz is for good.</summary>
    public bool IsForGood => code is >= 500 and < 600;
}

/// <summary>One conversation with a mail server: RFC 5321, STARTTLS of RFC 3207, AUTH PLAIN of RFC 4616 and LOGIN.</summary>
/// <param name="server">The server.</param>
sealed class SmtpSession(MailServer server) : IAsyncDisposable
{
    const int LineBytesMax = 2_000, LinesMax = 100;

    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    readonly TcpClient client = new();
    readonly byte[] buffer = new byte[LineBytesMax];
    Stream stream = Stream.Null;
    int from, to;
    IReadOnlyList<string> offers = [];

    /// <summary>Whether the server lets us send: what it refuses from then on is the message, and before it was us.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Connects, closes the connection to others as the server's entry says, and signs in.</summary>
    public async Task Open(CancellationToken stop)
    {
        await client.ConnectAsync(server.Host, server.Port, stop);
        stream = client.GetStream();
        if (server.Tls == MailTls.Implicit) await Encrypt(stop);
        await Expect(220, "the connection", stop);
        await Greet(stop);
        if (server.Tls == MailTls.StartTls)
        {
            if (!Offers("STARTTLS")) throw new SmtpException(0, "it offers no STARTTLS, and nothing is sent in the clear");
            await Say("STARTTLS", 220, stop);
            // What came before the handshake was anybody's (CVE-2011-0411).
            if (from != to) throw new SmtpException(0, "it spoke before the connection was encrypted");
            await Encrypt(stop);
            await Greet(stop);
        }
        if (server.User is { } user) await SignIn(user, server.Password!, stop);
        IsOpen = true;
    }

    /// <summary>Sends a message; when it returns, the server has said that it is responsible for it.</summary>
    public async Task Send(string recipient, string text, CancellationToken stop)
    {
        await Say($"MAIL FROM:<{server.From}>", 250, stop);
        await Say($"RCPT TO:<{recipient}>", 250, stop);
        await Say("DATA", 354, stop);
        await Write(MailText.Stuffed(text), stop);
        await Expect(250, "the message", stop);
    }

    /// <summary>Says farewell; what the server makes of it does not matter, for it has the message.</summary>
    public async Task Close()
    {
        using var patience = new CancellationTokenSource(Farewell);
        try { await Say("QUIT", 221, patience.Token); }
        catch (Exception e) when (e is IOException or OperationCanceledException) { }
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        client.Dispose();
    }

    async Task Greet(CancellationToken stop) => offers = (await Say($"EHLO {server.From[(server.From.LastIndexOf('@') + 1)..]}", 250, stop)).Lines;

    bool Offers(string word) => offers.Any(line => line.Split(' ')[0].Equals(word, StringComparison.OrdinalIgnoreCase));

    async Task Encrypt(CancellationToken stop)
    {
        var tls = new SslStream(stream);
        stream = tls;
        await tls.AuthenticateAsClientAsync(Trust.In(server.CaFile, server.Host), stop);
    }

    async Task SignIn(string user, string password, CancellationToken stop)
    {
        var ways = offers.Where(line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase)).SelectMany(line => line[4..].Split([' ', '='], StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (ways.Contains("PLAIN")) await Say($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", 235, stop, "AUTH PLAIN");
        else if (ways.Contains("LOGIN"))
        {
            await Say("AUTH LOGIN", 334, stop);
            await Say(Base64(user), 334, stop, "the user");
            await Say(Base64(password), 235, stop, "the password");
        }
        else throw new SmtpException(0, "it offers neither AUTH PLAIN nor AUTH LOGIN");
    }

    /// <summary>Says a line and takes the answer; what stands in the line may be a secret, and is not repeated where it has a name of its own.</summary>
    async Task<SmtpReply> Say(string line, int code, CancellationToken stop, string? called = null)
    {
        await Write(line + "\r\n", stop);
        return await Expect(code, called ?? line.Split(':')[0], stop);
    }

    async Task<SmtpReply> Expect(int code, string asked, CancellationToken stop)
    {
        var reply = await Read(stop);
        // RFC 5321 §4.3.2: the second digit may differ for a recipient that is elsewhere.
        return reply.Code == code || code == 250 && reply.Code is 251 or 252 ? reply : throw new SmtpException(reply.Code, $"it answered {asked} with {reply.Code} {reply.Text}".TrimEnd());
    }

    async Task Write(string text, CancellationToken stop)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
        await stream.FlushAsync(stop);
    }

    async Task<SmtpReply> Read(CancellationToken stop)
    {
        var lines = new List<string>();
        while (lines.Count < LinesMax)
        {
            var line = await ReadLine(stop);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || line.Length > 3 && line[3] is not (' ' or '-'))
                throw new SmtpException(0, "its answer is not of SMTP");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ') return new SmtpReply(code, lines);
        }
        throw new SmtpException(0, $"its answer has more than {LinesMax} lines");
    }

    async Task<string> ReadLine(CancellationToken stop)
    {
        var line = new List<byte>();
        while (true)
        {
            if (from == to) (from, to) = (0, await stream.ReadAsync(buffer, stop));
            if (to == 0) throw new SmtpException(0, "it hung up");
            var next = buffer[from++];
            if (next == '\n') return new string([.. Encoding.UTF8.GetString([.. line]).TrimEnd('\r').Select(c => char.IsControl(c) ? ' ' : c)]);
            line.Add(next);
            if (line.Count > LineBytesMax) throw new SmtpException(0, $"a line of its answer has more than {LineBytesMax} bytes");
        }
    }

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
