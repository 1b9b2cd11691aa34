using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Grids.Zones;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>For which places and days data are wanted.</summary>
/// <param name="Zones">The places that have a boundary, by name.</param>
/// <param name="Type">Months or weeks; null where the database holds nothing yet.</param>
/// <param name="First">The first day for which data are wanted.</param>
/// <param name="Today">In UTC.</param>
/// <param name="Boundaries">Digest of the names and boundaries.</param>
internal sealed record SourceScope(IReadOnlyList<Zone> Zones, PeriodType? Type, DateOnly First, DateOnly Today, string Boundaries)
{
    private const int YearsWithoutCases = 10;

    private static readonly JsonSerializerOptions Shapes = new() { Converters = { new GeoJsonConverterFactory() } };

    /// <summary>What holds all places, degrees; a null envelope where there is none.</summary>
    public Envelope Area
    {
        get
        {
            var extent = new Envelope();
            foreach (var zone in Zones)
            {
                extent.ExpandToInclude(zone.Shape.EnvelopeInternal);
            }

            return extent;
        }
    }

    /// <summary>Digest of what the values of a part depend on, beside its period.</summary>
    public string Digest(params IEnumerable<string> settings) => Sha256(string.Join('\n', settings.Prepend(Boundaries)));

    /// <summary>The places, or a message that says how to get some.</summary>
    /// <exception cref="UserFacingException">There are none.</exception>
    public IReadOnlyList<Zone> RequireZones(string source) =>
        Zones.Count > 0
            ? Zones
            : throw new UserFacingException(
                $"{source}: no place in the database has a boundary to take values for.",
                "Import case reports with boundaries first, or connect DHIS2 in the sources file: docs/sources.md."
            );

    /// <summary>Months or weeks, or a message that says what decides it.</summary>
    /// <exception cref="UserFacingException">The database holds no case reports yet.</exception>
    public PeriodType RequireType(string source) =>
        Type
        ?? throw new UserFacingException(
            $"{source}: the database holds no case reports yet, so whether months or weeks are wanted is not known.",
            "Import case reports first, or connect DHIS2 in the sources file: docs/sources.md."
        );

    /// <param name="database">Where the places are.</param>
    /// <param name="since">The first day that the sources file asks for; null: the first day of the case reports.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<SourceScope> ReadAsync(
        Database database,
        DateOnly? since,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            async connection =>
            {
                var shapes = (await LocationStore.ShapesAsync(connection)).Where(place => place.Geometry is not null).ToList();
                var type = await Storage.Observations.PeriodTypeAsync(connection);
                var today = DateOnly.FromDateTime(now.UtcDateTime);
                return new SourceScope(
                    [.. shapes.Select(place => new Zone(place.Name, JsonSerializer.Deserialize<Geometry>(place.Geometry!, Shapes)!))],
                    type,
                    since ?? await FirstCasesAsync(connection, type) ?? new DateOnly(today.Year - YearsWithoutCases, 1, 1),
                    today,
                    Sha256(string.Join('\n', shapes.Select(place => $"{place.Name}\t{place.Geometry}")))
                );
            },
            cancellationToken
        );

    private static async Task<DateOnly?> FirstCasesAsync(DbConnection connection, PeriodType? type) =>
        type is { } known
        && await connection.ExecuteScalarAsync<int?>(
            $"""
            SELECT MIN(period_ordinal) FROM observation WHERE value IS NOT NULL AND variable_id IN
                (SELECT id FROM variable WHERE name IN ('{Variables.Cases}', '{Variables.FalciparumCases}', '{Variables.VivaxCases}'))
            """
        )
            is { } ordinal
            ? StoredPeriod.From(known, ordinal).Start
            : null;

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
