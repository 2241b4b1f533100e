namespace Tocsin.Warn.Judging;

/// <summary>Why a thread ends although what is left of its evidence would still ring.</summary>
public static class Endings
{
    /// <summary>All its records are gone.</summary>
    public const string Withdrawn = "Its source took it back.";

    /// <summary>Two events turned out to be one.</summary>
    public const string Merged = "It turned out to belong to another event that has its own warning.";
}
