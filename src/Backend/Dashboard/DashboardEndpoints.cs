using System.Runtime.CompilerServices;
using System.Text;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Dashboard.Charts;
using MalariaPredictor.Backend.Dashboard.Pages;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Quality;
using MalariaPredictor.Backend.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace MalariaPredictor.Backend.Dashboard;

/// <summary>
/// <c>/</c>, <c>/locations/{location}</c>, <c>/groups/{group}</c>, <c>/sources</c> and <c>/quality</c>: pages rendered here, which need no
/// script.
/// </summary>
internal static class DashboardEndpoints
{
    // A map is drawn once for each country in service, and forgotten with it.
    private static readonly ConditionalWeakTable<Country, StrongBox<RiskMap?>> Maps = [];

    public static void AddDashboard(this IServiceCollection services) => services.AddSingleton<PageRenderer>();

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapStyleSheet();
        routes.MapGet("/", OverviewAsync).ExcludeFromDescription();
        routes.MapGet("/locations/{location}", OneLocationAsync).ExcludeFromDescription();
        routes.MapGet("/groups/{group}", OneGroupAsync).ExcludeFromDescription();
        routes.MapGet("/sources", SourcesAsync).ExcludeFromDescription();
        routes.MapGet("/quality", QualityAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> OverviewAsync(
        CurrentCountry current,
        PageRenderer renderer,
        SnapshotWatcher watcher,
        TimeProvider clock,
        ReleaseInfo release,
        string? page,
        string? sort
    )
    {
        if (current.Value is not { } country)
        {
            return await NotReadyAsync(renderer, watcher, release);
        }

        var table = TablePage.Of(country, sort, page);
        return new PageResult(
            await renderer.RenderAsync<Pages.Overview>(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    [nameof(Pages.Overview.Country)] = country,
                    [nameof(Pages.Overview.Map)] = Maps.GetValue(country, key => new StrongBox<RiskMap?>(RiskMap.Of(key))).Value,
                    [nameof(Pages.Overview.Table)] = table,
                    [nameof(Pages.Overview.Notices)] = country.TimelinessOn(clock.GetUtcNow()).Notices,
                    [nameof(Pages.Overview.Release)] = release,
                }
            )
        );
    }

    private static async Task<IResult> OneLocationAsync(
        CurrentCountry current,
        PageRenderer renderer,
        SnapshotWatcher watcher,
        TimeProvider clock,
        ReleaseInfo release,
        SharedExplanations explanations,
        string location,
        CancellationToken cancellationToken
    )
    {
        if (current.Value is not { } country)
        {
            return await NotReadyAsync(renderer, watcher, release);
        }

        var name = LocationName.FromRoute(location);
        if (country.Find(name) is { } place)
        {
            return new PageResult(
                await renderer.RenderAsync<Pages.OneLocation>(
                    new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        [nameof(Pages.OneLocation.Country)] = country,
                        [nameof(Pages.OneLocation.Place)] = place,
                        [nameof(Pages.OneLocation.Explained)] = await explanations.OfAsync(country.Run, place.Forecast, cancellationToken),
                        [nameof(Pages.OneLocation.Notices)] = country.TimelinessOn(clock.GetUtcNow()).NoticesOf(place.Name),
                        [nameof(Pages.OneLocation.Release)] = release,
                    }
                )
            );
        }

