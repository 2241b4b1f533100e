using System.Text.Json;
using Microsoft.Playwright;
using Tocsin.Node.Officers;
using Tocsin.Tests.Console;
using Xunit;

namespace Tocsin.Tests.Browser;

[Collection(ChromiumTests.Name)]
public sealed class PasskeyPageTests(Chromium chromium)
{
    // As the account's page does: options from the node, a key from the authenticator, and the key to the node.
    const string AddPasskey = """
        async () => {
          const token = document.querySelector('#token input').value;
          const post = (path, fields) => { const body = new FormData(); body.set('__RequestVerificationToken', token);
            for (const [name, value] of Object.entries(fields)) body.set(name, value);
            return fetch(path, { method: 'POST', body, headers: { 'X-Fragment': '1' } }); };
          const options = await (await post('/passkeys/creation-options', { label: 'key' })).json();
          const key = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
          return (await post('/passkeys/add', { credential: JSON.stringify(key), label: 'key' })).status;
        }
        """;

    [BrowserFact]
    public async Task A_passkey_signs_in_without_a_name()
    {
        await using var node = await ConsoleNode.Start(new Entry.SignIn());
        await node.AddOfficer("linh");
        var page = await chromium.Open(node.Origin);
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new() { ["options"] = JsonSerializer.SerializeToElement(new
        {
            protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true,
        }) });
        await page.Locator("[name=name]").FillAsync("linh");
        await page.Locator("[name=password]").FillAsync(ConsoleNode.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.Live();
        Assert.Equal(204, await page.EvaluateAsync<int>(AddPasskey));
        await page.Locator("#topbar .officer summary").ClickAsync();
        await page.Locator("#topbar .officer button").ClickAsync();
        await page.Arrives("**/sign-in**");
        await page.Locator("[data-passkey]").ClickAsync();
        await page.Locator("#topbar .officer").Expect().ToContainTextAsync("Officer linh");
        await page.Live();
    }

    [BrowserFact]
    public async Task A_button_that_nobody_listens_to_yet_cannot_be_pressed()
    {
        await using var node = await ConsoleNode.Start(new Entry.SignIn());
        var page = await chromium.Open("about:blank");
        var late = new TaskCompletionSource();
        await page.RouteAsync("**/dist/console*.js", async route =>
        {
            await late.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(node.Origin + "/sign-in", new() { WaitUntil = WaitUntilState.Commit });
        foreach (var button in new[] { "[data-passkey]", "[data-keys]", "[data-theme-toggle]" }) await page.Locator(button).Expect().ToBeDisabledAsync();
        late.SetResult();
        foreach (var button in new[] { "[data-passkey]", "[data-keys]", "[data-theme-toggle]" }) await page.Locator(button).Expect().ToBeEnabledAsync();
    }
}
