using System.Collections.Frozen;

namespace Tocsin.Formats.Misp;

/// <summary>Which MISP attributes and objects tell of persons: by type, by category, by the template of the object. The table is in docs/doors.md.</summary>
public static class MispPersons
{
    static readonly FrozenSet<string> Types = FrozenSet.Create(
        // Who somebody is.
        "first-name", "middle-name", "last-name", "full-name", "date-of-birth", "place-of-birth", "gender", "nationality", "primary-residence", "country-of-residence", "identity-card-number",
        "passport-number", "passport-country", "passport-expiration", "visa-number", "issue-date-of-the-visa", "redress-number",
        // How somebody travels, and pays.
        "travel-details", "payment-details", "passenger-name-record-locator-number", "frequent-flyer-number", "special-service-request",
        "place-port-of-original-embarkation", "place-port-of-clearance", "place-port-of-onward-foreign-destination", "iban", "bank-account-nr", "cc-number", "prtn",
        // How somebody is reached, and what was written to whom.
        "phone-number", "email", "email-src", "email-dst", "email-reply-to", "email-src-display-name", "email-dst-display-name", "email-subject", "email-body", "email-header", "email-message-id",
        "dns-soa-email", "whois-registrant-email", "whois-registrant-phone", "whois-registrant-name",
        // What somebody is called in networks, and the keys that bear such names.
        "github-username", "twitter-id", "jabber-id", "eppn", "pgp-public-key", "pgp-private-key",
        // Who is attacked.
        "target-user", "target-email", "target-machine");

    static readonly FrozenSet<string> Categories = FrozenSet.Create("Person", "Social network", "Targeting data");

    static readonly FrozenSet<string> Templates = FrozenSet.Create(
        "person", "personification", "passport", "employee", "victim", "credential", "user-account", "phone", "email", "bank-account", "credit-card",
        "github-user", "gitlab-user", "keybase-account", "twitter-account", "twitter-post", "twitter-list", "facebook-account", "facebook-post", "facebook-reaction", "facebook-group", "instagram-account", "instagram-post",
        "telegram-account", "reddit-account", "reddit-post", "reddit-comment", "parler-account", "parler-post", "parler-comment", "youtube-comment", "microblog", "forum-account", "instant-message", "instant-message-group",
        "social-media-group", "ss7-attack", "gtp-attack", "diameter-attack");

    /// <summary>Whether an attribute says something of a person.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="category">Its category; null where it does not say.</param>
    /// <param name="template">The template of the object that it stands in; null where it stands in none.</param>
    public static bool IsOne(string type, string? category, string? template) => Types.Contains(type) || category is not null && Categories.Contains(category) || IsOne(template);

    /// <summary>Whether an object's template is one for persons, their accounts, or what they wrote.</summary>
    public static bool IsOne(string? template) => template is not null && Templates.Contains(template);
}
