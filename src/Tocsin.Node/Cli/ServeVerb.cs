using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Node.Doors;
using Tocsin.Node.Http;
using Tocsin.Node.Officers;
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
    static readonly Option<string[]> WatchFolder = new("--watch-folder") { Description = "Takes in what is dropped into this folder; may be given several times", HelpName = "DIR" };

    public static Verb Create() => new("serve", "Runs the node: the console, and the socket of the command line.", "tocsin serve --watch-folder ~/inbox", Run)
    {
        ConcernsNode = false,
        Options = { Urls, Certificate, CertificateKey, WatchFolder },
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
        try { await await Task.WhenAny(host.WaitForEnd(stop), node.WhileFollowing(stop)); }
        catch (OperationCanceledException) { } // Told to stop.
        return Verb.Done;
    }

    static X509Certificate2? ReadCertificate(VerbContext context)
    {
        if (context.Parsed.GetValue(Certificate) is not { } path) return null;
        var key = context.Parsed.GetValue(CertificateKey);
        var loaded = NodeCertificate.Load(context.Terminal.Path(path), key is null ? null : context.Terminal.Path(key), context.Terminal.Variable("TOCSIN_CERTIFICATE_PASSWORD"), TimeProvider.System.GetUtcNow());
        return loaded.Try(out var certificate, out var reason) ? certificate : throw new IOException(reason);
    }
}
