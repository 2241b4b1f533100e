using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tocsin.Node.Http;
using Tocsin.Node.Running;
using Tocsin.Node.Ui;

namespace Tocsin.Node.Officers;

/// <summary>Composes officers into a node: services, middleware, endpoints.</summary>
static class OfficersSetup
{
    /// <summary>Adds the store, the use cases, sessions and permissions.</summary>
    /// <remarks>Chance and time are the system's, unless the host has put in its own before.</remarks>
    public static IServiceCollection AddOfficers(this IServiceCollection services, OfficersOptions options)
    {
        services.TryAddSingleton(Chance.System);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => new OfficerDb(options.Folder));
        services.AddSingleton<PasswordGate>().AddSingleton<OfficerEvents>().AddSingleton<OfficerStore>();
        services.AddScoped<AddOfficer>().AddScoped<ListOfficers>().AddScoped<DisableOfficer>().AddScoped<EnableOfficer>();
        services.AddScoped<EraseOfficer>().AddScoped<ChangePassword>().AddScoped<ChangeOwnPassword>().AddScoped<ChangeRoles>().AddScoped<SignInByPassword>();
        services.AddScoped<Passkeys>().AddScoped<Sessions>();
        AddIdentity(services, options);
        AddCookies(services, options);
        services.AddAuthorization(Permissions.AddPolicies);
        return services;
    }

    /// <summary>Puts the guards in front of every endpoint that follows, in their order.</summary>
    public static IApplicationBuilder UseOfficers(this IApplicationBuilder app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HostNames>();
        app.UseMiddleware<SameOrigin>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app.Use(RefuseForgedForms);
    }

    /// <summary>Maps sign-in, sign-out and passkeys.</summary>
    public static IEndpointRouteBuilder MapOfficers(this IEndpointRouteBuilder routes)
    {
        SignInEndpoints.Map(routes);
        PasskeyEndpoints.Map(routes);
        return routes;
    }

    static void AddIdentity(IServiceCollection services, OfficersOptions options)
    {
        services.AddSingleton<ILookupNormalizer, OfficerName.Normalizer>();
        services.AddSingleton<IPasswordValidator<Account>, PasswordPolicy.Validator>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = options.PasswordRounds);
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            passkeys.UserVerificationRequirement = "required"; // Two factors: the device, and its PIN or its owner's finger.
            passkeys.ResidentKeyRequirement = "required";      // So that nobody types a name, and the node gives none away.
            passkeys.AttestationConveyancePreference = "none";
        });
        services.AddHttpContextAccessor();
        services.AddIdentityCore<Account>(identity => identity.User.AllowedUserNameCharacters = "") // OfficerName judges.
            .AddSignInManager();
        services.AddSingleton<IUserStore<Account>>(provider => provider.GetRequiredService<OfficerStore>());
    }

    static void AddCookies(IServiceCollection services, OfficersOptions options)
    {
        services.AddDataProtection().SetApplicationName("Tocsin")
            .PersistKeysToFileSystem(PrivateFolder.Create(Path.Combine(options.Folder, "keys")));
        services.AddAuthentication(OfficerHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, OfficerHandler>(OfficerHandler.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, cookie =>
            {
                Harden(cookie.Cookie, options, "session");
                cookie.ExpireTimeSpan = Sessions.Sliding;
                cookie.SlidingExpiration = true;
                cookie.EventsType = typeof(Sessions);
            })
            // Identity keeps a passkey's challenge in the cookie of this scheme.
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, cookie =>
            {
                Harden(cookie.Cookie, options, "passkey");
                cookie.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            });
        services.AddAntiforgery(forgery =>
        {
            Harden(forgery.Cookie, options, "form");
            forgery.SuppressXFrameOptionsHeader = true; // SecurityHeaders says it for every answer.
        });
    }

    static void Harden(CookieBuilder cookie, OfficersOptions options, string purpose)
    {
        cookie.Name = options.CookieName(purpose);
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Strict;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.IsEssential = true;
    }

    static Task RefuseForgedForms(HttpContext http, RequestDelegate next) =>
        http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            ? Refusals.Say(http, 400, Texts.Of("shell.oldForm"))
            : next(http);
}
