using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Tocsin.Bench;

/// <summary>The reference, R's surveillance, on this machine and in this run, where it is installed: its CPU time for a series and a week.</summary>
static class ReferenceInR
{
    // Ten years of seasonal counts; as many weeks are judged as take about a second.
    const string Script = """
        suppressMessages(library(surveillance)); set.seed(1); n <- 520
        s <- sts(observed = matrix(rpois(n, 10 + 5 * cos(2 * pi * (1:n) / 52)), ncol = 1), start = c(2015, 1), frequency = 52)
        us <- function(weeks, times, judge) { judge(); t <- proc.time(); for (i in seq_len(times)) judge(); sum((proc.time() - t)[c(1, 2)]) / times / weeks * 1e6 }
        flexible <- function(method) function() farringtonFlexible(s, control = list(range = (n - 9):n, b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26, pThresholdTrend = 1, thresholdMethod = method, alpha = 0.005))
        ears <- function(method) function() earsC(s, control = list(range = (n - 207):n, method = method))
        cat("farrington", us(10, 3, flexible("nbPlugin")), "\n"); for (m in c("C1", "C2", "C3")) cat(m, us(208, 20, ears(m)), "\n")
        """;

    static readonly Lazy<Dictionary<string, double>> Measured = new(Measure);

    /// <summary>Microseconds of <c>farrington</c> (flexible, nbPlugin), <c>C1</c>, <c>C2</c> or <c>C3</c>; nothing where R or the package is not there.</summary>
    public static double? Microseconds(string method) => Measured.Value.TryGetValue(method, out var micro) ? micro : null;

    static Dictionary<string, double> Measure()
    {
        try
        {
            using var r = Process.Start(new ProcessStartInfo("Rscript", ["-e", Script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (told, said) = (r.StandardOutput.ReadToEndAsync(), r.StandardError.ReadToEndAsync());
            r.WaitForExit();
            said.Wait();
            return r.ExitCode != 0 ? [] : told.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .ToDictionary(line => line[0], line => double.Parse(line[1], CultureInfo.InvariantCulture));
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
