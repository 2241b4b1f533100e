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
    public static string Pseudonym(VerbContext context, TocsinNode node)
    {
        if (Name(context) is not { } name) return CurrentOfficer.LocalId;
        RefuseAuditor(context);
        return All(node.Folder).FirstOrDefault(officer => officer.Name == name && officer.MaySignIn)?.Id ?? throw new IOException($"there is no officer '{name}' here");
    }

    /// <summary>Everybody who was ever added.</summary>
    public static ImmutableArray<Officers.Officer> All(NodeFolder folder)
    {
        using var services = Services(folder);
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<ListOfficers>().Run();
    }

    /// <summary>Whoever checks the others changes nothing.</summary>
    /// <exception cref="IOException">The command acts for an auditor.</exception>
    public static void RefuseAuditor(VerbContext context)
    {
        if (Name(context) is { } name && NodeFolder.Exists(context.DataFolder) && All(NodeFolder.Open(context.DataFolder)).Any(officer => officer.Name == name && officer.Roles.HasFlag(Roles.Auditor)))
            throw new IOException($"'{name}' is an auditor, who sees everything and changes nothing");
    }

    static string? Name(VerbContext context) => (context.Parsed.GetValue(Officer) ?? context.Terminal.Variable("TOCSIN_OFFICER")) is { Length: > 0 } name ? name : null;

    /// <summary>The officers' use cases without a web server.</summary>
    public static ServiceProvider Services(NodeFolder folder) =>
        new ServiceCollection().AddLogging().AddOfficers(new OfficersOptions(folder.Path, new Entry.SignIn(), null)).BuildServiceProvider();
}
