namespace Tocsin.Detection.Series;

/// <summary>The factors of all pairs of counts, each at least that of a smaller judged count beside the same earlier one: so that more cases never speak less
/// for an outbreak.</summary>
sealed class EvidenceTable
{
    /// <summary>Of more pairs no table is made.</summary>
    public const int PairsMax = 250_000;

    readonly int columns, least;
    readonly double[] factors;

    /// <summary>Makes it.</summary>
    /// <param name="rows">Cells of the earlier count.</param>
    /// <param name="columns">Cells of the judged count.</param>
    /// <param name="least">The first cell above what is expected.</param>
    /// <param name="factor">The factor of a pair.</param>
    public EvidenceTable(int rows, int columns, int least, Func<int, int, double> factor)
    {
        (this.columns, this.least, factors) = (columns, least, new double[rows * columns]);
        for (var row = 0; row < rows; row++)
        {
            var largest = 0.0;
            for (var column = least; column < columns; column++) factors[row * columns + column] = largest = Math.Max(largest, factor(row, column));
        }
    }

    /// <summary>The factor of a pair.</summary>
    public double At(int row, int column) => factors[row * columns + column];

    /// <summary>The first judged cell whose factor is at least so large beside an earlier one; the number of cells where none is.</summary>
    public int FirstOf(int row, double factor)
    {
        var (low, high) = (least, columns);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(row, middle) >= factor) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
