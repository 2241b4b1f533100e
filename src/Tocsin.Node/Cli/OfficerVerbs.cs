using System.CommandLine;
using Tocsin.Node.Officers;

namespace Tocsin.Node.Cli;

/// <summary><c>tocsin officer</c>: who may sign in.</summary>
static class OfficerVerbs
{
    static readonly Argument<string> Name = new("NAME") { Description = "What is typed to sign in" };
    static readonly Option<string?> DisplayName = new("--display") { Description = "What the pages show (default: NAME)", HelpName = "NAME" };
    static readonly Option<string> Role = new("--role") { Description = "officer, analyst, administrator, auditor; several with commas", HelpName = "R", DefaultValueFactory = _ => "officer" };

    public static Command Create() => Verbs.Group("officer", "Who may sign in.",
        new Verb("add", "Adds an officer; the password is the first line of standard input.", "tocsin officer add linh --role officer,analyst - < password.txt", Add)
        {
            Arguments = { Name, Password }, Options = { DisplayName, Role },
        },
        new Verb("list", "Lists the officers.", "tocsin officer list", List) { ForAuditor = true },
        new Verb("disable", "Keeps an officer from signing in, at once.", "tocsin officer disable linh", Disable) { Arguments = { Name } },
        new Verb("enable", "Lets an officer sign in again.", "tocsin officer enable linh", Enable) { Arguments = { Name } },
        new Verb("erase", "Erases an officer's names and keys; the pseudonym stays in the records.", "tocsin officer erase linh", Erase) { Arguments = { Name } },
        new Verb("password", "Sets a password; it is the first line of standard input.", "tocsin officer password linh - < password.txt", SetPassword) { Arguments = { Name, Password } });

    static readonly Argument<string> Password = new("PASSWORD") { Description = "- : the password is the first line of standard input" };

    static Task<int> Add(VerbContext context, CancellationToken stop) => With<AddOfficer>(context, async add =>
    {
        var name = context.Parsed.GetValue(Name)!;
        if (!RoleNames.Parse(context.Parsed.GetValue(Role)!).Try(out var roles, out var why)) throw new IOException(why);
        return await add.Run(new(name, context.Parsed.GetValue(DisplayName) ?? name, roles, await ReadPassword(context, stop))) switch
        {
            AddOfficer.Outcome.Added added => $"{added.Officer.Name} may sign in; records will say {added.Officer.Id}",
            AddOfficer.Outcome.NameTaken => throw new IOException($"there is an officer '{name}' already"),
            AddOfficer.Outcome.WeakPassword weak => throw new IOException(weak.Why),
            AddOfficer.Outcome.Refused refused => throw new IOException(refused.Why),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }, stop);

    static Task<int> List(VerbContext context, CancellationToken stop) => With<ListOfficers>(context, list =>
        Task.FromResult(string.Join('\n', list.Run().Select(o => $"{o.Name,-20} {o.Roles.Text(),-30} {(o.MaySignIn ? "" : "disabled ")}{o.Id}"))), stop);

    static Task<int> Disable(VerbContext context, CancellationToken stop) => With<DisableOfficer>(context, async disable =>
        await disable.Run(context.Parsed.GetValue(Name)!) switch
        {
            DisableOfficer.Outcome.Disabled => "disabled",
            DisableOfficer.Outcome.LastAdministrator => throw new IOException("this is the last administrator"),
            _ => throw new IOException("there is no such officer"),
        }, stop);

    static Task<int> Enable(VerbContext context, CancellationToken stop) => With<EnableOfficer>(context, async enable =>
        await enable.Run(context.Parsed.GetValue(Name)!) is null ? throw new IOException("there is no such officer") : "enabled", stop);

    static Task<int> Erase(VerbContext context, CancellationToken stop) => context.WithNode(async node =>
    {
        await using var services = OfficerOption.Services(node.Folder);
        await using var scope = services.CreateAsyncScope();
        var name = context.Parsed.GetValue(Name)!;
        var officer = scope.ServiceProvider.GetRequiredService<ListOfficers>().Run().FirstOrDefault(o => o.Name == name) ?? throw new IOException("there is no such officer");
        if (await scope.ServiceProvider.GetRequiredService<EraseOfficer>().Run(officer.Id, stop) is EraseOfficer.Outcome.LastAdministrator) throw new IOException("this is the last administrator");
        context.Out.WriteLine($"erased; the records keep {officer.Id}");
        return Verb.Done;
    }, stop);

    static Task<int> SetPassword(VerbContext context, CancellationToken stop) => With<ChangePassword>(context, async change =>
        await change.Set(context.Parsed.GetValue(Name)!, await ReadPassword(context, stop)) switch
        {
            ChangePassword.Outcome.Changed => "changed",
            ChangePassword.Outcome.WeakPassword weak => throw new IOException(weak.Why),
            _ => throw new IOException("there is no such officer"),
        }, stop);

    static Task<int> With<T>(VerbContext context, Func<T, Task<string>> work, CancellationToken stop) where T : notnull => context.WithNode(async node =>
    {
        await using var services = OfficerOption.Services(node.Folder);
        await using var scope = services.CreateAsyncScope();
        context.Out.WriteLine(await work(scope.ServiceProvider.GetRequiredService<T>()));
        return Verb.Done;
    }, stop);

    static async Task<string> ReadPassword(VerbContext context, CancellationToken stop)
    {
        if (context.Parsed.GetValue(Password) != "-") throw new IOException("a password does not belong on a command line: give - and write it to standard input");
        using var reader = new StreamReader(context.Terminal.In, leaveOpen: true);
        return await reader.ReadLineAsync(stop) ?? throw new IOException("standard input holds no password");
    }
}
