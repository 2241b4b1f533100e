using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Node.Doors;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
using Tocsin.Node.Partners;
using Tocsin.Node.Running;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin serve</c>: runs the node.</summary>
static class ServeVerb
{
    static readonly Option<string> Urls = new("--urls")
    {
        Description = $"Where to listen (default: {ListeningPolicy.DefaultUrl}); beyond this machine: https alone, with officers who sign in", HelpName = "U",
        DefaultValueFactory = _ => ListeningPolicy.DefaultUrl,
    };

    static readonly Option<string> Certificate = new("--certificate") { Description = "The certificate for https: PEM or PFX", HelpName = "FILE" };
    static readonly Option<string> CertificateKey = new("--certificate-key") { Description = "Its private key, where PEM keeps it apart", HelpName = "FILE" };
    static readonly Option<string> Partners = new("--partners") { Description = "Where partners' nodes are served, as https://0.0.0.0:7443 (default: nowhere)", HelpName = "U" };
    static readonly Option<string[]> WatchFolder = new("--watch-folder") { Description = "Takes in what is dropped into this folder; may be given several times", HelpName = "DIR" };

    public static Verb Create() => new("serve", "Runs the node: the console, and the socket of the command line.", "tocsin serve --watch-folder ~/inbox", Run)
    {
        ConcernsNode = false,
        Options = { Urls, Certificate, CertificateKey, Partners, WatchFolder },
    };

    static async Task<int> Run(VerbContext context, CancellationToken stop)
    {
        await using var node = await TocsinNode.Open(NodeFolder.Open(context.DataFolder), NodeSources.System, stop);
        using var certificate = ReadCertificate(context);
        var entry = certificate is null ? new Entry.OpenUntilFirstOfficer() : (Entry)new Entry.SignIn();
        var folders = (context.Parsed.GetValue(WatchFolder) ?? []).Select(context.Terminal.Path);
        var serving = new Serving(context.Parsed.GetValue(Urls)!, entry, certificate) { Console = ConsoleOptions.Of(node.Folder) };
        await using var host = await NodeHost.Start(node, serving, builder => FolderWatch.Add(builder, node, folders), stop);
        foreach (var address in host.Addresses) context.Err.WriteLine($"The console is at {address}");
        await using var partners = context.Parsed.GetValue(Partners) is { } at ? await ServePartners(node, at, stop) : null;
        foreach (var address in partners?.Addresses ?? []) context.Err.WriteLine($"Partners are served at {address}");
        try { await await Task.WhenAny(host.WaitForEnd(stop), node.WhileFollowing(stop)); }
        catch (OperationCanceledException) { } // Told to stop.
        await node.Sharing.Server.Close();      // Partners that wait for news are let go first.
        return Verb.Done;
    }

    static Task<PartnersHost> ServePartners(TocsinNode node, string urls, CancellationToken stop)
    {
        if (!node.Own.IsReady) throw new IOException("this party's document lists no keys for partners yet: 'tocsin party set --root FILE' adds them");
        return PartnersHost.Start(urls, new OwnCertificate.Source(node.Own, node.Sources.Clock), node.Sharing.Server.RefuseUnread, node.Sharing.Server.Answer, PartnerPatience.Served, stop);
    }

    static X509Certificate2? ReadCertificate(VerbContext context)
    {
        if (context.Parsed.GetValue(Certificate) is not { } path) return null;
        var key = context.Parsed.GetValue(CertificateKey);
        var loaded = NodeCertificate.Load(context.Terminal.Path(path), key is null ? null : context.Terminal.Path(key), context.Terminal.Variable("TOCSIN_CERTIFICATE_PASSWORD"), TimeProvider.System.GetUtcNow());
        return loaded.Try(out var certificate, out var reason) ? certificate : throw new IOException(reason);
    }
}
