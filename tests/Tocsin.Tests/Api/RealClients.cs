using System.Diagnostics;
using Xunit;

namespace Tocsin.Tests.Api;

/// <summary>Programs that nobody here wrote, as Debian has them.</summary>
static class RealClients
{
    /// <summary>Debian's Python.</summary>
    public const string Python = "/usr/bin/python3";

    static readonly bool MustBeHere = Environment.GetEnvironmentVariable("CI") == "true";

    public static string? SkipWithout(string program) =>
        MustBeHere || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))) ? null : $"{program} is not installed";

    public static string? SkipWithoutPython(string module) => MustBeHere || Run(Python, [], ["-c", $"import {module}"]).Exit == 0 ? null : $"Python's {module} is not installed";

    public static string? SkipUnlessRoot() => MustBeHere || Environment.UserName == "root" ? null : "only root may mount a disk";

    /// <summary>Runs one to its end.</summary>
    public static (int Exit, string Out, string Err) Run(string program, Dictionary<string, string> variables, params IEnumerable<string> args) => Run(program, variables, input: [], args);

    /// <summary>Runs one to its end, with these bytes on standard input.</summary>
    public static (int Exit, string Out, string Err) Run(string program, Dictionary<string, string> variables, byte[] input, params IEnumerable<string> args)
    {
        try
        {
            var start = new ProcessStartInfo(program, args) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in variables) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            var (told, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            return (process.ExitCode, told.Result, failed.Result);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, "", e.Message);
        }
    }
}

/// <summary>libxml2's <c>xmllint</c> with the schema that OASIS published for CAP 1.2.</summary>
static class Xmllint
{
    /// <summary>Asserts that a CAP document keeps to the schema.</summary>
    public static void Validate(byte[] document, string name)
    {
        var (exit, _, said) = RealClients.Run("xmllint", [], document, "--noout", "--nonet", "--schema", Foreign.Path("data/cap/CAP-v1.2.xsd"), "-");
        Assert.True(exit == 0, $"{name}: {said}");
    }
}

/// <summary>A test with <see cref="Xmllint"/> (libxml2-utils): skipped by name where it or the schema is missing, except under CI=true.</summary>
public sealed class CapSchemaFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public CapSchemaFactAttribute() => Skip = ForeignSkip.Reason ?? RealClients.SkipWithout("xmllint");
}

/// <summary>A test with Debian's python3-jsonschema: skipped by name where it is missing, except under CI=true.</summary>
public sealed class JsonSchemaFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public JsonSchemaFactAttribute() => Skip = RealClients.SkipWithoutPython("jsonschema");
}

/// <summary>A test that mounts a disk of its own: skipped by name for other accounts than root's, except under CI=true.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public RootFactAttribute() => Skip = RealClients.SkipUnlessRoot();
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
