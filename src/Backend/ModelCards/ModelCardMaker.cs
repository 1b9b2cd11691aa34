using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Evaluation;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.ModelCards;

/// <summary>Makes the card of a registered version: from its stored scores, and the data as they were when it was registered.</summary>
public sealed class ModelCardMaker(Database database, ModelVersions versions)
{
    /// <summary>The card of a version, or of the champion.</summary>
    /// <param name="version">A number, or null for the champion.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where there is no such version.</returns>
    public async Task<ModelCard?> MakeAsync(int? version, CancellationToken cancellationToken)
    {
        var model = version is { } number
            ? (await versions.AllAsync(cancellationToken)).FirstOrDefault(known => known.Version == number)
            : await versions.ChampionAsync(cancellationToken);
        return model is null ? null : await MakeAsync(model, cancellationToken);
    }

    private async Task<ModelCard> MakeAsync(ModelVersion model, CancellationToken cancellationToken)
    {
        var scores = ModelScores.Read(model.Scores);
        var data = await DataAsync(model, cancellationToken);
        var (skill, calibration) = (Skill(scores), CardCalibrations.Of(scores));
        return new ModelCard(
            model.Name,
            model.Version,
            model.Digest,
            model.Algorithm,
            scores.Reason,
            JsonElement.Parse(model.Settings),
            model.CreatedAt,
            data,
            skill,
            calibration,
            scores.Totals ?? [],
            scores.Species ?? [],
            scores.Backtest.DependenceOf(scores.Champion),
            CardWords.IntendedUse(data.PeriodType),
            [.. CardWords.Limits(data, skill, calibration)],
            CardWords.Citation(model, data)
        );
    }

    private async Task<CardData> DataAsync(ModelVersion model, CancellationToken cancellationToken)
    {
        var all =
            await new Storage.Observations(database).PanelAsOfAsync(model.CreatedAt, cancellationToken)
            ?? throw new UserFacingException(
                "The data this model was trained on are no longer stored.",
                "Import them again, or train a new model."
            );
        var panel = all.UpTo(ForecastOrigin.Of(all) ?? all.Last);
        var sources = (await new SourceFiles(database).AllAsync(cancellationToken))
            .Where(source => source.RecordedAt <= model.CreatedAt)
            .ToArray();
        var (begin, length) = panel.Observed(Variables.Cases).GetOffsetAndLength(panel.Count);
        var reports = ForecastOrigin.Reports(panel).Sum();
        return new CardData(
            model.TrainedOn,
            PanelDigest.Of(panel) == model.TrainedOn,
            sources.Any(source => source.Simulated),
            panel.Locations.Count,
            length,
            panel.First.Type == PeriodType.Month ? "month" : "week",
            panel.First.Plus(begin).ToString(),
            panel.Last.ToString(),
            reports,
            length == 0 ? 1 : 1 - ((double)reports / ((long)length * panel.Locations.Count)),
            panel.Variables,
            [.. sources.Select(source => new CardSource(source.Name, source.Sha256, source.RecordedAt, source.Rows, source.Simulated))]
        );
    }

    private static CardSkill Skill(ModelScores scores)
    {
        var backtest = scores.Backtest;
        var rows = backtest.Scores.Where(row => row.Model == scores.Champion && (row.Half == OriginHalf.Both || row.Horizon is null));
        return new CardSkill(
            backtest.Yardstick,
            scores.IsYardstick,
            backtest.Origins.Count,
            backtest.Origins.Count > 0 ? backtest.Origins[0].Period : null,
            backtest.Origins.Count > 0 ? backtest.Origins[^1].Period : null,
            scores.Overall,
            [.. rows.Select(row => new CardHorizon(row.Horizon, row.Half, row.Means))],
            backtest.Models.Single(row => row.Model == scores.Champion).ShareOfLocationsBetter,
            [
                .. backtest
                    .ByLocation.Where(row => row.Model == scores.Champion && row.Means.Cases > 0)
                    .Select(row => new CardLocation(row.Location, row.Means))
                    .OrderBy(row => row.Rank(!scores.IsYardstick))
                    .ThenBy(row => row.Location, StringComparer.Ordinal),
            ]
        );
    }
}
