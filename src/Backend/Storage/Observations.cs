using System.Data.Common;
using Dapper;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Storage;

/// <summary>Reads what was known when. Writing is done by a <see cref="Recording"/>.</summary>
public sealed class Observations
{
    private readonly Database _database;

    public Observations(Database database) => _database = database;

    /// <summary>
    /// Everything known at a time: of each value the row recorded last, at or before it. Null where nothing was known yet.
    /// </summary>
    public Task<Panel?> PanelAsOfAsync(DateTimeOffset time, CancellationToken cancellationToken = default) =>
        _database.ReadAsync(connection => PanelReader.ReadAsync(connection, time, cancellationToken), cancellationToken);

    /// <summary>
    /// The panel as of a time, or all that is known now, with the time of the newest recording that entered. Recordings that are
    /// not yet complete will be dated later than that.
    /// </summary>
    public Task<(Panel Panel, DateTimeOffset Seen)?> KnownAsync(DateTimeOffset? until, CancellationToken cancellationToken = default) =>
        _database.ReadAsync<(Panel, DateTimeOffset)?>(
            async connection =>
                await Vintage.NewestAsync(connection, until) is { } seen
                && await PanelReader.ReadAsync(connection, seen, cancellationToken) is { } panel
                    ? (panel, seen)
                    : null,
            cancellationToken
        );

    /// <summary>When the newest observation became known; null where there is none. Changes whenever the data change.</summary>
    public Task<DateTimeOffset?> LastRecordedAtAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync(connection => Vintage.NewestAsync(connection), cancellationToken);

    /// <summary>Whether the database holds months or weeks; null where it holds nothing.</summary>
    internal static async Task<PeriodType?> PeriodTypeAsync(DbConnection connection) =>
        (PeriodType?)await connection.ExecuteScalarAsync<int?>("SELECT period_type FROM observation LIMIT 1");
}
