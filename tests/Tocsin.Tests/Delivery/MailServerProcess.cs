using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Tocsin.Tests.Share.Doors;
using Xunit;

namespace Tocsin.Tests.Delivery;

/// <summary>A real mail server that nobody here wrote: aiosmtpd of Debian's python3-aiosmtpd.</summary>
sealed class MailServerProcess : IDisposable
{
    // Debian's own, whatever other Python stands first in the path: the package is for that one.
    const string Python = "/usr/bin/python3";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly string folder = Directory.CreateTempSubdirectory("tocsin-mail-").FullName;
    readonly Process process;

    public MailServerProcess(string mode)
    {
        (CaFile, var certificate, var key) = Certificates();
        var start = new ProcessStartInfo(Python, [Checkout.Path("tests/Tocsin.Tests/Delivery/mail_server.py"), mode, certificate, key]) { RedirectStandardOutput = true, RedirectStandardError = true };
        process = Process.Start(start)!;
        process.BeginErrorReadLine();
        Port = Next().GetProperty("port").GetInt32();
    }

    public int Port { get; }

    /// <summary>The authority that signed the server's certificate.</summary>
    public string CaFile { get; }

    /// <summary>The next message that it took.</summary>
    public JsonElement Next()
    {
        var line = process.StandardOutput.ReadLineAsync().WaitAsync(Patience).GetAwaiter().GetResult();
        return JsonDocument.Parse(line ?? throw new InvalidOperationException("the mail server ended")).RootElement;
    }

    /// <summary>Whether it can be run; see <c>./test</c>.</summary>
    public static bool IsHere { get; } = Import();

    static bool Import()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import aiosmtpd"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception) { return false; }
    }

    (string Ca, string Certificate, string Key) Certificates()
    {
        var (now, names) = (DateTimeOffset.UtcNow, new SubjectAlternativeNameBuilder());
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=authority of a test", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var ca = caRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(ca, now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        string Write(string name, string text)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
            return Path.Combine(folder, name);
        }
        return (Write("ca.pem", ca.ExportCertificatePem()), Write("server.pem", certificate.ExportCertificatePem()), Write("server.key", key.ExportPkcs8PrivateKeyPem()));
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>A test that speaks to that server: skipped by name where it is missing, except under CI=true.</summary>
public sealed class MailServerTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public MailServerTheoryAttribute() =>
        Skip = MailServerProcess.IsHere || Environment.GetEnvironmentVariable("CI") == "true" ? null : "python3-aiosmtpd is not installed";
}
