using System.Globalization;
using Tocsin.Node.Cli;

// The command line speaks one language, wherever it runs; the console asks each reader for theirs.
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
return await CommandLine.Run(args, Terminal.OfProcess());
