using System.Diagnostics;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>Programs that nobody here wrote, as Debian has them.</summary>
static class RealClients
{
    static readonly bool MustBeHere = Environment.GetEnvironmentVariable("CI") == "true";

    public static string? SkipWithout(string program) =>
        MustBeHere || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))) ? null : $"{program} is not installed";

    public static string? SkipWithoutPython(string module) => MustBeHere || Run("/usr/bin/python3", [], ["-c", $"import {module}"]).Exit == 0 ? null : $"Python's {module} is not installed";

    /// <summary>Runs one to its end.</summary>
    public static (int Exit, string Out, string Err) Run(string program, Dictionary<string, string> variables, params IEnumerable<string> args)
    {
        try
        {
            var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in variables) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            var (told, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            process.WaitForExit();
            return (process.ExitCode, told.Result, failed.Result);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, "", e.Message);
        }
    }
}

/// <summary>A test with GDAL's <c>ogr2ogr</c> (gdal-bin): skipped by name where it is missing, except under CI=true.</summary>
public sealed class GdalFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public GdalFactAttribute() => Skip = RealClients.SkipWithout("ogr2ogr");
}

/// <summary>A test with OWSLib (python3-owslib): skipped by name where it is missing, except under CI=true.</summary>
public sealed class OwsLibFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public OwsLibFactAttribute() => Skip = RealClients.SkipWithoutPython("owslib");
}
