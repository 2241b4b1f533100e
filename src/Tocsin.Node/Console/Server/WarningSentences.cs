using Tocsin.Node.Officers;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>Tells an officer who was faster.</summary>
sealed class WarningSentences(OfficerStore officers, ConsoleOptions options)
{
    public async Task<string> Acknowledged(Acknowledging.Already first, CancellationToken stop) =>
        Texts.Of("warning.acknowledgedAlready", await Name(first.Officer, stop), Show.Both(first.Time, options.Zone));

    public async Task<string> Closed(Closing.Already first, CancellationToken stop) =>
        Texts.Of("warning.closedAlready", await Name(first.Officer, stop), Show.Both(first.Time, options.Zone), Texts.Of(first.Outcome));

    public async Task<string> Closed(string officer, CancellationToken stop) => Texts.Of("warning.closedBy", await Name(officer, stop));

    Task<string> Name(string pseudonym, CancellationToken stop) => new OfficerNames(officers).Of(pseudonym, stop);
}
