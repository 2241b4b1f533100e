using Xunit;

namespace Tocsin.Tests.Console;

/// <summary>What is promised to be there at once, on a machine that may have other work: it is tried again, some times, until it was in time once.</summary>
static class Promptly
{
    const int Tries = 5;

    /// <summary>Does something each time anew, and says how long that took.</summary>
    /// <param name="within">What it may take.</param>
    /// <param name="attempt">Given the number of the attempt, from 0.</param>
    public static async Task Once(TimeSpan within, Func<int, Task<TimeSpan>> attempt)
    {
        var took = new List<TimeSpan>();
        do took.Add(await attempt(took.Count));
        while (took[^1] > within && took.Count < Tries);
        Assert.True(took[^1] <= within, $"each time it took longer than {within}: {string.Join(", ", took)}");
    }
}
