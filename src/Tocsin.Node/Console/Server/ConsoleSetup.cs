using Microsoft.Extensions.DependencyInjection.Extensions;
using Tocsin.Node.Officers;
using Tocsin.Node.Running;
using Tocsin.Warn;

namespace Tocsin.Node.Ui;

/// <summary>Composes the console into a node: services and endpoints. The node, its clock and officers are there before.</summary>
static class ConsoleSetup
{
    /// <summary>Adds the pages, the hub and the use cases that forms call. An <see cref="IDemoControl"/> that is there stays.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, ConsoleOptions options)
    {
        services.AddRazorComponents();
        services.AddSingleton(options).TryAddSingleton<IDemoControl, NoDemo>();
        services.AddSingleton<Progress>().AddSingleton<WarningBoard>().AddSingleton<AnsweredCalls>().AddSingleton<AreaFeatures>().AddSingleton<RecordDots>();
        services.AddSingleton<ShellScreen>().AddSingleton<WarningScreens>().AddSingleton<LogPlaces>().AddSingleton<RecordSheets>().AddSingleton<RecordScreens>();
        services.AddSingleton<ReportScreen>().AddSingleton<PlaceReading>().AddSingleton<ReportReading>().AddSingleton<WarningSentences>();
        services.AddSingleton<SourcesScreen>().AddSingleton<RulesScreen>().AddSingleton<OfficersScreen>().AddSingleton<AuditScreen>();
        services.AddSingleton<ShiftScreen>().AddSingleton<RosterScreen>().AddSingleton<DeliveriesScreen>().AddSingleton<WatchScreen>();
        services.AddSingleton<CircleMembers>().AddSingleton<CircleScreen>().AddSingleton<ShareLedger>();
        services.AddSingleton<SeriesBoard>().AddSingleton<SeriesScreen>().AddSingleton<StationScreen>().AddSingleton<VesselsNearScreen>();
        services.AddSingleton<FragmentRenderer>().AddSingleton<FragmentCache>().AddSingleton<FormAnswers>();
        services.AddSingleton<LiveHub>().AddHostedService(provider => provider.GetRequiredService<LiveHub>());
        services.AddScoped<IScreens, Screens>();
        AddUseCases(services);
        return services;
    }

    /// <summary>Maps pages, forms, data and the live channel.</summary>
    public static IEndpointRouteBuilder MapConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapRazorComponents<App>().Add(OnlyReads);
        WarningForms.Map(routes);
        ReportForms.Map(routes);
        ShelfForms.Map(routes);
        ShiftForms.Map(routes);
        RosterForms.Map(routes);
        DeliveryForms.Map(routes);
        RulesForms.Map(routes);
        WatchForms.Map(routes);
        CircleForms.Map(routes);
        ShareForms.Map(routes);
        OfficersForms.Map(routes);
        LanguageChoice.Map(routes);
        DemoForms.Map(routes);
        LiveData.Map(routes);
        routes.MapGet("/live", LiveEndpoint.Run).RequirePermission(Permission.Look);
        return routes;
    }

    static void AddUseCases(IServiceCollection services)
    {
        services.AddSingleton(provider => Of(provider, node => new AcknowledgeWarning(node.Journal, node.Records, node.Views)));
        services.AddSingleton(provider => Of(provider, node => new TakeWarning(node.Journal, node.Records, node.Views)));
        services.AddSingleton(provider => Of(provider, node => new CloseWarning(node.Journal, node.Records, node.Views)));
        services.AddSingleton(provider => Of(provider, node => new IssueWarning(node.Journal, node.Records, node.Views, node.Sources.Clock, node.Sources.Chance)));
        services.AddSingleton(provider => Of(provider, node => new AddNote(node.Journal, node.Records)));
        services.AddSingleton(provider => Of(provider, node => new ShelveWarning(node.Journal, node.Records, node.Views, node.Sources.Clock)));
        services.AddSingleton(provider => Of(provider, node => new ListShelves(node.Records, node.Views, node.Sources.Clock)));
        services.AddSingleton(provider => Of(provider, node => new HandOver(node.Journal, node.Records, node.Views, node.Sources.Clock)));
        services.AddSingleton(provider => Of(provider, node => new ReportIncident(node.Journal, node.Sources.Clock)));
    }

    static T Of<T>(IServiceProvider provider, Func<TocsinNode, T> make) => make(provider.GetRequiredService<TocsinNode>());

    // Pages ask and never write: a form posts to an endpoint of its own.
    static void OnlyReads(EndpointBuilder page)
    {
        foreach (var method in page.Metadata.OfType<HttpMethodMetadata>().ToList()) page.Metadata.Remove(method);
        page.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }
}
