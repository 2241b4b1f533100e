using Tocsin.Warn.Shift;

namespace Tocsin.Node.Officers;

/// <summary>A person at this node, as the others see them.</summary>
/// <param name="Id">A pseudonym made by chance, 22 characters; records name it, and it outlives the name.</param>
/// <param name="Name">What is typed to sign in; empty once erased.</param>
/// <param name="DisplayName">What the pages show.</param>
/// <param name="Roles">What the officer may do.</param>
/// <param name="Created">When the officer was added.</param>
/// <param name="Disabled">Since when the officer may not sign in, if so.</param>
/// <param name="Erased">When name and credentials were erased, if so.</param>
sealed record Officer(
    string Id,
    string Name,
    string DisplayName,
    Roles Roles,
    Instant Created,
    Instant? Disabled,
    Instant? Erased)
{
    /// <summary>What stands in place of a name that was erased.</summary>
    public const string ErasedName = "an officer whose name was erased";

    /// <summary>Whether the officer may sign in at all.</summary>
    public bool MaySignIn => Disabled is null && Erased is null;

    /// <summary>Those of them whom a warning may call.</summary>
    public static Staff Staff(IEnumerable<Officer> all)
    {
        var able = all.Where(officer => officer.MaySignIn).ToList();
        return new Staff([.. able.Select(officer => officer.Id)], [.. able.Where(officer => officer.Roles.HasFlag(Roles.Administrator)).Select(officer => officer.Id)]);
    }

    /// <summary>The pseudonym of a new officer: 128 bits of chance in base64url, never derived from the name.</summary>
    public static string NewId(Chance chance)
    {
        Span<byte> bytes = stackalloc byte[16];
        chance.Fill(bytes);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }
}

/// <summary>An officer with what proves that it is them; it never leaves this folder.</summary>
sealed class Account
{
    /// <summary>Whose it is.</summary>
    public required Officer Officer { get; set; }

    /// <summary>The name as it is compared: see <see cref="OfficerName.KeyOf"/>. Null once erased.</summary>
    public string? NameKey { get; set; }

    /// <summary>The salted, stretched password; null where there is none.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes with every credential: a session that carries another stamp has ended.</summary>
    public string Stamp { get; set; } = "";

    /// <summary>Wrong passwords since the last right one.</summary>
    public int Failures { get; set; }

    /// <summary>Until when passwords are not even looked at.</summary>
    public Instant? LockedUntil { get; set; }

    /// <summary>Counts the writes of this row, so that no write overtakes another unseen.</summary>
    public long Version { get; set; }
}
