using Xunit;

namespace Tocsin.Tests;

/// <summary>A test that reads <see cref="Foreign"/> files: skipped by name where they are missing, except under CI=true.</summary>
public sealed class ForeignFactAttribute : FactAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public ForeignFactAttribute() => Skip = ForeignSkip.Reason;
}

/// <summary>The same for a theory.</summary>
public sealed class ForeignTheoryAttribute : TheoryAttribute
{
    /// <summary>Decides at discovery whether the test can run.</summary>
    public ForeignTheoryAttribute() => Skip = ForeignSkip.Reason;
}

static class ForeignSkip
{
    public static string? Reason =>
        Foreign.IsHere || Environment.GetEnvironmentVariable("CI") == "true" ? null : "../shared is not beside this checkout";
}
