using System.Diagnostics;
using System.Text;
using Tocsin.Formats;
using Xunit;

namespace Tocsin.Tests.Formats;

/// <summary>Readers end, and throw nothing, whatever the bytes. A failure prints the line that replays it.</summary>
public sealed class FuzzTests
{
    const int SecondsMax = 5; // for at most 128 KiB; thousands of times what it takes

    public static TheoryData<string> OwnNames => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(OwnNames))]
    public void Own_samples(string name) => Fuzz(name, Encoding.UTF8.GetBytes(Samples.All[name]), seeds: 800);

    [ForeignFact]
    public void Foreign_files()
    {
        foreach (var folder in (string[])["cap", "quake", "fire", "indicators", "gdacs", "piracy", "nav", "cases", "water", "radiation", "ais"])
            foreach (var file in Directory.EnumerateFiles(Foreign.Path("data/" + folder), "*", SearchOption.AllDirectories).Order())
            {
                var bytes = File.ReadAllBytes(file);
                Fuzz(Path.GetFileName(file), bytes[..Math.Min(bytes.Length, 64 << 10)], seeds: 30);
            }
    }

    [Fact]
    public void Replay()
    {
        // TOCSIN_FUZZ=name:seed runs that one mutation again.
        if (Environment.GetEnvironmentVariable("TOCSIN_FUZZ")?.Split(':') is not [var name, var seed]) return;
        var bytes = Samples.All.TryGetValue(name, out var own)
            ? Encoding.UTF8.GetBytes(own)
            : File.ReadAllBytes(Directory.EnumerateFiles(Foreign.Path("data"), name, SearchOption.AllDirectories).First());
        Run(name, bytes[..Math.Min(bytes.Length, 64 << 10)], int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture));
    }

    static void Fuzz(string name, byte[] bytes, int seeds)
    {
        for (var seed = 1; seed <= seeds; seed++) Run(name, bytes, seed);
    }

    static void Run(string name, byte[] bytes, int seed)
    {
        var mutated = Mutation.Of(bytes, new Random(seed));
        var clock = Stopwatch.StartNew();
        try
        {
            var own = Recognition.Recognise(mutated, name).Format;
            Readers.Read(own, mutated);
            // And by the wrong reader: whoever names the format on the command line can be wrong.
            Readers.Read(Readers.All[seed % Readers.All.Length], mutated);
        }
        catch (Exception thrown)
        {
            Assert.Fail($"replay with: TOCSIN_FUZZ={name}:{seed} dotnet test tests/Tocsin.Tests --filter FuzzTests.Replay\n{thrown}");
        }
        Assert.True(clock.Elapsed.TotalSeconds < SecondsMax, $"{clock.Elapsed} for {mutated.Length} bytes; replay with: TOCSIN_FUZZ={name}:{seed}");
    }
}
