using Tocsin.Node.Running;

namespace Tocsin.Node.Ui;

/// <summary>The report form, empty or with what is wrong with it.</summary>
sealed class ReportScreen(TocsinNode node)
{
    public ReportView Empty() => With(new ReportFields { Circle = CircleId }, []);

    public ReportView With(ReportFields fields, IReadOnlyList<string> problems) =>
        new(fields, [new CircleChoice(CircleId, node.Charter.Name, node.Charter.Exercise)], problems);

    /// <summary>The circle in which this node's officers speak.</summary>
    public string CircleId => node.Log.Circle.ToBase64Url();
}
