using System.Globalization;
using System.Security;
using System.Text;

namespace Tocsin.Node.Cli.Detecting;

/// <summary>Detections against false alarms, a line for each method and a dot where its own threshold stands. An SVG for light and dark, without script.</summary>
static class BacktestPlot
{
    /// <summary>Longer names are cut in the legend; the description has them whole.</summary>
    const int NameMax = 40;

    const double Left = 64, Top = 56, Width = 520, Height = 320, LegendLeft = 24, RowHeight = 22;

    /// <summary>Decades of the false alarms' axis; fewer than the least are drawn at its beginning.</summary>
    const double LeastLog = -3;

    // Okabe and Ito's colours, which colour-blind people can tell apart, darker on light and lighter on dark; the dashes tell them apart in print.
    static readonly (string Light, string Dark, string Dash)[] Looks =
    [
        ("#0072b2", "#56b4e9", ""), ("#b34d00", "#ffa94d", "7 3"), ("#00735c", "#3ddbb4", "2 3"), ("#a04a83", "#f0a3cf", "9 3 2 3"), ("#6b5b00", "#f0e442", "4 2"), ("#555555", "#bbbbbb", "12 4"),
    ];

    public static string Draw(IReadOnlyList<MethodBacktest> judged)
    {
        var height = Top + Height + 64 + judged.Count * RowHeight;
        var svg = new StringBuilder();
        svg.Append(Text($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 24} {height}" role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="13">""")).Append('\n');
        svg.Append("<title id=\"title\">Outbreaks detected against false alarms</title>\n");
        svg.Append(Text($"""<desc id="desc">{SecurityElement.Escape(string.Join("; ", judged.Select(Words)))}</desc>""")).Append('\n');
        svg.Append(Style()).Append(Axes());
        for (var i = 0; i < judged.Count; i++) svg.Append(Line(judged[i], i));
        for (var i = 0; i < judged.Count; i++) svg.Append(Legend(judged[i], i));
        return svg.Append("</svg>\n").ToString();
    }

    static string Style()
    {
        var style = new StringBuilder("<style>\n.paper{fill:#fff}.ink{fill:#222}.faint{fill:#555}.grid{stroke:#ddd}.axis{stroke:#555}.line{fill:none;stroke-width:2}.dot{stroke:#fff;stroke-width:1.5}\n");
        for (var i = 0; i < Looks.Length; i++) style.Append(Text($".s{i}{{stroke:{Looks[i].Light}}}.f{i}{{fill:{Looks[i].Light}}}"));
        style.Append("\n@media (prefers-color-scheme:dark){.paper{fill:#16191d}.ink{fill:#eee}.faint{fill:#aaa}.grid{stroke:#333}.axis{stroke:#999}.dot{stroke:#16191d}");
        for (var i = 0; i < Looks.Length; i++) style.Append(Text($".s{i}{{stroke:{Looks[i].Dark}}}.f{i}{{fill:{Looks[i].Dark}}}"));
        return style.Append("}\n</style>\n").ToString();
    }

    static string Axes()
    {
        var axes = new StringBuilder("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        axes.Append(Text($"""<text class="ink" x="{LegendLeft}" y="28" font-size="16" font-weight="600">Outbreaks detected against false alarms</text>""")).Append('\n');
        foreach (var share in new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })
            axes.Append(Text($"""<line class="grid" x1="{Left}" x2="{Left + Width}" y1="{Y(share):F1}" y2="{Y(share):F1}"/><text class="faint" x="{Left - 8}" y="{Y(share) + 4:F1}" text-anchor="end">{100 * share:F0} %</text>""")).Append('\n');
        foreach (var (share, label) in new[] { (0.001, "≤ 0.1 %"), (0.01, "1 %"), (0.05, "5 %"), (0.1, "10 %"), (1, "100 %") })
            axes.Append(Text($"""<line class="grid" x1="{X(share):F1}" x2="{X(share):F1}" y1="{Top}" y2="{Top + Height}"/><text class="faint" x="{X(share):F1}" y="{Top + Height + 18}" text-anchor="middle">{label}</text>""")).Append('\n');
        axes.Append(Text($"""<path class="axis" fill="none" d="M{Left} {Top}V{Top + Height}H{Left + Width}"/>""")).Append('\n');
        return axes.Append(Text($"""<text class="faint" x="{Left + Width / 2}" y="{Top + Height + 38}" text-anchor="middle">share of points without an outbreak that are alarms</text>""")).Append('\n').ToString();
    }

    static string Line(MethodBacktest method, int at)
    {
        var (look, path) = (at % Looks.Length, new StringBuilder());
        foreach (var (falseAlarms, detected) in method.Tally.Curve().Where(point => double.IsFinite(point.FalseAlarms)))
            path.Append(path.Length == 0 ? Text($"M{X(falseAlarms):F1} {Y(detected):F1}") : Text($"H{X(falseAlarms):F1}V{Y(detected):F1}"));
        var dash = Looks[look].Dash.Length == 0 ? "" : $" stroke-dasharray=\"{Looks[look].Dash}\"";
        var line = Text($"""<path class="line s{look}"{dash} d="{path}"/>""");
        if (double.IsNaN(method.Tally.Specificity) || double.IsNaN(method.Tally.DetectedShare)) return line + "\n";
        return line + Text($"""<circle class="dot f{look}" cx="{X(1 - method.Tally.Specificity):F1}" cy="{Y(method.Tally.DetectedShare):F1}" r="5"/>""") + "\n";
    }

    static string Legend(MethodBacktest method, int at)
    {
        var (look, y) = (at % Looks.Length, Top + Height + 62 + at * RowHeight);
        var dash = Looks[look].Dash.Length == 0 ? "" : $" stroke-dasharray=\"{Looks[look].Dash}\"";
        return Text($"""<line class="line s{look}"{dash} x1="{LegendLeft}" x2="{LegendLeft + 34}" y1="{y - 4}" y2="{y - 4}"/><circle class="dot f{look}" cx="{LegendLeft + 17}" cy="{y - 4}" r="5"/><text class="ink" x="{LegendLeft + 44}" y="{y}">{SecurityElement.Escape(Words(method with { Name = Shortened(method.Name) }))}</text>""") + "\n";
    }

    static string Words(MethodBacktest method) => double.IsNaN(method.Tally.Specificity)
        ? Text($"{method.Name}: {100 * method.Tally.DetectedShare:F0} % detected")
        : Text($"{method.Name}: {100 * method.Tally.DetectedShare:F0} % detected at {100 * (1 - method.Tally.Specificity):F1} % false alarms");

    static string Shortened(string name) => name.Length <= NameMax ? name : name[..(NameMax - 1)] + "…";

    static double X(double share) => Left + Width * Math.Clamp(1 - Math.Log10(Math.Max(share, 1e-9)) / LeastLog, 0, 1);

    static double Y(double share) => Top + Height * (1 - share);

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
