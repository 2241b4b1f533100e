namespace Tocsin.Detection.Scan;

/// <summary>Which less likely clusters are told beside likelier ones. Two clusters with a whole interval between them never exclude each other.</summary>
public enum SecondaryCriterion
{
    /// <summary>Those that share no place with a likelier one.</summary>
    NoOverlap,

    /// <summary>Those whose centre is in no likelier one, and that have no likelier one's centre in them.</summary>
    NoCentreInOther,

    /// <summary>Those whose centre is in no likelier one.</summary>
    NoCentreInLikelier,

    /// <summary>Those that have no likelier one's centre in them.</summary>
    NoCentreInLessLikely,

    /// <summary>Those where not each has the other's centre in it.</summary>
    NoPairOfCentresInEachOther,

    /// <summary>All: the likeliest round each centre.</summary>
    All,
}
