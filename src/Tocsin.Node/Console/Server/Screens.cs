using Tocsin.Node.Officers;

namespace Tocsin.Node.Ui;

/// <summary>What the pages of one request show.</summary>
sealed class Screens(
    IHttpContextAccessor http, ShellScreen shell, WarningScreens warnings, RecordScreens records, ReportScreen report,
    SourcesScreen sources, RulesScreen rules, OfficersScreen officers, AuditScreen audit,
    ShiftScreen shift, RosterScreen roster, DeliveriesScreen deliveries, WatchScreen watches, SeriesScreen series, StationScreen stations, CircleScreen circles) : IScreens
{
    public Task<ShellView> Shell(CancellationToken stop) => shell.For(CurrentOfficer.Of(http.HttpContext!), stop);

    public Task<WarningListView> Warnings(WarningQuery query, CancellationToken stop) => warnings.List(query, stop);

    public Task<WarningView?> Warning(string id, CancellationToken stop) => warnings.One(id, problem: null, Typed.Nothing, stop);

    public Task<WarningSearchView> Search(WarningSearch query, CancellationToken stop) => warnings.Search(query, stop);

    public Task<SourcesView> Sources(CancellationToken stop) => sources.Read(stop);

    public Task<SeriesListView> Series(SeriesSearch query, CancellationToken stop) => series.List(query, stop);

    public Task<SeriesView?> OneSeries(string id, string range, CancellationToken stop) => series.One(id, range, stop);

    public Task<StationListView> Stations(StationSearch query, CancellationToken stop) => stations.List(query, stop);

    public Task<StationView?> OneStation(string id, string range, CancellationToken stop) => stations.One(id, range, stop);

    public Task<CirclesView> Circles(CancellationToken stop) => circles.List(stop);

    public async Task<CircleView?> Circle(string id, string? done, CancellationToken stop) =>
        await circles.One(id, CircleScreen.MayConsent(Officer), stop) is { } view ? view with { Done = Said("circles", done) } : null;

    public Task<PartnersView> Partners(CancellationToken stop) => circles.Notices(stop);

    public Task<WatchesView> Watches(string? done, CancellationToken stop) => watches.Read(Officer, WatchScreen.Empty, Said("watches", done), stop);

    public Task<RulesView> Rules(string? done, CancellationToken stop) => rules.Read(Officer, typed: null, faults: [], trial: null, Said("rules", done), stop);

    public Task<ShiftView> Shift(string? done, CancellationToken stop) => shift.Read(Officer, words: "", problem: null, Said("shift", done), stop);

    public Task<RosterView> Roster(string? done, CancellationToken stop) => roster.Read(Officer, typed: null, faults: [], Said("roster", done), stop);

    public Task<DeliveriesView> Deliveries(string? done, CancellationToken stop) => deliveries.Read(Officer, problem: null, Said("deliveries", done), stop);

    public Task<OfficersView> Officers(string? done, CancellationToken stop) => officers.Read(Officer, problem: null, Said("officers", done), typed: null, stop);

    public Task<AccountView> Account(string? done, CancellationToken stop) =>
        officers.Account(Officer, Passkeys.ArePossible(http.HttpContext!.Request), problem: null, Said("me", done), stop);

    public Task<AuditView> Audit(AuditQuery query, CancellationToken stop) => audit.Read(query, stop);

    public Task<ReportView> Report(CancellationToken stop) => Task.FromResult(report.Empty());

    public Task<RecordListView> Records(RecordQuery query, CancellationToken stop) => records.List(query, stop);

    public Task<RecordView?> Record(string id, CancellationToken stop) => records.One(id, Officer.Roles.May(Permission.Share), stop);

    public Task<SignInView> SignIn(string returnTo, string? problem, CancellationToken stop) => Task.FromResult(new SignInView(
        Passkeys.ArePossible(http.HttpContext!.Request), SignInEndpoints.Local(returnTo), SignInProblems.SentenceFor(problem)));

    CurrentOfficer Officer => CurrentOfficer.Of(http.HttpContext!)!;

    // The address has a word of ours, or none: it cannot put words on the page.
    static string? Said(string page, string? word) => word is null ? null : Texts.Find($"{page}.done.{word}");
}
