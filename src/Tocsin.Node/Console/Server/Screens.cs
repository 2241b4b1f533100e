using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>What the pages of one request show.</summary>
sealed class Screens(
    IHttpContextAccessor http, ShellScreen shell, WarningScreens warnings, RecordScreens records, ReportScreen report) : IScreens
{
    public Task<ShellView> Shell(CancellationToken stop) => shell.For(CurrentOfficer.Of(http.HttpContext!), stop);

    public Task<WarningListView> Warnings(WarningQuery query, CancellationToken stop) => warnings.List(query, stop);

    public Task<WarningView?> Warning(string id, CancellationToken stop) => warnings.One(id, problem: null, stop);

    public Task<ReportView> Report(CancellationToken stop) => Task.FromResult(report.Empty());

    public Task<RecordListView> Records(RecordQuery query, CancellationToken stop) => records.List(query, stop);

    public Task<RecordView?> Record(string id, CancellationToken stop) => records.One(id, stop);

    public Task<SignInView> SignIn(string returnTo, string? problem, CancellationToken stop) => Task.FromResult(new SignInView(
        Passkeys.ArePossible(http.HttpContext!.Request), SignInEndpoints.Local(returnTo), SignInProblems.SentenceFor(problem)));
}
