using Xunit;

namespace Tocsin.Tests.Fuzzing;

/// <summary>Whatever stands in a file: its parser ends, throws nothing but its own refusal, accepts again what it accepted, and takes no time or memory out of proportion.</summary>
public sealed class FuzzTests
{
    // Of thousands of inputs; a parser that does not end is a fault too.
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    static readonly Lazy<IReadOnlyList<FuzzFile>> Own = new(() => [.. Parsers.All.SelectMany(FuzzFiles.Of).Where(file => !file.IsForeign).DistinctBy(file => file.Name)]);

    public static TheoryData<string> Names => [.. Parsers.All.Select(parser => parser.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_file_is_read_or_refused(string name)
    {
        var (parser, files) = Asked(name);
        Assert.Contains(files, file => !file.IsForeign);
        var accepted = Run(Enumerable.Range(0, parser.Mutations).Select(number => new FuzzCase(parser, files[number % files.Count], number + 1)));
        Assert.True(accepted > 0 || parser.IsSealed, $"{name} refuses every changed file: it is asked too little");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_cut_off_at_a_border_is_read_or_refused(string name)
    {
        const int Cuts = 20, PrimeStep = 97;    // Spread over the borders of the longest files, and all of those of short ones.
        var (parser, files) = Asked(name);
        Run(files.Where(file => !file.IsForeign).SelectMany(file => Enumerable.Range(1, Cuts).Select(number => new FuzzCase(parser, file, -PrimeStep * number))));
    }

    /// <summary>Whoever names a format can be wrong.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_of_another_parser_is_read_or_refused(string name)
    {
        var (parser, _) = Asked(name);
        Run(Own.Value.Select(file => new FuzzCase(parser, file, 0)));
    }

    [Fact]
    public void Replay()
    {
        // TOCSIN_FUZZ='parser file seed' asks that one again.
        if (Environment.GetEnvironmentVariable("TOCSIN_FUZZ")?.Split(' ') is not [var name, var file, var seed]) return;
        var (parser, files) = Asked(name);
        var found = files.Concat(Parsers.All.SelectMany(FuzzFiles.Of)).First(each => each.Name == file);
        Assert.Null(new FuzzCase(parser, found, int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)).Ask().Fault);
    }

    static (Parser Parser, IReadOnlyList<FuzzFile> Files) Asked(string name) => Parsers.All.Single(each => each.Name == name) is var parser ? (parser, FuzzCase.Files(parser)) : default;

    /// <summary>Asks until the first fault; how many were accepted.</summary>
    static int Run(IEnumerable<FuzzCase> all)
    {
        var (fault, now, accepted) = ((string?)null, (FuzzCase?)null, 0);
        var thread = new Thread(() =>
        {
            foreach (var each in all)
            {
                now = each;
                var outcome = each.Ask();
                accepted += outcome.IsAccepted ? 1 : 0;
                if ((fault = outcome.Fault) is not null) return;
            }
        }) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Longest), $"a parser does not end; replay with: {now?.Replay}");
        Assert.True(fault is null, fault);
        return accepted;
    }
}
