namespace Tocsin.Node.Running;

/// <summary>What a file with secrets holds: a closed set.</summary>
abstract record SecretText
{
    SecretText() { }

    /// <summary>There is no such file.</summary>
    public sealed record None : SecretText;

    /// <summary>Its text.</summary>
    public sealed record Good(string Text) : SecretText;

    /// <summary>Why it is not read, in one sentence.</summary>
    public sealed record Bad(string Reason) : SecretText;
}

/// <summary>Reads a file that nobody but its owner may read.</summary>
static class SecretFile
{
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static SecretText Read(string path)
    {
        if (!File.Exists(path)) return new SecretText.None();
        try
        {
            return (File.GetUnixFileMode(path) & Others) != 0 ? new SecretText.Bad("others may read its secrets: chmod 600 it") : new SecretText.Good(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return new SecretText.Bad($"it cannot be read: {e.Message}"); }
    }
}
