using System.Text;
using System.Text.Json;
using NodaTime;
using Tocsin.Node.Delivery;
using Tocsin.Share.Records;
using Tocsin.Warn.Calls;
using Xunit;

namespace Tocsin.Tests.Delivery;

public sealed class WebhookTests
{
    const string Secret = "a secret of sixteen and more";

    static readonly TimeSpan Within = TimeSpan.FromMinutes(1), Soon = TimeSpan.FromSeconds(2);

    internal static CallMessage Message { get; } = new()
    {
        Delivery = "Rm9yIHRlc3RpbmcgYWxvbm", Party = "Coast Guard of Tests", Thread = "earthquakes:019ca9d4b2807abc8def0123456789ab", Step = 1,
        Status = CapStatus.Actual, Severity = Severity.Severe, Headline = "Động đất ở Đà Nẵng", Why = "About 350,468 people are expected to meet intensity VI or more.",
        Reason = "Nobody acknowledged it within 15 min: it rings again, and goes to the next in the roster.", Where = "25 km E of Đà Nẵng",
        At = Instant.FromUtc(2026, 3, 1, 11, 55), RangAt = Instant.FromUtc(2026, 3, 1, 12, 0), AcknowledgeBy = Instant.FromUtc(2026, 3, 1, 12, 15), Link = "/warnings/earthquakes%3A019ca9d4",
    };

    static Task<Sending> Send(Uri url, string? ca = null, TimeSpan? within = null) =>
        new WebhookSender(TimeProvider.System, within ?? Within).Send(new WebhookChannel { Name = "duty-room", Url = url, Secret = Secret, CaFile = ca }, Message, default);

    [Fact]
    public async Task It_is_signed_so_that_another_program_can_tell()
    {
        var heard = new List<string>();
        await using var server = Liar.Answering("HTTP/1.1 204 No Content\r\n\r\n", heard);
        Assert.IsType<Sending.Taken>(await Send(server.Url));
        var (head, body) = (heard[0].Split("\r\n\r\n")[0].Split("\r\n"), heard[0].Split("\r\n\r\n")[1]);
        string Header(string name) => head.Single(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
        Assert.StartsWith("POST /hook HTTP/1.1", head[0], StringComparison.Ordinal);
        Assert.Equal((Message.Delivery, "application/json; charset=utf-8"), (Header("Tocsin-Delivery"), Header("Content-Type")));
        // OpenSSL reckons the same: nobody here wrote it.
        var expected = Openssl(Secret, $"{Header("Tocsin-Timestamp")}.{body}");
        Assert.Equal($"v1={expected}", Header("Tocsin-Signature"));
        var json = JsonDocument.Parse(body).RootElement;
        Assert.Equal((Message.Headline, "Severe", "2026-03-01T12:15:00Z", 1), (json.GetProperty("headline").GetString(), json.GetProperty("severity").GetString(), json.GetProperty("acknowledgeBy").GetString(), json.GetProperty("step").GetInt32()));
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(long.Parse(Header("Tocsin-Timestamp"), System.Globalization.CultureInfo.InvariantCulture)), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public void The_signature_is_that_of_the_documentation()
    {
        var body = Encoding.UTF8.GetBytes("{\"delivery\":\"example\"}");
        var page = File.ReadAllText(Share.Doors.Checkout.Path("docs/shift.md"));
        Assert.Contains(WebhookSignature.Of("the secret of this page", "1772366400", body), page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", typeof(Sending.Failed), "The webhook duty-room at 127.0.0.1 answered 500.")]
    [InlineData("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n", typeof(Sending.Failed), "answered 429")]
    [InlineData("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", typeof(Sending.Refused), "refused it (410)")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", typeof(Sending.Refused), "redirects are not followed")]
    [InlineData("this is not HTTP\r\n\r\n", typeof(Sending.Failed), "its answer does not read")]
    [InlineData("", typeof(Sending.Failed), "its answer does not read")]
    public async Task What_it_answers_is_told_in_a_sentence(string answer, Type outcome, string words)
    {
        await using var server = Liar.Answering(answer, []);
        var sent = await Send(server.Url);
        Assert.IsType(outcome, sent);
        Assert.Contains(words, sent is Sending.Failed failed ? failed.Why : ((Sending.Refused)sent).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_or_never_ends_costs_a_bounded_time()
    {
        await using var hanging = new Liar((_, stop) => Task.Delay(-1, stop));
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Contains("did not answer within 2 s", Assert.IsType<Sending.Failed>(await Send(hanging.Url, within: Soon)).Why, StringComparison.Ordinal);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), Soon - TimeSpan.FromSeconds(0.5), Within);

        await using var endless = new Liar(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
            while (true) await stream.WriteAsync("X-More: more and more and more\r\n"u8.ToArray(), stop);
        });
        Assert.Contains("does not read", Assert.IsType<Sending.Failed>(await Send(endless.Url)).Why, StringComparison.Ordinal);

        await using var body = new Liar(async (stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stop);
            while (true) await stream.WriteAsync("5\r\nhello\r\n"u8.ToArray(), stop);
        });
        Assert.IsType<Sending.Taken>(await Send(body.Url));     // Its status was believed; its body is nobody's concern.
    }

    [Fact]
    public async Task Nobody_there_is_told_in_a_sentence()
    {
        Uri url;
        await using (var gone = Liar.Saying("")) url = gone.Url;
        Assert.Contains("cannot be reached", Assert.IsType<Sending.Failed>(await Send(url)).Why, StringComparison.Ordinal);
    }

    internal static string Openssl(string secret, string text)
    {
        var start = new System.Diagnostics.ProcessStartInfo("openssl", ["dgst", "-sha256", "-mac", "HMAC", "-macopt", $"hexkey:{Convert.ToHexString(Encoding.UTF8.GetBytes(secret))}", "-r"])
            { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(text));
        process.StandardInput.Close();
        return process.StandardOutput.ReadToEnd().Split(' ')[0];
    }

    [Fact]
    public void Pauses_double_up_to_a_quarter_of_an_hour()
    {
        for (var tries = 1; tries <= 40; tries++)
        {
            var full = Duration.Min(Retrying.Longest, Duration.FromSeconds(5 * Math.Pow(2, Math.Min(tries - 1, 20))));
            var pause = Retrying.After(tries, Chance.System);
            Assert.True(pause >= full / 2 && pause <= full, $"{tries}: {pause}");
        }
    }
}
