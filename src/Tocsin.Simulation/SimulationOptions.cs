using System.Globalization;

namespace Tocsin.Simulation;

/// <summary>What is to be simulated: with the code, these decide every byte of the run.</summary>
/// <param name="Parties">How many parties found the circle or join it: 3 to 200.</param>
/// <param name="Seed">Where all chance comes from.</param>
/// <param name="Hours">For how long things happen, in hours; the time to come to rest is added.</param>
/// <param name="Faults">What may happen.</param>
public sealed record SimulationOptions(int Parties, long Seed, double Hours, ImmutableArray<Fault> Faults)
{
    /// <summary>The fewest and the most parties.</summary>
    public const int PartiesMin = 3, PartiesMax = 200;

    /// <summary>The most hours: a week.</summary>
    public const double HoursMax = 168;

    /// <summary>Every fault there is.</summary>
    public static ImmutableArray<Fault> All { get; } = [.. Enum.GetValues<Fault>()];

    /// <summary>Reads a list of faults, by their names in lower case with commas; <c>all</c> and <c>none</c> are lists too.</summary>
    public static Parsed<ImmutableArray<Fault>> ReadFaults(string list)
    {
        if (list == "all") return new(All);
        if (list == "none") return new([]);
        var faults = new SortedSet<Fault>();
        foreach (var name in list.Split(','))
        {
            if (All.FirstOrDefault(fault => Name(fault) == name, (Fault)(-1)) is var fault && fault < 0)
                return new($"there is no fault '{name}': {string.Join(", ", All.Select(Name))}");
            faults.Add(fault);
        }
        return new([.. faults]);
    }

    /// <summary>A fault as the command line has it.</summary>
    public static string Name(Fault fault) => fault.ToString().ToLowerInvariant();

    /// <summary>The command that makes the same run again.</summary>
    public string Command => string.Create(CultureInfo.InvariantCulture, $"tocsin simulate --parties {Parties} --seed {Seed} --hours {Hours}{FaultsOption}");

    string FaultsOption => Faults.Length == All.Length ? "" : Faults.IsEmpty ? " --faults none" : $" --faults {string.Join(',', Faults.Select(Name))}";

    internal bool Has(Fault fault) => Faults.Contains(fault);
}
