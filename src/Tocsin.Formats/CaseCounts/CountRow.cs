using NodaTime;

namespace Tocsin.Formats.CaseCounts;

/// <summary>How many there were, of what, where and in which period.</summary>
public sealed record CountRow
{
    /// <summary>What is counted, as in <c>cholera</c>; null where the file is silent.</summary>
    public string? Topic { get; init; }

    /// <summary>Who counted; null where the file is silent.</summary>
    public string? Publisher { get; init; }

    /// <summary>The place's name, the smallest part first: <c>Gueckedou, Guinea</c>; null where the file is silent.</summary>
    public string? Place { get; init; }

    /// <summary>The place's ISO 3166-1 alpha-2 code; null where the file is silent.</summary>
    public string? Country { get; init; }

    /// <summary>The place's code in the source's own list or another one, with the list's name; null where the file is silent.</summary>
    public (string Scheme, string Code)? Code { get; init; }

    /// <summary>The place's longitude and latitude, WGS 84 degrees; null where the file is silent.</summary>
    public (double Longitude, double Latitude)? Position { get; init; }

    /// <summary>Cases or deaths.</summary>
    public Measure Measure { get; init; }

    /// <summary>How sure the diagnosis is.</summary>
    public CaseStatus Status { get; init; }

    /// <summary>Which date a case is counted under.</summary>
    public DateBasis Basis { get; init; }

    /// <summary>How long one period is.</summary>
    public CountPeriod Period { get; init; }

    /// <summary>The period's first day.</summary>
    public required LocalDate Start { get; init; }

    /// <summary>How many; negative where the source took some back.</summary>
    public required long Count { get; init; }

    /// <summary>How many people live there, from 0; null where the file is silent.</summary>
    public long? Population { get; init; }

    /// <summary>How many days the count covers up to its date, where cumulative figures skip some; null where it covers its period alone.</summary>
    public int? CoversDays { get; init; }
}

/// <summary>What is counted. The default is cases.</summary>
public enum Measure
{
    /// <summary>People who fell ill.</summary>
    Cases,
    /// <summary>People who died.</summary>
    Deaths,
}

/// <summary>How sure a diagnosis is. The default is that all are counted together, or that the source does not say.</summary>
public enum CaseStatus
{
    /// <summary>All of them.</summary>
    All,
    /// <summary>By the signs alone.</summary>
    Suspected,
    /// <summary>By the signs and a link to others.</summary>
    Probable,
    /// <summary>By a laboratory.</summary>
    Confirmed,
}

/// <summary>The date under which a case is counted. The default is that the source does not say.</summary>
public enum DateBasis
{
    /// <summary>The source does not say.</summary>
    Unknown,
    /// <summary>When the illness began; of a death, when it happened.</summary>
    Onset,
    /// <summary>When it was reported.</summary>
    Report,
}

/// <summary>The period of a count. The default is a day.</summary>
public enum CountPeriod
{
    /// <summary>A day.</summary>
    Day,
    /// <summary>A week from Monday, ISO 8601.</summary>
    IsoWeek,
    /// <summary>An epidemiological week from Sunday, of which the first has four days in January or more (MMWR).</summary>
    EpiWeek,
    /// <summary>A month.</summary>
    Month,
}

/// <summary>Which comes first in 1/5/2015. The default is that nobody said so.</summary>
public enum DateOrder
{
    /// <summary>Nobody said so.</summary>
    NotSaid,
    /// <summary>The day.</summary>
    DayMonthYear,
    /// <summary>The month.</summary>
    MonthDayYear,
}

/// <summary>What a file of counts does not say of itself. Lines like <c># topic: cholera</c> at its head say the same, and come first.</summary>
public sealed record CountSettings
{
    /// <summary>Nothing is said.</summary>
    public static CountSettings None { get; } = new();

    /// <summary>Which comes first in 1/5/2015.</summary>
    public DateOrder Dates { get; init; }

    /// <summary>The first period of rows that are numbered and not dated: <c>1990-W01</c>, <c>1990-01</c> or <c>1990-01-01</c>.</summary>
    public string? Start { get; init; }

    /// <summary>What is counted.</summary>
    public string? Topic { get; init; }

    /// <summary>Cases or deaths, where no column says so.</summary>
    public Measure? Measure { get; init; }
}
