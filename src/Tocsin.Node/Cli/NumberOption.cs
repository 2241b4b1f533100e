using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Tocsin.Node.Cli;

/// <summary>Options for numbers: what is out of range is a usage error, as what is no number is.</summary>
static class NumberOption
{
    /// <summary>An option for a number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<double?> Real(string name, string description, string help, double least, double most) => new(name)
    {
        Description = description, HelpName = help, CustomParser = result => Read(result, least, most),
    };

    /// <summary>An option for a whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int> Whole(string name, string description, string help, int least, int most, int usual) => new(name)
    {
        Description = description, HelpName = help, CustomParser = result => (int)(Read(result, least, most) ?? usual), DefaultValueFactory = _ => usual,
    };

    static double? Read(ArgumentResult result, double least, double most)
    {
        var text = result.Tokens.Single().Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}"));
        return null;
    }
}
