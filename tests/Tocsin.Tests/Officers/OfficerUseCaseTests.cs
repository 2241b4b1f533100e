using System.Text;
using Microsoft.AspNetCore.Identity;
using Tocsin.Node.Officers;
using Xunit;

namespace Tocsin.Tests.Officers;

public sealed class OfficerUseCaseTests : IAsyncLifetime
{
    OfficerNode node = null!;

    public async Task InitializeAsync() => node = await OfficerNode.Start();

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task A_pseudonym_is_chance_and_not_the_name()
    {
        var first = await node.Add("linh");
        Assert.Matches("^[A-Za-z0-9_-]{22}$", first.Id);
        Assert.Equal([first, await node.Add("vera", Roles.Auditor)], await List());
    }

    [Theory]
    [InlineData("LINH", "another Linh", OfficerNode.Password, typeof(AddOfficer.Outcome.NameTaken))]
    [InlineData("minh", "Minh", "too short", typeof(AddOfficer.Outcome.WeakPassword))]
    [InlineData("no name", "Minh", OfficerNode.Password, typeof(AddOfficer.Outcome.Refused))]
    [InlineData("minh", "", OfficerNode.Password, typeof(AddOfficer.Outcome.Refused))]
    public async Task Who_cannot_be_added(string name, string display, string password, Type outcome)
    {
        await node.Add("linh");
        Assert.IsType(outcome, await Add(new(name, display, Roles.Officer, password)));
        Assert.Single(await List());
    }

    [Fact]
    public async Task Two_of_one_name_at_once_are_one()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => Add(new("linh", "Linh", Roles.Officer, OfficerNode.Password)))));
        Assert.Single(outcomes.OfType<AddOfficer.Outcome.Added>());
        Assert.Equal(3, outcomes.OfType<AddOfficer.Outcome.NameTaken>().Count());
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var chief = await node.Add("chief", Roles.Administrator);
        Assert.IsType<DisableOfficer.Outcome.LastAdministrator>(await Disable("chief"));
        Assert.IsType<EraseOfficer.Outcome.LastAdministrator>(await Erase(chief.Id));
        await node.Add("deputy", Roles.Administrator | Roles.Officer);
        Assert.IsType<DisableOfficer.Outcome.Disabled>(await Disable("chief"));
        Assert.IsType<DisableOfficer.Outcome.LastAdministrator>(await Disable("deputy"));
        Assert.IsType<EraseOfficer.Outcome.Erased>(await Erase(chief.Id));
    }

    [Fact]
    public async Task A_disabled_officer_can_be_let_in_again()
    {
        await node.Add("linh");
        await Disable("linh");
        Assert.False(await Right("linh", OfficerNode.Password));
        Assert.Null((await node.With<EnableOfficer, Officer?>(enable => enable.Run("Linh")))!.Disabled);
        Assert.True(await Right("linh", OfficerNode.Password));
    }

    [Fact]
    public async Task A_password_is_set_anew_unless_it_is_weak()
    {
        await node.Add("linh");
        Assert.IsType<ChangePassword.Outcome.Unknown>(await Change("minh", "eleven owls at dusk"));
        Assert.IsType<ChangePassword.Outcome.WeakPassword>(await Change("linh", "short"));
        Assert.True(await Right("linh", OfficerNode.Password));
        Assert.IsType<ChangePassword.Outcome.Changed>(await Change("linh", "eleven owls at dusk"));
        Assert.False(await Right("linh", OfficerNode.Password));
        Assert.True(await Right("linh", "eleven owls at dusk"));
    }

    [Fact]
    public async Task Erasing_leaves_the_pseudonym_and_no_trace_of_the_name_in_any_file()
    {
        await node.Add("chief", Roles.Administrator);
        var erased = await node.Add("Xylophia.Quezada");
        await node.With<OfficerStore, bool>(store => GivePasskey(store, erased.Id));
        for (var other = 0; other < 40; other++) await node.With<OfficerStore, bool>(store => Fill(store, other));
        Assert.Contains(await Files(), holds => Holds(holds, "Xylophia.Quezada"));
        Assert.Contains(await Files(), holds => Holds(holds, "telephone of X."));

        Assert.IsType<EraseOfficer.Outcome.Erased>(await Erase(erased.Id));

        foreach (var file in await Files())
        {
            Assert.False(Holds(file, "Xylophia.Quezada"));
            Assert.False(Holds(file, "XYLOPHIA"));
            Assert.False(Holds(file, "telephone of X."));
        }
        Assert.Contains(await Files(), holds => Holds(holds, erased.Id));
        Assert.False(await Right("Xylophia.Quezada", OfficerNode.Password));
        Assert.Equal(Officer.ErasedName, await node.With<ListOfficers, string>(list => list.DisplayName(erased.Id, default)));
        Assert.IsType<EraseOfficer.Outcome.Erased>(await Erase(erased.Id)); // Once more, as after a crash.
        Assert.IsType<EraseOfficer.Outcome.Unknown>(await Erase("AAAAAAAAAAAAAAAAAAAAAA"));
        await node.Add("xylophia.quezada"); // Nobody has the name now.
    }

    static async Task<bool> GivePasskey(OfficerStore store, string officerId)
    {
        var account = (await store.FindByIdAsync(officerId, default))!;
        var passkey = new UserPasskeyInfo([1, 2, 3], [4], default, 1, ["usb"], true, false, false, [], []) { Name = "telephone of X." };
        await store.AddOrUpdatePasskeyAsync(account, passkey, default);
        return true;
    }

    static async Task<bool> Fill(OfficerStore store, int number)
    {
        var officer = new Officer(Officer.NewId(Chance.System), $"o{number}", new string('x', 300), Roles.Officer, default, null, null);
        return (await store.CreateAsync(new Account { Officer = officer, NameKey = $"O{number}" }, default)).Succeeded;
    }

    async Task<byte[][]> Files() =>
        await Task.WhenAll(Directory.GetFiles(node.Folder, "officers.db*").Select(async path =>
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await file.CopyToAsync(copy);
            return copy.ToArray();
        }));

    static bool Holds(byte[] file, string text) => file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    Task<AddOfficer.Outcome> Add(AddOfficer.Request request) => node.With<AddOfficer, AddOfficer.Outcome>(add => add.Run(request));

    Task<DisableOfficer.Outcome> Disable(string name) =>
        node.With<DisableOfficer, DisableOfficer.Outcome>(disable => disable.Run(name));

    Task<EraseOfficer.Outcome> Erase(string id) => node.With<EraseOfficer, EraseOfficer.Outcome>(erase => erase.Run(id, default));

    Task<ChangePassword.Outcome> Change(string name, string wanted) =>
        node.With<ChangePassword, ChangePassword.Outcome>(change => change.Set(name, wanted));

    async Task<bool> Right(string name, string password) =>
        await node.With<SignInByPassword, SignInByPassword.Outcome>(check => check.Run(name, password, default))
            is SignInByPassword.Outcome.Right;

    Task<IEnumerable<Officer>> List() => node.With<ListOfficers, IEnumerable<Officer>>(list => Task.FromResult<IEnumerable<Officer>>(list.Run()));
}
