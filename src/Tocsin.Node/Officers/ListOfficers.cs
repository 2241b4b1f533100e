
namespace Tocsin.Node.Officers;

/// <summary>Says who the officers are, and whom a pseudonym in a record means.</summary>
sealed class ListOfficers(OfficerStore store)
{
    /// <summary>Everybody, the disabled and the erased included, in the order in which they were added.</summary>
    public ImmutableArray<Officer> Run() => [.. store.All()];

    /// <summary>Whether anybody can sign in.</summary>
    public bool AnyMaySignIn() => store.AnyMaySignIn();

    /// <summary>What the pages show for a pseudonym; the pseudonym itself if no officer of this node has it.</summary>
    public async Task<string> DisplayName(string officerId, CancellationToken stop) =>
        await store.FindByIdAsync(officerId, stop) is { } account ? account.Officer.DisplayName : officerId;
}
