using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Node.Http;
using Xunit;

namespace Tocsin.Tests.Officers;

public sealed class HttpsTests
{
    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task With_a_certificate_the_cookie_is_secure_and_the_node_goes_by_the_certificates_names()
    {
        using var certificate = Certificate();
        await using var node = await OfficerNode.Start(certificate: certificate);
        await node.Add("linh");
        using var browser = new Browser(node.Origin);
        var answer = await browser.SignIn("linh", OfficerNode.Password);
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains("; secure;", StringComparison.Ordinal));
        Assert.False((await browser.Get("/")).Headers.Contains("Strict-Transport-Security"));

        var named = await browser.Get("/sign-in", ("Host", "node.health.example"));
        Assert.Equal("max-age=31536000", named.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/sign-in", ("Host", "192.0.2.7"))).StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await browser.Get("/sign-in", ("Host", "other.example"))).StatusCode);
    }

    [Fact]
    public void A_certificate_is_read_from_pem_and_pfx_and_an_expired_one_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("tocsin-");
        try
        {
            using var certificate = Certificate();
            var pem = Write("node.pem", certificate.ExportCertificatePem());
            var key = Write("node.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            var pfx = Path.Combine(folder.FullName, "node.pfx");
            File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pkcs12, "secret"));

            Assert.True(NodeCertificate.Load(pem, key, null, Start).IsValue);
            Assert.True(NodeCertificate.Load(pfx, null, "secret", Start).IsValue);
            Assert.Equal($"the certificate in {pfx} expired on 2027-01-01", NodeCertificate.Load(pfx, null, "secret", Start.AddYears(2)).Reason);
            Assert.StartsWith($"{pfx} could not be read", NodeCertificate.Load(pfx, null, "wrong", Start).Reason, StringComparison.Ordinal);
            Assert.StartsWith($"{pem} could not be read", NodeCertificate.Load(pem, null, null, Start).Reason, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string Write(string name, string text)
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllText(path, text);
            return path;
        }
    }

    static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a node under test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("node.health.example");
        names.AddIpAddress(IPAddress.Parse("192.0.2.7"));
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(Start, Start.AddYears(1));
    }
}
