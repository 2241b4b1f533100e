using System.Diagnostics;
using Tocsin.Log;
using Tocsin.Share;
using Tocsin.Share.Logs;
using Tocsin.Share.Records;
using Tocsin.Share.Views;

namespace Tocsin.Bench;

/// <summary>Durable append: parse, digests, leaf, tree, signed head, SQLite FULL; views follow meanwhile.</summary>
static class AppendBench
{
    public static async Task Run(int records)
    {
        var features = Input.Features(records);
        var rawBefore = RawRows.PerSecond(features);
        double perSecond, lag, cpu, cpuInAll;
        await using (var bench = await BenchNode.Warm(Input.Collection([.. features.Take(BenchNode.WarmRecords)]), "warm.geojson"))
        {
            using var file = Input.Collection(features);
            var spent = new Spent();
            var report = await bench.Import(file, "bench.geojson");
            (perSecond, cpu) = (report.Accepted / spent.Seconds, spent.MicrosecondsOf(report.Accepted));
            var began = Stopwatch.GetTimestamp();
            await bench.Node.Settle(default);
            (lag, cpuInAll) = (Stopwatch.GetElapsedTime(began).TotalSeconds, spent.MicrosecondsOf(report.Accepted));
        }
        var raw = (rawBefore + RawRows.PerSecond(features)) / 2;
        Figures.Say("append", "durable records of 500 bytes", perSecond, "records/s");
        Figures.Say("append", "reference: the same bytes as SQLite rows", raw, "rows/s", "mean of before and after");
        Figures.Say("append", "reference / append", raw / perSecond, "x");
        Figures.Say("append", "views behind at the end", lag, "s");
        Figures.Say("append", "processors, until durable", cpu, "µs a record");
        Figures.Say("append", "processors, until all have followed", cpuInAll, "µs a record", $"{1e6 / cpuInAll:N0} records/s for each core kept up");
    }
}

/// <summary>One record at a time on an idle node that has run for a while: durable, under a signed head.</summary>
static class LatencyBench
{
    // In these the paths of an append are compiled.
    const int FirstRecords = 1_000;

    public static async Task Run(int records)
    {
        await using var bench = await BenchNode.New();
        var took = new List<double>();
        for (var i = -FirstRecords; i < records; i++)
        {
            var draft = new Draft
            {
                Kind = Kind.Note, What = new NoteFacts(), Texts = [new TextBlock { Description = new string('x', 400) }],
                Source = new Source { Key = new SourceKey("bench", "bench", [$"{i}"], null) },
            };
            var began = Stopwatch.GetTimestamp();
            await bench.Node.Journal.Append(draft, default);
            if (i >= 0) took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await bench.Node.Settle(default);
            await Task.Delay(2);
        }
        took.Sort();
        var reference = await RawRows.Latencies(records);
        Figures.Say("latency", "reference: one SQLite row, FULL, p50", reference[records / 2], "ms");
        Figures.Say("latency", "reference: one SQLite row, FULL, p99", reference[records * 99 / 100], "ms");
        Figures.Say("latency", "one record durable and signed, p50", took[records / 2], "ms");
        Figures.Say("latency", "one record durable and signed, p99", took[records * 99 / 100], "ms");
    }
}

/// <summary>A FIRMS file: durable and signed, and then found by a query.</summary>
static class FirmsBench
{
    public static async Task Run(int rows)
    {
        await using var bench = await BenchNode.Warm(Input.Firms(BenchNode.WarmRecords), "warm.csv");
        using var file = Input.Firms(rows);
        var spent = new Spent();
        var report = await bench.ImportAtItsPace(file, "bench.csv");
        var (took, cpu) = (spent.Seconds, spent.MicrosecondsOf(report.Accepted));
        var began = Stopwatch.GetTimestamp();
        var last = bench.Node.Journal.Head.Size;
        while (await bench.Node.Views.Cursor(IndexFollower.FollowerName, default) < last) await Task.Delay(5);
        Figures.Say("firms", "rows durable and signed", report.Accepted / took, "rows/s", $"{report.Refused.Count} refused");
        Figures.Say("firms", "queryable after the last row", Stopwatch.GetElapsedTime(began).TotalSeconds, "s");
        await bench.Node.Settle(default);
        Figures.Say("firms", "all followed after the last row", Stopwatch.GetElapsedTime(began).TotalSeconds, "s");
        Figures.Say("firms", "processors, until durable", cpu, "µs a row");
        Figures.Say("firms", "processors, until all have followed", spent.MicrosecondsOf(report.Accepted), "µs a row");
    }
}

/// <summary>A whole log: leaves and tree, then content too.</summary>
static class VerifyBench
{
    public static async Task Run(int records)
    {
        await using var bench = await BenchNode.New();
        await Grown(bench, records);
        var held = new HeldLog(bench.Node.Records, bench.Node.Log);
        var head = bench.Node.Journal.Head;
        var began = Stopwatch.GetTimestamp();
        if (await LogAudit.Run(head.Size, head.Root, held, held, new AuditOptions(), default) is { } fault) throw new InvalidOperationException(fault.Sentence);
        Figures.Say("verify", "leaves and tree", head.Size / Stopwatch.GetElapsedTime(began).TotalSeconds, "leaves/s");
        began = Stopwatch.GetTimestamp();
        var verdict = await new VerifyLog(bench.Node.Heads, bench.Node.Records).Verify(bench.Node.Log, bench.Node.Verifier, new Progress<long>(), default);
        Figures.Say("verify", "leaves, tree and content", head.Size / Stopwatch.GetElapsedTime(began).TotalSeconds, "leaves/s", verdict.GetType().Name);
    }

    /// <summary>Fills a node's log.</summary>
    public static async Task Grown(BenchNode bench, int records)
    {
        using var file = Input.Firms(records);
        await bench.Import(file, "bench.csv");
        await bench.Node.Settle(default);
    }
}

/// <summary>The program on a folder with many records: how soon it serves, and what it holds in memory then.</summary>
static class ServeBench
{
    public static async Task Run(int records)
    {
        var bench = await BenchNode.New();
        await VerifyBench.Grown(bench, records);
        await bench.Node.DisposeAsync();    // The program opens the folder now.
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Tocsin.Node"), ["serve", "--urls", "http://127.0.0.1:0", "--data", bench.Node.Folder.Path]) { RedirectStandardError = true };
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            string? line;
            do line = await process.StandardError.ReadLineAsync();
            while (line is not null && !line.Contains("http://", StringComparison.Ordinal));
            using var client = new HttpClient();
            using var answer = await client.GetAsync(line![line!.IndexOf("http://", StringComparison.Ordinal)..].Trim());
            Figures.Say("serve", "start to first answer", Stopwatch.GetElapsedTime(began).TotalSeconds, "s", $"HTTP {(int)answer.StatusCode}");
            await Task.Delay(TimeSpan.FromSeconds(10));
            process.Refresh();
            Figures.Say("serve", "resident, idle", process.WorkingSet64 / 1e6, "MB", $"{records:N0} records");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(bench.Node.Folder.Path, recursive: true);
        }
    }
}
