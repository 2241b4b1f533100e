namespace Tocsin.Detection.Numerics;

/// <summary>Systems of linear equations with a symmetric positive definite matrix.</summary>
static class Cholesky
{
    /// <summary>A pivot smaller than this, relative to its diagonal, says that the columns are not independent.</summary>
    const double PivotMin = 1e-13;

    /// <summary>Solves in place.</summary>
    /// <param name="matrix">By rows; its lower triangle is read and becomes the factor.</param>
    /// <param name="vector">The right side, which becomes the solution.</param>
    /// <returns>Whether there is one solution.</returns>
    public static bool Solve(double[] matrix, double[] vector)
    {
        var n = vector.Length;
        if (!Factor(matrix, n)) return false;
        for (var row = 0; row < n; row++)
        {
            for (var k = 0; k < row; k++) vector[row] -= matrix[row * n + k] * vector[k];
            vector[row] /= matrix[row * n + row];
        }
        for (var row = n - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < n; k++) vector[row] -= matrix[k * n + row] * vector[k];
            vector[row] /= matrix[row * n + row];
        }
        return true;
    }

    /// <summary>Inverts.</summary>
    /// <param name="matrix">By rows; its lower triangle is read and becomes the factor.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="inverse">Takes the inverse, both triangles.</param>
    /// <returns>Whether there is one.</returns>
    public static bool Invert(double[] matrix, int n, double[] inverse)
    {
        if (!Factor(matrix, n)) return false;
        for (var column = 0; column < n; column++)
        {
            for (var row = 0; row < n; row++)
            {
                var sum = row == column ? 1.0 : 0;
                for (var k = column; k < row; k++) sum -= matrix[row * n + k] * inverse[k * n + column];
                inverse[row * n + column] = row < column ? 0 : sum / matrix[row * n + row];
            }
            for (var row = n - 1; row >= 0; row--)
            {
                var sum = inverse[row * n + column];
                for (var k = row + 1; k < n; k++) sum -= matrix[k * n + row] * inverse[k * n + column];
                inverse[row * n + column] = sum / matrix[row * n + row];
            }
        }
        return true;
    }

    static bool Factor(double[] matrix, int n)
    {
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = matrix[row * n + column];
                for (var k = 0; k < column; k++) sum -= matrix[row * n + k] * matrix[column * n + k];
                if (column < row) matrix[row * n + column] = sum / matrix[column * n + column];
                else if (!(sum > PivotMin * matrix[row * n + row])) return false;
                else matrix[row * n + row] = Math.Sqrt(sum);
            }
        }
        return true;
    }
}
