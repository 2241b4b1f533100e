using Xunit;

namespace Tocsin.Tests.Browser;

/// <summary>A test that needs the machine's Chromium: without it, it is skipped by name; with CI=true it fails instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Where Debian puts it.</summary>
    public const string Chromium = "/usr/bin/chromium";

    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium) && Environment.GetEnvironmentVariable("CI") != "true") Skip = $"there is no {Chromium} on this machine";
    }
}
