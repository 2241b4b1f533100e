using Tocsin.Share.Collections;

namespace Tocsin.Node.Api.Taxii;

/// <summary>Every limit of the TAXII server on one page, units in the names. docs/taxii.md names them.</summary>
static class TaxiiLimits
{
    /// <summary>Bytes of a posted envelope: the API root's <c>max_content_length</c>.</summary>
    public const int PostBytesMax = 16 << 20;

    /// <summary>Objects of one page, and how many come where nobody says.</summary>
    public const int PageObjectsMax = 1_000, PageObjectsUsual = 100;

    /// <summary>Values of one filter.</summary>
    public const int FilterValuesMax = 40;

    /// <summary>Hours for which the status of a post is kept, and how many of them.</summary>
    public const int StatusHours = 24, StatusesMax = 10_000;

    /// <summary>Bytes of all statuses that are kept; of one token's; and how many of one token's.</summary>
    public const int StatusBytesMax = 64 << 20, StatusBytesOfTokenMax = 16 << 20, StatusesOfTokenMax = 1_000;

    /// <summary>Characters of a reason in a status.</summary>
    public const int FaultCharsMax = 300;

    const byte APostHoldsItsObjects = PostObjects.ObjectsMax < PostBytesMax ? 0 : -1;
}