        return await UnknownAsync(renderer, release, "location", name, "/locations/", country.Places.Select(known => known.Name));
    }

    private static async Task<IResult> OneGroupAsync(
        CurrentCountry current,
        PageRenderer renderer,
        SnapshotWatcher watcher,
        TimeProvider clock,
        ReleaseInfo release,
        string group
    )
    {
        if (current.Value is not { } country)
        {
            return await NotReadyAsync(renderer, watcher, release);
        }

        var name = LocationName.FromRoute(group);
        return
            country.Hierarchy.Find(name) is { } found && country.Group(name) is { } place && country.Snapshot.Totals.Of(name) is { } total
            ? new PageResult(
                await renderer.RenderAsync<Pages.OneGroup>(
                    new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        [nameof(Pages.OneGroup.Country)] = country,
                        [nameof(Pages.OneGroup.Group)] = found,
                        [nameof(Pages.OneGroup.Place)] = place,
                        [nameof(Pages.OneGroup.Total)] = total,
                        [nameof(Pages.OneGroup.Notices)] = country.TimelinessOn(clock.GetUtcNow()).Notices,
                        [nameof(Pages.OneGroup.Release)] = release,
                    }
                )
            )
            : await UnknownAsync(renderer, release, "group", name, "/groups/", country.Hierarchy.Groups.Select(known => known.Name));
    }

    private static async Task<IResult> SourcesAsync(
        SourceStatuses statuses,
        SourceFiles files,
        PageRenderer renderer,
        ReleaseInfo release,
        CancellationToken cancellationToken
    ) =>
        new PageResult(
            await renderer.RenderAsync<Pages.Sources>(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    [nameof(Pages.Sources.Statuses)] = await statuses.ReadAsync(cancellationToken),
                    [nameof(Pages.Sources.Files)] = await files.AllAsync(cancellationToken),
                    [nameof(Pages.Sources.Release)] = release,
                }
            )
        );

    private static async Task<IResult> QualityAsync(
        CurrentCountry current,
        PageRenderer renderer,
        SnapshotWatcher watcher,
        QualityReports reports,
        ReleaseInfo release,
        string? location,
        CancellationToken cancellationToken
    )
    {
        if (current.Value is not { } country)
        {
            return await NotReadyAsync(renderer, watcher, release);
        }

        var name = location is null ? null : country.Lookup.Find(location).Name;
        var report = await reports.OfAsync(country, cancellationToken);
        return location is not null && report.Places.All(place => place.Name != name)
            ? await UnknownAsync(renderer, release, "location", location, "/locations/", country.Places.Select(known => known.Name))
            : new PageResult(
                await renderer.RenderAsync<Pages.DataQuality>(
                    new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        [nameof(Pages.DataQuality.Report)] = report,
                        [nameof(Pages.DataQuality.Location)] = name,
                        [nameof(Pages.DataQuality.Release)] = release,
                    }
                )
            );
    }

    private static async Task<IResult> UnknownAsync(
        PageRenderer renderer,
        ReleaseInfo release,
        string what,
        string name,
        string under,
        IEnumerable<string> known
    ) =>
        new PageResult(
            await renderer.RenderAsync<Pages.Notice>(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    [nameof(Pages.Notice.Title)] = $"Unknown {what}",
                    [nameof(Pages.Notice.Text)] = $"No {what} is named “{name}”.",
                    [nameof(Pages.Notice.Nearest)] = NearestNames.To(name, known),
                    [nameof(Pages.Notice.Under)] = under,
                    [nameof(Pages.Notice.Release)] = release,
                }
            ),
            StatusCodes.Status404NotFound
        );

    private static async Task<IResult> NotReadyAsync(PageRenderer renderer, SnapshotWatcher watcher, ReleaseInfo release) =>
        new PageResult(
            await renderer.RenderAsync<Pages.Notice>(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    [nameof(Pages.Notice.Title)] = "No forecasts yet",
                    [nameof(Pages.Notice.Text)] = watcher.Problem ?? "The stored forecasts are being loaded.",
                    [nameof(Pages.Notice.Release)] = release,
                }
            ),
            StatusCodes.Status503ServiceUnavailable
        );
}

/// <summary>Sends a page, and allows it the style sheet and images from here: no scripts, no frames, nothing from elsewhere.</summary>
public sealed class PageResult(ReadyBytes page, int status = StatusCodes.Status200OK) : IResult
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.ContentSecurityPolicy = Policy;
        return page.SendAsync(httpContext);
    }
}

/// <summary>
/// Renders a component to a whole page: bytes with an ETag, as everything else here that is read more often than it changes.
/// </summary>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<ReadyBytes> RenderAsync<TPage>(IDictionary<string, object?> parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
        return new ReadyBytes(Encoding.UTF8.GetBytes("<!DOCTYPE html>\n" + html), "text/html; charset=utf-8");
    }
}
