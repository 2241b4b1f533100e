using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Tocsin.Warn.Calls;

namespace Tocsin.Node.Delivery;

/// <summary>Posts a call as a signed JSON document. No redirect is followed, no cookie kept, and of an answer no more than its status believed.</summary>
sealed class WebhookSender(TimeProvider clock, TimeSpan within) : ISender
{
    public async Task<Sending> Send(Channel channel, CallMessage message, CancellationToken stop)
    {
        var webhook = (WebhookChannel)channel;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(within);
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler
            {
                AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = DeliveryLimits.AnswerBytesMax >> 10,
                SslOptions = Trust.In(webhook.CaFile, webhook.Url.IdnHost),
            }) { Timeout = Timeout.InfiniteTimeSpan };
            using var request = Request(webhook, message);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => new Sending.Taken(),
                >= 300 and < 400 => new Sending.Refused($"{Name(webhook)} sends us elsewhere ({(int)response.StatusCode}), and redirects are not followed."),
                408 or 425 or 429 or >= 500 => new Sending.Failed($"{Name(webhook)} answered {(int)response.StatusCode}."),
                var status => new Sending.Refused($"{Name(webhook)} refused it ({status})."),
            };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Sending.Failed($"{Name(webhook)} did not answer within {within.TotalSeconds:0} s.");
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException tls)
        {
            return new Sending.Failed($"{Name(webhook)} shows a certificate that is not to be trusted: {tls.Message}");
        }
        catch (HttpRequestException e)
        {
            return new Sending.Failed($"{Name(webhook)} cannot be reached, or its answer does not read: {e.Message}");
        }
    }

    HttpRequestMessage Request(WebhookChannel webhook, CallMessage message)
    {
        var body = message.ToJson();
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(WebhookSignature.DeliveryHeader, message.Delivery);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(webhook.Secret, timestamp, body));
        request.Headers.Add("User-Agent", "Tocsin");
        return request;
    }

    static string Name(WebhookChannel webhook) => $"The webhook {webhook.Name} at {webhook.Url.Host}";
}
