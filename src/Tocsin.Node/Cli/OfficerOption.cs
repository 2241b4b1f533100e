using System.CommandLine;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;

namespace Tocsin.Node.Cli;

/// <summary>On whose behalf a command acts.</summary>
/// <remarks>Whoever can write the data folder could sign anything in it: the command line asks for a name, and no password.</remarks>
static class OfficerOption
{
    public static readonly Option<string?> Officer = new("--officer") { Description = "Who acts (default: TOCSIN_OFFICER, else whoever uses this machine)", HelpName = "NAME" };

    /// <summary>The pseudonym under which the act is recorded.</summary>
    public static async Task<string> Pseudonym(VerbContext context, TocsinNode node)
    {
        if ((context.Parsed.GetValue(Officer) ?? context.Terminal.Variable("TOCSIN_OFFICER")) is not { Length: > 0 } name) return CurrentOfficer.LocalId;
        await using var services = Services(node.Folder);
        await using var scope = services.CreateAsyncScope();
        var officers = scope.ServiceProvider.GetRequiredService<ListOfficers>().Run();
        return officers.FirstOrDefault(officer => officer.Name == name && officer.MaySignIn)?.Id ?? throw new IOException($"there is no officer '{name}' here");
    }

    /// <summary>The officers' use cases without a web server.</summary>
    public static ServiceProvider Services(NodeFolder folder) =>
        new ServiceCollection().AddLogging().AddOfficers(new OfficersOptions(folder.Path, new Entry.SignIn(), null)).BuildServiceProvider();
}
