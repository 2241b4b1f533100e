using System.CommandLine;
using System.Globalization;
using System.Text;
using Tocsin.Formats.SeriesTables;

namespace Tocsin.Node.Cli.Hazards;

/// <summary><c>tocsin hazard</c>: the library's formulas for hazards that are no series of cases, on a table.</summary>
static class HazardVerb
{
    static readonly Argument<string> FileToRead = new("FILE") { Description = "CSV with a header; - for standard input" };
    static readonly Option<string?> OutFile = new("--out") { Description = "Where to write (default: standard output)", HelpName = "FILE" };

    public static Command Create()
    {
        var verb = new Command("hazard", "Droughts, floods, dose rates, surges and clusters of events in a table; no node needed.");
        foreach (var each in HazardTables.All) verb.Subcommands.Add(Create(each));
        return verb;
    }

    static Verb Create(HazardTable table)
    {
        var verb = new Verb(table.Name, table.Description, table.Example, (context, stop) => Run(table, context, stop)) { ConcernsNode = false, Arguments = { FileToRead }, Options = { OutFile } };
        foreach (var option in table.Options) verb.Options.Add(option);
        return verb;
    }

    static async Task<int> Run(HazardTable table, VerbContext context, CancellationToken stop)
    {
        var file = context.Parsed.GetValue(FileToRead)!;
        await using var input = file == "-" ? context.Terminal.In : File.OpenRead(context.Terminal.Path(file));
        var read = NumberTable.Read(input, table.Columns);
        if (!read.IsRead) throw new IOException($"{file}: {read.Refusal}");
        foreach (var refusal in read.Value.Refused) context.Err.WriteLine($"{file}: refused {refusal}");
        HazardAnswer answer;
        try
        {
            answer = table.Judge(context.Parsed, [.. read.Value.Columns], stop);
            var rows = new List<double[]>();
            foreach (var row in answer.Rows)
            {
                stop.ThrowIfCancellationRequested();
                rows.Add(row);
            }
            answer = answer with { Rows = rows };
        }
        catch (ArgumentException wrong)
        {
            throw new IOException($"{file}: {wrong.Message.Split(" (Parameter", 2)[0]}", wrong);
        }
        await DoorVerbs.WriteTo(context, context.Parsed.GetValue(OutFile) ?? "-", async output =>
        {
            await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            if (context.Json) await writer.WriteLineAsync(Json(answer));
            else await WriteCsv(writer, answer);
            return true;
        });
        return Verb.Done;
    }

    static async Task WriteCsv(StreamWriter writer, HazardAnswer answer)
    {
        await writer.WriteLineAsync(string.Join(',', answer.Columns));
        foreach (var row in answer.Rows) await writer.WriteLineAsync(string.Join(',', row.Select(number => double.IsFinite(number) ? Number(number) : "")));
    }

    static string Json(HazardAnswer answer) => $"[{string.Join(',', answer.Rows.Select(row => "{" + string.Join(',', answer.Columns.Zip(row).Where(pair => double.IsFinite(pair.Second)).Select(pair => $"\"{pair.First}\":{Number(pair.Second)}")) + "}"))}]";

    static string Number(double number) => number.ToString("G12", CultureInfo.InvariantCulture);
}

/// <summary>A table as it is answered with.</summary>
/// <param name="Columns">Their names.</param>
/// <param name="Rows">A number for each. What there is none of is NaN, and is left out as is what is beyond all numbers.</param>
sealed record HazardAnswer(IReadOnlyList<string> Columns, IEnumerable<double[]> Rows);
