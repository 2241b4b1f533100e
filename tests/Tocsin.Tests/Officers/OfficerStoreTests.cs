using Microsoft.AspNetCore.Identity;
using NodaTime;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

/// <summary>The contract of the store, and of the gate in front of it.</summary>
public sealed class OfficerStoreTests : IDisposable
{
    static readonly Instant Now = Instant.FromUtc(2026, 3, 1, 6, 0);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("tocsin-");
    readonly OfficerDb db;
    readonly OfficerStore store;

    public OfficerStoreTests()
    {
        db = new OfficerDb(folder.FullName);
        store = new OfficerStore(db);
    }

    public void Dispose()
    {
        store.Dispose();
        db.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Everything_of_an_account_comes_back()
    {
        var account = Account("linh");
        account.PasswordHash = "hash";
        account.Stamp = "stamp";
        account.Failures = 11;
        account.LockedUntil = Now + Duration.FromMinutes(2);
        account.Officer = account.Officer with { Roles = Roles.Officer | Roles.Administrator, Disabled = Now, Erased = Now };
        Assert.True((await store.CreateAsync(account, default)).Succeeded);
        var found = (await store.FindByNameAsync("LINH", default))!;
        Assert.Equal(account.Officer, found.Officer);
        Assert.Equal(("hash", "stamp", 11, account.LockedUntil, 0L),
            (found.PasswordHash, found.Stamp, found.Failures, found.LockedUntil, found.Version));
        Assert.Null(await store.FindByIdAsync("LINH", default));
    }

    [Fact]
    public async Task A_stale_account_cannot_overwrite()
    {
        await store.CreateAsync(Account("linh"), default);
        var first = (await store.FindByNameAsync("LINH", default))!;
        var second = (await store.FindByNameAsync("LINH", default))!;
        first.Failures = 1;
        second.Stamp = "other";
        Assert.True((await store.UpdateAsync(first, default)).Succeeded);
        Assert.Equal(nameof(IdentityErrorDescriber.ConcurrencyFailure), (await store.UpdateAsync(second, default)).Errors.Single().Code);
        Assert.True((await store.UpdateAsync(first, default)).Succeeded);
    }

    [Fact]
    public async Task Several_erased_officers_have_no_name()
    {
        foreach (var name in new[] { "linh", "minh" })
        {
            var account = Account(name);
            account.NameKey = null;
            account.Officer = account.Officer with { Name = "", Erased = Now };
            Assert.True((await store.CreateAsync(account, default)).Succeeded);
        }
        Assert.Equal(2, store.All().Count);
        Assert.False(store.AnyMaySignIn());
        Assert.True(store.AnyWasAdded());
    }

    [Fact]
    public async Task Everything_of_a_passkey_comes_back_except_what_tells_the_device()
    {
        var account = Account("linh");
        await store.CreateAsync(account, default);
        await store.AddOrUpdatePasskeyAsync(account, Passkey(signCount: 7), default);
        await store.AddOrUpdatePasskeyAsync(account, Passkey(signCount: uint.MaxValue), default);
        var found = Assert.Single(await store.GetPasskeysAsync(account, default));
        Assert.Equal((uint.MaxValue, "ring", true, true, false), (found.SignCount, found.Name, found.IsUserVerified, found.IsBackupEligible, found.IsBackedUp));
        Assert.Equal(["usb", "nfc"], found.Transports!);
        Assert.Equal([9, 9], found.PublicKey);
        Assert.Equal(Now.ToDateTimeOffset(), found.CreatedAt);
        Assert.Empty(found.AttestationObject);
        Assert.Equal(account.Officer.Id, (await store.FindByPasskeyIdAsync([1, 2, 3], default))!.Officer.Id);
    }

    [Fact]
    public async Task A_passkey_cannot_be_taken_over_or_removed_by_another_officer()
    {
        var (linh, minh) = (Account("linh"), Account("minh"));
        await store.CreateAsync(linh, default);
        await store.CreateAsync(minh, default);
        await store.AddOrUpdatePasskeyAsync(linh, Passkey(signCount: 7), default);
        await store.AddOrUpdatePasskeyAsync(minh, Passkey(signCount: 99), default);
        await store.RemovePasskeyAsync(minh, [1, 2, 3], default);
        Assert.Equal(7u, (await store.FindPasskeyAsync(linh, [1, 2, 3], default))!.SignCount);
        Assert.Null(await store.FindPasskeyAsync(minh, [1, 2, 3], default));
    }

    [Fact]
    public async Task So_many_wait_for_the_gate_and_no_more()
    {
        using var gate = new PasswordGate();
        var inside = await gate.Enter(default);
        var waiting = Enumerable.Range(0, PasswordGate.WaitingMax).Select(_ => gate.Enter(default)).ToList();
        Assert.False((await gate.Enter(default)).IsGranted);
        inside.Dispose();
        foreach (var turn in waiting)
        {
            var granted = await turn;
            Assert.True(granted.IsGranted);
            granted.Dispose();
        }
        using var again = await gate.Enter(default);
        Assert.True(again.IsGranted);
    }

    static Account Account(string name) => new()
    {
        Officer = new(Officer.NewId(Chance.System), name, $"Officer {name}", Roles.Officer, Now, null, null),
        NameKey = OfficerName.KeyOf(name),
    };

    static UserPasskeyInfo Passkey(uint signCount) =>
        new([1, 2, 3], [9, 9], Now.ToDateTimeOffset(), signCount, ["usb", "nfc"],
            isUserVerified: true, isBackupEligible: true, isBackedUp: false, attestationObject: [5], clientDataJson: [6]) { Name = "ring" };
}
