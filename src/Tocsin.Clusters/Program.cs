using System.CommandLine;
using Tocsin.Node.Cli;
using Tocsin.Node.Cli.Scanning;

// 'tocsin clusters' alone, for native code: neither a runtime to start nor a node to load.
var terminal = Terminal.OfProcess();
var root = CommandRoot.Create();
root.Subcommands.Add(ClustersCommand.Create());
var parsed = root.Parse(args is ["--version"] ? args : [ClustersCommand.Name, .. args]);
if (parsed.Errors.Count > 0) return CommandRoot.Refuse(parsed, terminal.Err);
if (parsed.Action is not null) return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Err });
using var stopping = new StopSignals();
return await CommandRoot.Guard(terminal.Err, () => Task.FromResult(ClustersCommand.Run(parsed, terminal, stopping.Token)));
