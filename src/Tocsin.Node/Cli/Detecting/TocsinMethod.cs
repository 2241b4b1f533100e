using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tocsin.Detection.Series;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>Tocsin's own method.</summary>
static class TocsinMethod
{
    /// <summary>What it is called: the method of whoever names none.</summary>
    public const string Name = "tocsin";

    const string Auto = "auto", None = "none";

    static readonly Option<ToldCompleteness> Completeness = new("--completeness")
    {
        Description = "tocsin: which share of the last counts has been reported by now, the newest first; auto: by when the file says that counts were reported",
        HelpName = "auto|none|0.5,0.8,...", CustomParser = Read, DefaultValueFactory = _ => new(false, false, []),
    };

    public static readonly DetectMethod Method = new(Name, [DetectParameters.Alpha, Completeness], Build);

    /// <summary>The detector for a unit: with shares that the unit's own past tells, where nobody told any.</summary>
    public static ISeriesDetector For(ISeriesDetector detector, VerbContext context, CountedUnit unit)
    {
        if (detector is not TocsinDetector tocsin) return detector;
        var told = context.Parsed.GetValue(Completeness)!;
        if (told.IsAuto && unit.Shares is null) throw new IOException($"unit {unit.Name}: --completeness auto needs dates, and a column reported that says when each count was told");
        if (told.IsNone || told.Shares.Length > 0 || unit.Shares is not { Shares: { Count: > 0 } shares }) return detector;
        context.Err.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"unit {unit.Name}: as earlier counts grew, of the newest counts {string.Join(", ", shares.Select(share => share.ToString("P0", CultureInfo.InvariantCulture)))} have been reported"));
        return tocsin.With(unit.Shares);
    }

    static TocsinDetector Build(ParseResult parsed) => new(new()
    {
        Alpha = parsed.GetValue(DetectParameters.Alpha) ?? new TocsinOptions().Alpha,
        Completeness = parsed.GetValue(Completeness)!.Shares,
    });

    static ToldCompleteness Read(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (text is Auto or None) return new(text == Auto, text == None, []);
        var shares = new List<double>();
        foreach (var word in text.Split(','))
        {
            if (double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)) shares.Add(share);
            else result.AddError($"'{text}' is not like 0.5,0.8: shares from above 0 to 1, the newest first, or auto, or none");
        }
        return new(false, false, [.. shares]);
    }

    sealed record ToldCompleteness(bool IsAuto, bool IsNone, double[] Shares);
}
