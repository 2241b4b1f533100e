using System.Text;

namespace Tocsin.Tests.Fuzzing;

/// <summary>One parser asked about one file.</summary>
/// <param name="Parser">The parser.</param>
/// <param name="File">The file.</param>
/// <param name="Seed">From 1 on it chooses the changes; below 0 the file is cut off at a border of that number; at 0 it is as it is.</param>
sealed record FuzzCase(Parser Parser, FuzzFile File, int Seed)
{
    /// <summary>What is read.</summary>
    public Mutant Mutant() => Seed switch
    {
        0 => new(File.Bytes, "as it is"),
        < 0 => Mutator.CutOff(Parser.Structure, File.Bytes, -Seed),
        _ => Mutator.Of(Parser.Structure, File.Bytes, Parser.Mend, new Random(Seed)),
    };

    /// <summary>The files of a parser, each read once as it is: then what is compiled and made on first use is there, and no input's fault.</summary>
    public static IReadOnlyList<FuzzFile> Files(Parser parser)
    {
        var files = FuzzFiles.Of(parser);
        if (files.Count(file => parser.Read(file.Bytes).IsAccepted) == 0) throw new UnreasonableException($"{parser.Name} accepts none of its files");
        return files;
    }

    /// <summary>Has it read.</summary>
    public FuzzOutcome Ask()
    {
        var mutant = Mutant();
        var (reading, work) = (Reading.Refused, default(Work));
        try
        {
            work = Work.Of(() => reading = Parser.Read(mutant.Bytes));
            if (reading.Again is { } again) Repeat(again);
        }
        catch (Exception thrown)
        {
            return new(Told(mutant, thrown is UnreasonableException ? thrown.Message : thrown.ToString()), mutant.Bytes.Length, work, reading.IsAccepted);
        }
        return new(work.Excess(mutant.Bytes.Length, Parser.AllocatedPerByteMax) is { } excess ? Told(mutant, excess) : null, mutant.Bytes.Length, work, reading.IsAccepted);
    }

    void Repeat(byte[] again)
    {
        var second = Parser.Read(again);
        if (!second.IsAccepted) throw new UnreasonableException($"what was accepted is refused when it is written again:\n{Shown(again)}");
        if (second.Again is null || !second.Again.AsSpan().SequenceEqual(again)) throw new UnreasonableException($"what was accepted is written otherwise the second time:\n{Shown(again)}\n{Shown(second.Again ?? [])}");
    }

    /// <summary>The command that asks this again.</summary>
    public string Replay => $"TOCSIN_FUZZ='{Parser.Name} {File.Name} {Seed}' dotnet test tests/Tocsin.Tests --filter FullyQualifiedName~FuzzTests.Replay";

    string Told(Mutant mutant, string what) => $"{Parser.Name}, {File.Name}, seed {Seed}: {mutant.Story} ({mutant.Bytes.Length} bytes)\n{what}\nreplay with: {Replay}";

    static string Shown(byte[] bytes)
    {
        const int BytesMax = 2_000;
        return bytes.Length <= BytesMax ? Encoding.UTF8.GetString(bytes) : $"{Encoding.UTF8.GetString(bytes.AsSpan(0, BytesMax))}... ({bytes.Length} bytes)";
    }
}

/// <summary>What came of one mutant.</summary>
/// <param name="Fault">Why the answer is a fault, with the command that asks again; nothing where it is none.</param>
/// <param name="InputBytes">What was read.</param>
/// <param name="Work">What it cost.</param>
/// <param name="IsAccepted">Whether something of it was read.</param>
readonly record struct FuzzOutcome(string? Fault, int InputBytes, Work Work, bool IsAccepted);
