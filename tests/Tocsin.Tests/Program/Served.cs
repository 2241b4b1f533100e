using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Tocsin.Tests.Program;

/// <summary>A running <c>tocsin serve</c>.</summary>
sealed partial class Served : IAsyncDisposable
{
    static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);

    readonly Process process;
    readonly StringBuilder error = new();
    readonly TaskCompletionSource<string> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Served(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Where the console is, as standard error says it.</summary>
    public string Address => address.Task.Result;

    /// <summary>What standard error has said so far.</summary>
    public string Err
    {
        get { lock (error) return error.ToString(); }
    }

    /// <summary>Serves a folder on a port that the system chooses, and waits until it listens.</summary>
    public static async Task<Served> Start(string data, params IReadOnlyList<string> options)
    {
        var urls = options.Contains("--urls") ? Array.Empty<string>() : ["--urls", "http://127.0.0.1:0"];
        var served = new Served(Cli.Start(data, ["serve", .. urls, .. options]));
        try
        {
            await served.address.Task.WaitAsync(StartsWithin);
        }
        catch (TimeoutException)
        {
            await served.DisposeAsync();
            Assert.Fail($"it does not listen: {served.Err}");
        }
        return served;
    }

    /// <summary>Waits until standard error holds some words.</summary>
    public async Task<bool> Says(string words, TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        while (!Err.Contains(words, StringComparison.Ordinal) && Stopwatch.GetElapsedTime(began) < within) await Task.Delay(50);
        return Err.Contains(words, StringComparison.Ordinal);
    }

    /// <summary>Ends it as a service manager does, and says how it ended and how long that took.</summary>
    public async Task<(int Exit, TimeSpan Took)> Terminate()
    {
        var began = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(StartsWithin);
        return (process.ExitCode, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Ends it as a power cut does.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Kill();
        process.Dispose();
    }

    void Hear(string? line)
    {
        if (line is null)
        {
            address.TrySetException(new InvalidOperationException($"it ended: {Err}"));
            return;
        }
        lock (error) error.AppendLine(line);
        if (ConsoleAddress().Match(line) is { Success: true } match) address.TrySetResult(match.Groups[1].Value);
    }

    [GeneratedRegex(@"console is at (https?://\S+)")]
    private static partial Regex ConsoleAddress();
}
