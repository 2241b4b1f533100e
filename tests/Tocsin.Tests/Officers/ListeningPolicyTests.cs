using Tocsin.Node.Http;
using Xunit;

namespace Tocsin.Tests.Officers;

public sealed class ListeningPolicyTests
{
    [Theory]
    //          urls                                     cert   officers sign-in  endpoints
    [InlineData("http://127.0.0.1:7400",                 false, false,   false,   "127.0.0.1:7400")]
    [InlineData("http://localhost:7400",                 false, false,   false,   "127.0.0.1:7400")]
    [InlineData("http://[::1]:7400",                     false, false,   false,   "::1:7400")]
    [InlineData("http://127.0.0.1:0; http://[::1]:0",    false, false,   false,   "127.0.0.1:0 ::1:0")]
    [InlineData("https://127.0.0.1:7400",                true,  false,   false,   "127.0.0.1:7400+tls")]
    [InlineData("https://192.0.2.7",                     true,  true,    true,    "192.0.2.7:443+tls")]
    [InlineData("https://0.0.0.0:7400",                  true,  true,    true,    "0.0.0.0:7400+tls")]
    [InlineData("https://[::]:7400",                     true,  true,    true,    ":::7400+tls")]
    [InlineData("https://+:7400",                        true,  true,    true,    ":::7400+tls")]
    [InlineData("https://*:7400",                        true,  true,    true,    ":::7400+tls")]
    public void Allowed(string urls, bool certificate, bool officers, bool signIn, string expected)
    {
        var at = Assert.IsType<Listening.At>(ListeningPolicy.Check(urls, certificate, officers, signIn));
        Assert.Equal(expected, string.Join(' ', at.Endpoints.Select(e => $"{e.Address}:{e.Port}{(e.IsHttps ? "+tls" : "")}")));
    }

    [Theory]
    //          urls                                     cert   officers sign-in  why
    [InlineData("http://0.0.0.0:7400",                   true,  true,    true,    "is not encrypted")]
    [InlineData("http://[::]:7400",                      true,  true,    true,    "is not encrypted")]
    [InlineData("http://+:7400",                         true,  true,    true,    "is not encrypted")]
    [InlineData("http://*:7400",                         true,  true,    true,    "is not encrypted")]
    [InlineData("http://192.168.1.7:7400",               true,  true,    true,    "is not encrypted")]
    [InlineData("http://127.0.0.1:1;http://10.0.0.1:1",  true,  true,    true,    "is not encrypted")]
    [InlineData("https://192.0.2.7",                     false, true,    true,    "needs a certificate")]
    [InlineData("https://127.0.0.1",                     false, true,    true,    "needs a certificate")]
    [InlineData("https://192.0.2.7",                     true,  true,    false,   "nobody would have to sign in")]
    [InlineData("https://0.0.0.0",                       true,  false,   true,    "nobody could sign in")]
    [InlineData("http://node.example:7400",              true,  true,    true,    "names a host")]
    [InlineData("https://node.example:7400",             true,  true,    true,    "names a host")]
    [InlineData("http://localhost.example",              true,  true,    true,    "names a host")]
    [InlineData("http://2130706433:7400/x",              true,  true,    true,    "more than a host and a port")]
    [InlineData("http://user@127.0.0.1:7400",            true,  true,    true,    "more than a host and a port")]
    [InlineData("ftp://127.0.0.1",                       true,  true,    true,    "neither http nor https")]
    [InlineData("unix:/run/x.sock",                      true,  true,    true,    "neither http nor https")]
    [InlineData("7400",                                  true,  true,    true,    "is not an address")]
    [InlineData(" ; ",                                   true,  true,    true,    "no address")]
    public void Refused(string urls, bool certificate, bool officers, bool signIn, string why)
    {
        var refused = Assert.IsType<Listening.Refused>(ListeningPolicy.Check(urls, certificate, officers, signIn));
        Assert.Contains(why, refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_is_loopback() =>
        Assert.IsType<Listening.At>(ListeningPolicy.Check(ListeningPolicy.DefaultUrl, false, false, false));
}
