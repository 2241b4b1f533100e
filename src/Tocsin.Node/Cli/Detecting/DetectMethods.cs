using System.CommandLine;
using System.CommandLine.Parsing;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>A method of <c>tocsin detect</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The options that it knows.</param>
/// <param name="Build">Makes its detector.</param>
sealed record DetectMethod(string Name, Option[] Parameters, Func<ParseResult, ISeriesDetector> Build);

/// <summary>The methods of <c>tocsin detect</c>.</summary>
static class DetectMethods
{
    static readonly DetectMethod[] Known = [.. WindowMethods.All, .. FarringtonMethods.All, .. ChartMethods.All, TocsinMethod.Method];

    public static readonly Option<string> Method = new("--method") { Description = $"{Names()} (default: {TocsinMethod.Name})", HelpName = "M", DefaultValueFactory = _ => TocsinMethod.Name, Validators = { CheckMethod } };

    /// <summary>The detector that a text of a method and its parameters asks for, as in <c>bayes --alpha 0.01</c>.</summary>
    /// <exception cref="IOException">There is no such method, or a parameter is not one of the method's, or out of its range.</exception>
    public static ISeriesDetector Build(string text)
    {
        var command = new Command("method") { Method };
        foreach (var option in Parameters) command.Options.Add(option);
        var parsed = command.Parse(["--method", .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        return parsed.Errors.Count == 0 ? Build(parsed) : throw new IOException($"'{text}': {parsed.Errors[0].Message}");
    }

    /// <summary>All parameters of all methods.</summary>
    public static IEnumerable<Option> Parameters => Known.SelectMany(method => method.Parameters).Distinct();

    /// <summary>The detector that the command line asks for.</summary>
    /// <exception cref="IOException">A parameter is not one of the method's, or out of its range.</exception>
    public static ISeriesDetector Build(ParseResult parsed)
    {
        var method = Known.Single(method => method.Name == parsed.GetValue(Method));
        foreach (var option in Parameters.Except(method.Parameters))
            if (parsed.GetResult(option) is { Implicit: false }) throw new IOException($"{method.Name} has no parameter {option.Name}");
        try
        {
            return method.Build(parsed);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException($"{e.Message.Split('\n')[0].TrimEnd()}, not {e.ActualValue}");
        }
    }

    static void CheckMethod(OptionResult result)
    {
        if (result.Tokens is [.., { Value: var name }] && !Known.Any(method => method.Name == name)) result.AddError($"method '{name}' is not known here; these are: {Names()}");
    }

    static string Names() => string.Join(", ", Known.Select(method => method.Name));
}
