using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Tocsin.Tests.Officers;
using Xunit;

namespace Tocsin.Tests.Program;

[Trait("Group", "Program")]
public sealed partial class ServeTests(ServedNode node) : IClassFixture<ServedNode>
{
    [Fact]
    public async Task Commands_go_to_the_running_node_and_its_pages_show_them()
    {
        (await Cli.Run(node.Data, Encoding.UTF8.GetBytes("running.example\n"), "import", "-", "--publisher", "CERT")).Done();
        Assert.Contains("running.example", (await node.Run("records", "--kind", "indicator")).Done().Out, StringComparison.Ordinal);
        using var browser = new Browser(node.Served.Address);
        Assert.Contains("running.example", await browser.Read("/records?kind=indicator"), StringComparison.Ordinal);
        (await node.Run("backup", node.Node.At("running.tgz"))).Done();
    }

    /// <summary>Standard input is a pipe: it may bring more than a web page would send, and slower.</summary>
    [Fact]
    public async Task Standard_input_reaches_the_running_node_however_long_and_slow()
    {
        var line = "long.example " + new string('x', 60_000);
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"long{i}.example # {line}\n")));
        Assert.True(bytes.Length > 4 << 20);
        Assert.Contains("100 accepted", (await Cli.Run(node.Data, bytes, "import", "-", "--format", "indicators")).Done().Out, StringComparison.Ordinal);

        using var slow = Cli.Start(node.Data, "import", "-", "--format", "indicators");
        foreach (var host in new[] { "slow1.example\n", "slow2.example\n" })
        {
            await slow.StandardInput.WriteAsync(host);
            await slow.StandardInput.FlushAsync();
            await Task.Delay(TimeSpan.FromSeconds(3.5));
        }
        slow.StandardInput.Close();
        Assert.Contains("2 accepted", await slow.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_folder_has_one_process()
    {
        (await node.Run("serve", "--urls", "http://127.0.0.1:0")).NotDone("one folder, one process");
        (await node.Run("rebuild")).NotDone("one folder, one process");
    }

    [Fact]
    public async Task What_is_dropped_into_the_watched_folder_is_taken_and_told()
    {
        await File.WriteAllTextAsync(Path.Combine(node.Inbox, "dropped.txt"), "dropped.example\n");
        Assert.True(await node.Served.Says("dropped.txt was taken in: 1 new", TimeSpan.FromMinutes(1)), node.Served.Err);
        Assert.True(File.Exists(Path.Combine(node.Inbox, "taken", "dropped.txt")));
        Assert.Contains("dropped.example", (await node.Run("records", "--kind", "indicator")).Done().Out, StringComparison.Ordinal);
        Assert.DoesNotContain("XML encryptor", node.Served.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_and_watches_only_where_it_may()
    {
        var data = node.Node.Copy("elsewhere");
        (await Cli.Run(data, "serve", "--urls", "http://0.0.0.0:0")).NotDone("is not encrypted: use https with a certificate");
        (await Cli.Run(data, "serve", "--urls", "https://127.0.0.1:0")).NotDone("needs a certificate");
        (await Cli.Run(data, "serve", "--urls", "https://127.0.0.1:0", "--certificate", "none.pem")).NotDone("none.pem could not be read as a certificate");
        (await Cli.Run(data, "serve", "--urls", "nonsense")).NotDone("'nonsense' is not an address such as");
        (await Cli.Run(data, "serve", "--urls", "http://127.0.0.1:0", "--watch-folder", node.Node.At("none"))).NotDone("there is no folder");
        (await Cli.Run(data, "serve", "--urls", "http://127.0.0.1:0", "--watch-folder", data)).NotDone("is the node's own");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        (await Cli.Run(data, "serve", "--urls", $"http://{taken.LocalEndpoint}")).NotDone("address already in use");
        var deep = node.Node.Copy(new string('d', 120));
        (await Cli.Run(deep, "serve", "--urls", "http://127.0.0.1:0")).NotDone("serve the folder by a shorter path");
    }

    [Fact]
    public async Task A_node_that_was_killed_leaves_nothing_in_the_way_and_one_that_is_told_to_end_does()
    {
        var data = node.Node.Copy("killed");
        await using (var first = await Served.Start(data)) await first.Kill();
        Assert.True(File.Exists(Path.Combine(data, "tocsin.sock")));
        (await Cli.Run(data, "import", Cli.Sample("blocklist.txt"))).Done();
        await using var second = await Served.Start(data);
        using var browser = new Browser(second.Address);
        using var page = await browser.Open(second.Address);
        Assert.Contains("4 duplicates", (await Cli.Run(data, "import", Cli.Sample("blocklist.txt"))).Done().Out, StringComparison.Ordinal);
        var (exit, took) = await second.Terminate();
        Assert.Equal(0, exit);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.DoesNotContain("   at ", second.Err, StringComparison.Ordinal);
        (await Cli.Run(data, "log", "verify")).Done();
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_https_to_officers_who_sign_in()
    {
        var data = node.Node.Copy("https");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (pem, pemKey) = (node.Node.Write("node.pem", certificate.ExportCertificatePem()), node.Node.Write("node.key", key.ExportPkcs8PrivateKeyPem()));
        string[] options = ["--urls", "https://0.0.0.0:0", "--certificate", pem, "--certificate-key", pemKey];

        (await Cli.Run(data, ["serve", .. options])).NotDone("nobody could sign in: add an officer first");
        (await Cli.Run(data, Encoding.UTF8.GetBytes("seven tall lighthouses\n"), "officer", "add", "linh", "-")).Done();
        await using var served = await Served.Start(data, options);
        using var browser = new Browser(served.Address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/records")).StatusCode);
        var token = Token().Match(await browser.Read("/sign-in")).Groups[1].Value;
        await browser.PostRaw("/sign-in/password", new() { ["name"] = "linh", ["password"] = "seven tall lighthouses", ["returnTo"] = "/", ["__RequestVerificationToken"] = token }, browser.Origin);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/records")).StatusCode);
    }

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}
