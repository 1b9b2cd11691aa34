using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Nowcasts;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Nowcasts;

/// <summary>Everything known at a time: as it was reported, and with the newest counts as they are expected to end.</summary>
/// <param name="Reported">As reported.</param>
/// <param name="Seen">When the newest recording that entered became known.</param>
/// <param name="Nowcast">What is expected of the newest counts.</param>
public sealed record KnownCounts(Panel Reported, DateTimeOffset Seen, CaseNowcast Nowcast)
{
    /// <summary>What forecasts start from; the same object as <see cref="Reported"/> where nothing is estimated.</summary>
    public Panel Estimated { get; } = Nowcast.Apply(Reported);
}

/// <summary>Reads what is known now or was known at a past time.</summary>
public sealed class KnownCountsReader(Database database)
{
    private readonly Storage.Observations _observations = new(database);

    /// <summary>What was known at a time, or is known now; null where nothing was.</summary>
    public async Task<KnownCounts?> ReadAsync(DateTimeOffset? until, CancellationToken cancellationToken = default) =>
        await _observations.KnownAsync(until, cancellationToken) is var (panel, seen)
            ? new KnownCounts(panel, seen, await NowcastAsync(panel.First.Type, seen, cancellationToken))
            : null;

    /// <summary>
    /// What was known at a time where some of it was estimated, else null; costs next to nothing where recordings are few.
    /// </summary>
    public async Task<KnownCounts?> ReadIfEstimatedAsync(DateTimeOffset until, CancellationToken cancellationToken = default)
    {
        var nowcast = await database.ReadAsync(
            async connection =>
                await Storage.Observations.PeriodTypeAsync(connection) is { } type
                && await Vintage.NewestAsync(connection, until) is { } seen
                && await CaseVintages.PeriodsAsync(connection, type, seen) >= Nowcast.FewestVintages
                    ? await CaseVintages.ReadAsync(connection, type, seen, cancellationToken)
                    : null,
            cancellationToken
        );
        return nowcast is not null && CaseNowcast.Of(nowcast).On ? await ReadAsync(until, cancellationToken) : null;
    }

    /// <summary>What was expected of the newest counts; costs next to nothing where recordings are few.</summary>
    private Task<CaseNowcast> NowcastAsync(PeriodType type, DateTimeOffset seen, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var periods = await CaseVintages.PeriodsAsync(connection, type, seen);
                return periods < Nowcast.FewestVintages ? CaseNowcast.Off(periods, type)
                    : await CaseVintages.ReadAsync(connection, type, seen, cancellationToken) is { } vintages ? CaseNowcast.Of(vintages)
                    : CaseNowcast.Off(0, type);
            },
            cancellationToken
        );
}
