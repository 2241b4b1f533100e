using System.Net.Sockets;
using System.Security.Authentication;
using Tocsin.Warn.Calls;

namespace Tocsin.Node.Delivery;

/// <summary>Sends a call by e-mail. That a server took it does not say that anybody read it.</summary>
sealed class EmailSender(TimeProvider clock, TimeSpan within) : ISender
{
    public async Task<Sending> Send(Channel channel, CallMessage message, CancellationToken stop)
    {
        var email = (EmailChannel)channel;
        var server = $"The mail server {email.Server.Host}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(within);
        await using var session = new SmtpSession(email.Server);
        try
        {
            await session.Open(patience.Token);
            await session.Send(email.To, MailText.Of(email.Server.From, email.To, message, clock.GetUtcNow()), patience.Token);
            await session.Close();
            return new Sending.Taken();
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new Sending.Failed($"{server} did not finish within {within.TotalSeconds:0} s.");
        }
        catch (AuthenticationException e)
        {
            return new Sending.Failed($"{server} shows a certificate that is not to be trusted: {e.Message}");
        }
        catch (SmtpException e)
        {
            return session.IsOpen && e.IsForGood ? new Sending.Refused($"{server}: {e.Message}.") : new Sending.Failed($"{server}: {e.Message}.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new Sending.Failed($"{server} cannot be reached, or hung up: {e.Message}");
        }
    }
}
