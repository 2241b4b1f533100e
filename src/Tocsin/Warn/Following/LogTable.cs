using System.Globalization;
using Tocsin.Share.Logs;

namespace Tocsin.Warn.Following;

/// <summary>The logs, by the numbers under which a follower's documents name them: in the order in which each was first heard, so that
/// a rebuild gives the same. The first log that the store ever held is 0, and left out.</summary>
sealed class LogTable
{
    const string Prefix = "log/";

    readonly Desk desk;
    readonly List<Origin> logs = [];
    readonly Dictionary<Origin, int> numbers = [];
    readonly Dictionary<(Hash Circle, Hash Party), int> newest = [];

    LogTable(Desk desk) => this.desk = desk;

    /// <summary>The log of a number.</summary>
    public Origin At(int? number) => logs[number ?? 0];

    /// <summary>A log's number as a document holds it.</summary>
    public int? Mark(Origin log) => NumberOf(log) is > 0 and var number ? number : null;

    /// <summary>A part of a key that tells the leaves of one log from those of others; empty for the log of number 0.</summary>
    public string Part(Origin log) => NumberOf(log) is > 0 and var number ? string.Create(CultureInfo.InvariantCulture, $"L{number}/") : "";

    /// <summary>Whether a later incarnation of a log was heard.</summary>
    public bool HasLater(Origin log) => newest.GetValueOrDefault((log.Circle, log.Party)) > log.Incarnation;

    /// <summary>A leaf hash as a document holds it.</summary>
    public static Hash Leaf(string text) => Hash.TryParseBase64Url(text, out var leaf) ? leaf : throw new InvalidDataException($"'{text}' is no leaf hash");

    public static async Task<LogTable> Load(Desk desk, IRecords records, CancellationToken stop)
    {
        var table = new LogTable(desk);
        foreach (var (_, held) in await desk.Under(Prefix, JudgeJson.Default.Pointer, stop)) table.Know(Origin.Parse(held.Thread!).Value);
        if (table.logs.Count == 0 && await records.ReadAfter(0, 1, stop) is [var first]) table.NumberOf(first.Address.Log);
        return table;
    }

    /// <summary>The number of a log; a new one where it is heard for the first time.</summary>
    public int NumberOf(Origin log)
    {
        if (numbers.TryGetValue(log, out var known)) return known;
        var number = Know(log);
        desk.Put(Prefix + number.ToString("D6", CultureInfo.InvariantCulture), new Pointer(log.ToString(), number), JudgeJson.Default.Pointer, owner: null);
        return number;
    }

    int Know(Origin log)
    {
        logs.Add(log);
        newest[(log.Circle, log.Party)] = Math.Max(log.Incarnation, newest.GetValueOrDefault((log.Circle, log.Party)));
        return numbers[log] = logs.Count - 1;
    }
}
