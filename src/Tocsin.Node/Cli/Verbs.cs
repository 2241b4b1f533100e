using System.CommandLine;
using Tocsin.Node.Cli.Detecting;
using Tocsin.Node.Cli.Hazards;

namespace Tocsin.Node.Cli;

/// <summary>All verbs.</summary>
static class Verbs
{
    /// <summary>The command line's root, made anew for each command.</summary>
    public static Command Root()
    {
        var root = CommandRoot.Create();
        root.Subcommands.Add(DemoVerb.Create());
        root.Subcommands.Add(InitVerb.Create());
        root.Subcommands.Add(ServeVerb.Create());
        root.Subcommands.Add(RecordsVerb.Create());
        root.Subcommands.Add(VesselsVerb.Create());
        root.Subcommands.Add(DoorVerbs.Import());
        root.Subcommands.Add(DoorVerbs.Export());
        root.Subcommands.Add(DoorVerbs.Convert());
        root.Subcommands.Add(DetectVerb.Create());
        root.Subcommands.Add(ClustersVerb.Create());
        root.Subcommands.Add(BacktestVerb.Create());
        root.Subcommands.Add(HazardVerb.Create());
        root.Subcommands.Add(WarnVerbs.Report());
        root.Subcommands.Add(WarnVerbs.Create());
        root.Subcommands.Add(ShiftVerbs.HandOverVerb());
        root.Subcommands.Add(RosterVerbs.Create());
        root.Subcommands.Add(WatchVerbs.Create());
        root.Subcommands.Add(FeedVerbs.Create());
        root.Subcommands.Add(ShiftVerbs.Sources());
        root.Subcommands.Add(ShiftVerbs.Deliveries());
        root.Subcommands.Add(ShiftVerbs.Audit());
        root.Subcommands.Add(OfficerVerbs.Create());
        root.Subcommands.Add(TokenVerbs.Create());
        root.Subcommands.Add(PartyVerbs.Create());
        root.Subcommands.Add(CircleVerbs.Create());
        root.Subcommands.Add(ShareVerbs.Create());
        root.Subcommands.Add(RelayVerbs.Create());
        root.Subcommands.Add(SyncVerb.Create());
        root.Subcommands.Add(LogVerbs.Create());
        root.Subcommands.Add(EndVerbs.Withdraw());
        root.Subcommands.Add(EndVerbs.Erase());
        root.Subcommands.Add(SimulateVerb.Create());
        root.Subcommands.Add(OperationVerbs.Backup());
        root.Subcommands.Add(OperationVerbs.Restore());
        root.Subcommands.Add(OperationVerbs.Rebuild());
        return root;
    }

    /// <summary>A word that only holds verbs: <c>tocsin log verify</c>.</summary>
    public static Command Group(string name, string description, params Command[] verbs)
    {
        var group = new Command(name, description);
        foreach (var verb in verbs) group.Subcommands.Add(verb);
        return group;
    }
}
