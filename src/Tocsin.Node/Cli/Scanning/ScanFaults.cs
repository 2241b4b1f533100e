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
}
