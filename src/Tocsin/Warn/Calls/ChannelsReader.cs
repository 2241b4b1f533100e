using Tocsin.Warn.Rules;

namespace Tocsin.Warn.Calls;

/// <summary>What came of reading the channels: a closed set.</summary>
public abstract record ChannelsRead
{
    ChannelsRead() { }

    /// <summary>All of it is understood.</summary>
    /// <param name="Book">The channels.</param>
    public sealed record Good(ChannelBook Book) : ChannelsRead;

    /// <summary>Something is not understood, so nothing of the file counts.</summary>
    /// <param name="Faults">What is wrong, in the order of the file; at least one. No fault repeats a secret.</param>
    public sealed record Bad(ImmutableArray<RuleFault> Faults) : ChannelsRead;
}

/// <summary>Reads <c>channels.yaml</c> strictly: what it does not know, or what would send a warning in the clear, it refuses with its place.</summary>
public static class ChannelsReader
{
    /// <summary>Characters of the file at most.</summary>
    public const int TextCharsMax = 100_000;
    /// <summary>Channels and servers at most, each.</summary>
    public const int EntriesMax = 200;
    /// <summary>The least characters of a webhook's secret.</summary>
    public const int SecretCharsMin = 16;

    const int AddressCharsMax = 254;    // RFC 5321 §4.5.3.1.3, less the angle brackets.

    /// <summary>Reads the text of the file.</summary>
    public static ChannelsRead Read(string yaml)
    {
        if (YamlFile.Open(yaml, TextCharsMax, "the channels", "version and channels", out var fault, isSecret: true) is not { } root) return new ChannelsRead.Bad([fault]);

        var faults = new List<RuleFault>();
        var file = new Fields(root, "the file", faults);
        file.Number("version", ChannelBook.Version, ChannelBook.Version, "the only version of this layout is 1");
        var link = file.Has("link") ? file.Url("link") : null;
        var servers = file.Has("servers") ? file.Entries("servers", EntriesMax, "one of servers", fields => (Name: fields.Name("name"), Server: Server(fields))) : [];
        var channels = file.Entries("channels", EntriesMax, "one of channels", fields => Channel(fields, servers)).OfType<Channel>().ToImmutableArray();
        file.End();
        foreach (var twice in channels.GroupBy(c => c.Name).Where(group => group.Count() > 1)) file.Fault("channels", $"two channels bear the name '{twice.Key}'");
        return faults.Count > 0
            ? new ChannelsRead.Bad([.. faults.OrderBy(f => f.Line).ThenBy(f => f.Column)])
            : new ChannelsRead.Good(new ChannelBook(link, channels));
    }

    static Channel? Channel(Fields fields, IReadOnlyList<(string Name, MailServer Server)> servers)
    {
        var name = fields.Name("name");
        if (name == Calls.Channel.Browser) fields.Fault("name", "the browser needs no entry: every open console is that channel");
        switch (fields.Choice("kind", "webhook", "email"))
        {
            case "webhook":
                var secret = fields.Text("secret") ?? "";
                if (secret.Length is > 0 and < SecretCharsMin) fields.Fault("secret", $"a secret has at least {SecretCharsMin} characters");
                return new WebhookChannel { Name = name, Url = fields.Url("url") ?? new Uri("https://none.invalid"), Secret = secret, CaFile = fields.Optional("ca_file") };
            case "email":
                var (to, wanted) = (Address(fields, "to"), fields.Text("server"));
                if (wanted is null) return null;
                if (servers.FirstOrDefault(s => s.Name == wanted).Server is { } server) return new EmailChannel { Name = name, To = to, Server = server, CaFile = server.CaFile };
                fields.Fault("server", $"there is no server '{wanted}'");
                return null;
            default: return null;
        }
    }

    static MailServer Server(Fields fields)
    {
        var host = fields.Text("host") ?? "";
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) fields.Fault("host", $"'{host}' is no name of a machine");
        var tls = fields.Choice("tls", "starttls", "implicit", "none") switch { "implicit" => MailTls.Implicit, "none" => MailTls.None, _ => MailTls.StartTls };
        if (tls == MailTls.None && !Addresses.IsThisMachine(host)) fields.Fault("tls", "only a server on this machine is spoken to in the clear");
        var (user, password) = (fields.Optional("user"), fields.Optional("password"));
        if (user is null != password is null) fields.Fault("user", "whoever signs in has a user and a password");
        return new MailServer(host, (int)fields.Number("port", 1, 65_535, "a port is a number from 1 to 65535"), tls, user, password, Address(fields, "from"), fields.Optional("ca_file"));
    }

    /// <summary>An address of RFC 5321 that every server takes: ASCII, one @, nothing that would end a line or a command.</summary>
    static string Address(Fields fields, string key)
    {
        var text = fields.Text(key) ?? "";
        var at = text.LastIndexOf('@');
        if (text.Length is > 0 && (text.Length > AddressCharsMax || at < 1 || at == text.Length - 1 || text.Count(c => c == '@') > 1
            || !text.All(c => c is > ' ' and < '\u007f' and not ('<' or '>' or '"' or '(' or ')' or ',' or ';' or ':' or '\\')))) fields.Fault(key, $"{key} is an address as duty@example.org is");
        return text;
    }
}
