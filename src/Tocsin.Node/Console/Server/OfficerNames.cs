using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>The names behind the pseudonyms that records carry, looked up once for one answer.</summary>
sealed class OfficerNames(OfficerStore officers)
{
    readonly Dictionary<string, string> known = [];

    /// <summary>What the pages call an officer; the pseudonym itself where nobody here goes by it.</summary>
    public async Task<string> Of(string pseudonym, CancellationToken stop)
    {
        if (known.TryGetValue(pseudonym, out var name)) return name;
        name = pseudonym == CurrentOfficer.LocalId
            ? Texts.Of("officer.local")
            : (await officers.FindByIdAsync(pseudonym, stop))?.Officer.DisplayName ?? pseudonym;
        return known[pseudonym] = name;
    }

    /// <summary>Several, in their order.</summary>
    public async Task<string> Of(IReadOnlyList<string> pseudonyms, CancellationToken stop)
    {
        var names = new List<string>();
        foreach (var pseudonym in pseudonyms) names.Add(await Of(pseudonym, stop));
        return string.Join(", ", names);
    }
}
