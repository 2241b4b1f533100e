using Tocsin.Node.Cli;

return await CommandLine.Run(args, Terminal.OfProcess());
