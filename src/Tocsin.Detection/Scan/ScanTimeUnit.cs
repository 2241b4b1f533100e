namespace Tocsin.Detection.Scan;

/// <summary>The unit in which time is cut into intervals.</summary>
public enum ScanTimeUnit
{
    /// <summary>Days.</summary>
    Day,

    /// <summary>Calendar months.</summary>
    Month,

    /// <summary>Calendar years.</summary>
    Year,

    /// <summary>Numbers that are no dates.</summary>
    Number,
}
