using Tocsin.Node.Officers;
using Tocsin.Node.Running;

namespace Tocsin.Node.Ui;

/// <summary>The officers, for an administrator; and one's own account.</summary>
sealed class OfficersScreen(TocsinNode node, OfficerStore store, ConsoleOptions options)
{
    static readonly NewOfficer Empty = new("", "", ["officer"]);

    public async Task<OfficersView> Read(CurrentOfficer self, string? problem, string? done, NewOfficer? typed, CancellationToken stop)
    {
        var rows = new List<OfficerRow>();
        foreach (var officer in store.All()) rows.Add(await Row(officer, self, stop));
        return new OfficersView(rows, problem, done, typed ?? Empty, node.Sources.Clock.Now(), options.Zone);
    }

    public async Task<AccountView> Account(CurrentOfficer self, bool passkeysPossible, string? problem, string? done, CancellationToken stop)
    {
        if (await store.FindByIdAsync(self.Id, stop) is not { } account) return new AccountView(null, [], passkeysPossible, problem, done, options.Zone);
        var passkeys = (await store.GetPasskeysAsync(account, stop)).Select(passkey =>
            new PasskeyRow(System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId), passkey.Name ?? "", Instant.FromDateTimeOffset(passkey.CreatedAt)));
        return new AccountView(await Row(account.Officer, self, stop), [.. passkeys], passkeysPossible, problem, done, options.Zone);
    }

    async Task<OfficerRow> Row(Officer officer, CurrentOfficer self, CancellationToken stop) => new(
        officer.Id, officer.Name, officer.Erased is null ? officer.DisplayName : Texts.Of("officers.erased"), officer.Roles.Text().Split(','), officer.Created,
        officer.Disabled, officer.Erased, (await store.GetPasskeysAsync(new Account { Officer = officer }, stop)).Count, officer.Id == self.Id);
}
