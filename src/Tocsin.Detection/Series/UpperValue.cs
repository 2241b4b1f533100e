namespace Tocsin.Detection.Series;

/// <summary>What the bound of a verdict is, where a method compares a statistic and not the count with its threshold.</summary>
public enum UpperValue
{
    /// <summary>The least count that would have raised an alarm.</summary>
    Cases,

    /// <summary>The statistic itself.</summary>
    Value,
}
