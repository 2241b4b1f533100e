using Tocsin.Formats;
using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>What is wrong with the files of a scan. A scan without some of its rows would be another scan: so nothing is scanned, and all is told.</summary>
sealed class ScanFaults
{
    /// <summary>How many sentences are kept; further ones are counted.</summary>
    public const int ToldMax = 50;

    readonly List<string> told = [];

    /// <summary>How many faults.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> Told => told;

    public void Add(string sentence)
    {
        if (++Count <= ToldMax) told.Add(sentence);
    }

    public void Add(ScanFile file, int line, string reason) => Add($"{file.Path}, line {line}: {reason}");

    /// <summary>The rows of a file that can be read; a first row without a number where there should be one is passed over if the file may have a header.</summary>
    public IEnumerable<ScanRow> Rows(ScanFile file, int numberField)
    {
        using var bytes = File.OpenRead(file.Path);
        var (first, any) = (true, false);
        foreach (var item in ScanTable.Read(bytes, file.Shape))
        {
            if (item is not Item<ScanRow>.Read { Value: var row })
            {
                Add($"{file.Path}, {((Item<ScanRow>.Refused)item).Refusal}");
                continue;
            }
            var isHeader = first && file.MayHaveHeader && !ScanNumbers.TryReal(row[numberField], out _);
            first = false;
            if (isHeader) continue;
            any = true;
            yield return row;
        }
        if (!any) Add($"{file.Path} holds no rows");
    }
}
