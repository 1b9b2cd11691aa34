using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>Makes the champion forecast from what is known now, and stores the result. Done twice, it finds the result there.</summary>
public sealed class ForecastIssue(Database database, TimeProvider clock)
{
    /// <exception cref="UserFacingException">There are no data, or no champion.</exception>
    public async Task<Issued> RunAsync(CancellationToken cancellationToken)
    {
        var known = await KnownHistory.ReadAsync(database, cancellationToken);
        var model =
            await new ModelVersions(database, clock).ChampionAsync(cancellationToken)
            ?? throw new UserFacingException("No model is champion yet.", "Choose one: malaria-predictor train.");
        var horizons = Horizons.Issued(known.Panel.First.Type);
        var table = Training.Candidate(model.Algorithm).Forecast(known.Estimated, horizons);
        EnoughData.Apply(table, known.Panel);
        var digest = PanelDigest.Of(known.Estimated);
        var (run, created) = await new ForecastStore(database).SaveAsync(
            model,
            table,
            digest,
            known.Seen,
            clock.GetUtcNow(),
            cancellationToken
        );
        var forecast = Enumerable.Range(0, table.Locations.Count).Count(location => HasAny(table, location));
        return new Issued(
            run,
            created,
            model,
            table.Origin,
            digest,
            forecast,
            table.Locations.Count - forecast,
            EnoughData.Reasons(known.Panel),
            horizons,
            known.Waiting,
            known.Notices(clock.GetUtcNow()),
            known.Nowcast
        );
    }

    private static bool HasAny(ForecastTable table, int location) =>
        Enumerable.Range(0, table.Horizons.Count).Any(horizon => table[location, horizon] is not null);
}

/// <summary>What was issued.</summary>
/// <param name="RunId">The stored run.</param>
/// <param name="Created">False where the same model had forecast from the same data before.</param>
/// <param name="Model">The champion.</param>
/// <param name="Origin">The last period known.</param>
/// <param name="DataDigest">Digest of the data.</param>
/// <param name="Forecast">Locations with a forecast.</param>
/// <param name="TooLittle">Locations with too little data for one.</param>
/// <param name="Reasons">What those lack.</param>
/// <param name="Horizons">Periods ahead.</param>
/// <param name="Waiting">Newer periods with too few reports to forecast from.</param>
/// <param name="Notices">What is to be said of the times of the reports.</param>
/// <param name="Nowcast">Which counts were estimated, or why none.</param>
public sealed record Issued(
    long RunId,
    bool Created,
    ModelVersion Model,
    Period Origin,
    string DataDigest,
    int Forecast,
    int TooLittle,
    string Reasons,
    IReadOnlyList<int> Horizons,
    IReadOnlyList<Period> Waiting,
    IReadOnlyList<string> Notices,
    CaseNowcast Nowcast
)
{
    /// <summary>All of it, for a person.</summary>
    public string Sentence =>
        $"{(Created ? "Stored" : "Already stored:")} forecasts of {Locations(Forecast)} from {Origin}, {Origin.Plus(Horizons[0])} to "
        + $"{Origin.Plus(Horizons[^1])}, "
        + $"by {Model.Name} version {Model.Version} ({Model.Algorithm})."
        + (
            TooLittle == 0
                ? ""
                : $" {Locations(TooLittle)} {(TooLittle == 1 ? "has" : "have")} too little data for a forecast"
                    + (Reasons.Length > 0 ? $": {Reasons}." : ".")
        )
        + (Waiting.Count > 0 ? $" Not enough reports yet from {string.Join(", ", Waiting)}." : "")
        + $" {Nowcast.Sentence}";

    private static string Locations(int count) => count == 1 ? "1 location" : $"{count} locations";
}
