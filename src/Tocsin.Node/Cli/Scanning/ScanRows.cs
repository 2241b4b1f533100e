using Tocsin.Formats.ScanFiles;

namespace Tocsin.Node.Cli.Scanning;

/// <summary>The rows of a file that can be read, one after the other; those that cannot are faults. A first row without a number where there should be one is passed
/// over if the file may have a header.</summary>
/// <param name="file">The file.</param>
/// <param name="numberField">Which field is a number in every row.</param>
/// <param name="faults">What takes note of the rows that cannot be read.</param>
sealed class ScanRows(ScanFile file, int numberField, ScanFaults faults) : IDisposable
{
    readonly FileStream bytes = File.OpenRead(file.Path);
    ScanTable? table;
    bool any;

    /// <summary>About how many rows the file has: as many as if each were of this many bytes.</summary>
    public int Guess(int bytesOfRow) => (int)Math.Min(bytes.Length / bytesOfRow, 1 << 20);

    /// <summary>The row's line, from 1.</summary>
    public int Line => table!.Line;

    /// <summary>How many fields the row has.</summary>
    public int Count => table!.Count;

    /// <summary>A field; empty where the row has no such.</summary>
    public ReadOnlySpan<char> this[int field] => table![field];

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Next()
    {
        var first = table is null;
        table ??= new(bytes, file.Shape);
        while (table.Next())
        {
            if (table.Refusal is { } refusal)
            {
                faults.Add($"{file.Path}, {refusal}");
                continue;
            }
            var isHeader = first && file.MayHaveHeader && !ScanNumbers.TryReal(this[numberField], out _);
            first = false;
            if (isHeader) continue;
            return any = true;
        }
        if (!any) faults.Add($"{file.Path} holds no rows");
        return false;
    }

    /// <summary>Says what is wrong with the row.</summary>
    public void Refuse(string reason) => faults.Add(file, Line, reason);

    public void Dispose()
    {
        table?.Dispose();
        bytes.Dispose();
    }
}
