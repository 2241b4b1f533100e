namespace Tocsin.Detection.Series;

/// <summary>Refuses parameters that no detector can work with.</summary>
static class Parameter
{
    /// <exception cref="ArgumentOutOfRangeException">The rule does not hold.</exception>
    public static void Check(bool holds, string rule, object value)
    {
        if (!holds) throw new ArgumentOutOfRangeException(null, value, rule);
    }
}
