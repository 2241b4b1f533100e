using System.Text;
using Tocsin.Node.Delivery;
using Tocsin.Warn.Calls;
using Xunit;

namespace Tocsin.Tests.Delivery;

public sealed class MailTests
{
    static readonly TimeSpan Within = TimeSpan.FromMinutes(1);

    static MailServer Server(int port, MailTls tls, string? ca, string? user = "tocsin", string? password = "mật khẩu") => new("localhost", port, tls, user, password, "tocsin@example.org", ca);

    static Task<Sending> Send(MailServer server, string to = "linh@example.org", TimeSpan? within = null) =>
        new EmailSender(TimeProvider.System, within ?? Within).Send(new EmailChannel { Name = "mail-linh", To = to, Server = server }, WebhookTests.Message, default);

    [MailServerTheory]
    [InlineData("starttls", "PLAIN")]
    [InlineData("login", "LOGIN")]
    [InlineData("implicit", "PLAIN")]
    public async Task A_real_server_takes_it_and_reads_the_same_words(string mode, string mechanism)
    {
        using var process = new MailServerProcess(mode);
        var tls = mode == "implicit" ? MailTls.Implicit : MailTls.StartTls;
        var sent = await Send(Server(process.Port, tls, process.CaFile));
        Assert.True(sent is Sending.Taken, $"{sent}");
        var mail = process.Next();
        string? Said(string name) => mail.GetProperty(name).GetString();
        Assert.Equal(("tocsin@example.org", "linh@example.org", mechanism), (Said("from"), mail.GetProperty("to")[0].GetString(), Said("user")));
        Assert.Equal(("Severe: Động đất ở Đà Nẵng, 25 km E of Đà Nẵng", "Coast Guard of Tests"), (Said("subject"), Said("sender")));
        Assert.Equal($"<{WebhookTests.Message.Delivery}@example.org>", Said("id"));
        Assert.Contains(WebhookTests.Message.Why, Said("body"), StringComparison.Ordinal);
        Assert.Contains("Acknowledge by: 2026-03-01 12:15 UTC", Said("body"), StringComparison.Ordinal);
        Assert.Contains(WebhookTests.Message.Link, Said("body"), StringComparison.Ordinal);
        Assert.All(Said("raw")!.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        Assert.True(DateTimeOffset.UtcNow - DateTimeOffset.Parse(Said("date")!, System.Globalization.CultureInfo.InvariantCulture) < TimeSpan.FromMinutes(1));

        Assert.Contains("550 no such mailbox", Assert.IsType<Sending.Refused>(await Send(Server(process.Port, tls, process.CaFile), "nobody@example.org")).Why, StringComparison.Ordinal);
        // A wrong password is the administrator's fault and can be mended: it is tried again.
        var wrong = Assert.IsType<Sending.Failed>(await Send(Server(process.Port, tls, process.CaFile, password: "wrong")));
        Assert.Contains("535", wrong.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", wrong.Why.Replace("wrong.", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("certificate that is not to be trusted", Assert.IsType<Sending.Failed>(await Send(Server(process.Port, tls, ca: null))).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("220 hello\r\n250-me\r\n250 SIZE 1000\r\n", MailTls.StartTls, "it offers no STARTTLS, and nothing is sent in the clear")]
    [InlineData("220 hello\r\n250 STARTTLS\r\n220 go\r\n250 injected\r\n", MailTls.StartTls, "it spoke before the connection was encrypted")]
    [InlineData("554 go away\r\n", MailTls.None, "it answered the connection with 554 go away")]
    [InlineData("HTTP/1.1 200 OK\r\n", MailTls.None, "its answer is not of SMTP")]
    [InlineData("220 hello\r\n250 AUTH GSSAPI\r\n", MailTls.None, "it offers neither AUTH PLAIN nor AUTH LOGIN")]
    public async Task What_a_server_says_is_told_in_a_sentence(string says, MailTls tls, string words)
    {
        await using var server = Liar.Saying(says);
        Assert.Contains(words, Assert.IsType<Sending.Failed>(await Send(Server(server.Port, tls, null))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_or_never_ends_costs_a_bounded_time_and_memory()
    {
        var within = TimeSpan.FromSeconds(2);
        await using var hanging = new Liar((_, stop) => Task.Delay(-1, stop));
        Assert.Contains("did not finish within 2 s", Assert.IsType<Sending.Failed>(await Send(Server(hanging.Port, MailTls.None, null), within: within)).Why, StringComparison.Ordinal);
        foreach (var (endless, words) in new[] { ("220-more\r\n", "more than 100 lines"), ("220-more and more", "more than 2000 bytes") })
        {
            await using var liar = new Liar(async (stream, stop) =>
            {
                while (true) await stream.WriteAsync(Encoding.ASCII.GetBytes(endless), stop);
            });
            Assert.Contains(words, Assert.IsType<Sending.Failed>(await Send(Server(liar.Port, MailTls.None, null))).Why, StringComparison.Ordinal);
        }
        await using var cut = new Liar((stream, stop) => stream.WriteAsync("220 hel"u8.ToArray(), stop).AsTask());
        Assert.Contains("it hung up", Assert.IsType<Sending.Failed>(await Send(Server(cut.Port, MailTls.None, null))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_farewell_that_does_not_come_does_not_send_the_message_twice()
    {
        await using var server = Liar.Saying("220 hello\r\n250 me\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n");
        Assert.IsType<Sending.Taken>(await Send(Server(server.Port, MailTls.None, null, user: null, password: null)));
    }

    [Theory]
    [InlineData("a\r\n.\r\nb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData(".a\r\n", "..a\r\n.\r\n")]
    [InlineData("a\r\n..b\r\n", "a\r\n...b\r\n.\r\n")]
    public void A_line_that_begins_with_a_full_stop_gets_one_more(string text, string sent) => Assert.Equal(sent, MailText.Stuffed(text));

    [Theory]
    [InlineData("Severe - Flood", "Severe - Flood")]
    [InlineData("Flood\r\nBcc: everybody@example.org", "=?utf-8?B?Rmxvb2QgIEJjYzogZXZlcnlib2R5QGV4?=\r\n =?utf-8?B?YW1wbGUub3Jn?=")]
    [InlineData("ộ", "=?utf-8?B?4buZ?=")]
    public void Words_of_a_header_end_no_line(string words, string header) =>
        Assert.Equal(header.Replace("\r\n ", "", StringComparison.Ordinal).Replace("=?utf-8?B?", "", StringComparison.Ordinal).Replace("?=", "", StringComparison.Ordinal), MailText.Header(words, 9).Replace("\r\n ", "", StringComparison.Ordinal).Replace("=?utf-8?B?", "", StringComparison.Ordinal).Replace("?=", "", StringComparison.Ordinal));
}
