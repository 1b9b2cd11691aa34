using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting;
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
            scores.Further ?? [],
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

/// <summary>Reliability with the band in which a calibrated model would lie.</summary>
internal static class CardCalibrations
{
    /// <summary>The normal quantile of .95: the band holds nine in ten.</summary>
    private const double Score = 1.645;

    public static CardCalibration Of(ModelScores scores)
    {
        var (overall, backtest) = (scores.Overall, scores.Backtest);
        var effective = Effective(scores);
        var pooled = backtest.Reliability?.FirstOrDefault(row => row.Model == scores.Champion && row.Horizon is null);
        return new CardCalibration(
            overall.Coverage50,
            overall.Coverage80,
            overall.Coverage95,
            overall.Cases,
            effective,
            pooled is null
                ? []
                : [.. pooled.AtOrBelow.Select((count, i) => Level(QuantileForecast.Levels[i], (double)count / pooled.Cases, effective))]
        );
    }

    /// <summary>
    /// Cases of m locations whose errors share the part s are worth 1 / (1 + (m − 1)·s) as many independent ones: the design effect of
    /// survey statistics (Kish 1965).
    /// </summary>
    private static double Effective(ModelScores scores)
    {
        var dependence = scores.Backtest.DependenceOf(scores.Champion);
        var share = scores.Backtest.Horizons.Select(dependence.ShareAt).DefaultIfEmpty(0).Average();
        return scores.Overall.Cases / (1 + (Math.Max(0, scores.Backtest.Locations - 1) * share));
    }

    private static CardLevel Level(double level, double observed, double cases)
    {
        var half = Score * Math.Sqrt(level * (1 - level) / Math.Max(1, cases));
        return new CardLevel(level, observed, Math.Max(0, level - half), Math.Min(1, level + half));
    }
}

/// <summary>What a model is for, and what it is not, in plain words.</summary>
internal static class CardWords
{
    public static IReadOnlyList<string> IntendedUse(string period) =>
        [
            $"To plan ahead by place and {period}: stocks, staff, spraying and nets, with an honest range of what may come.",
            "To be read as quantiles: the 80 % interval is expected to be missed one time in five.",
            "As one voice among several: local knowledge of outbreaks, stock-outs and changed reporting comes first.",
        ];

    public static IEnumerable<string> Limits(CardData data, CardSkill skill, CardCalibration calibration)
    {
        if (data.Simulated)
        {
            yield return "It was trained on SIMULATED data: nothing about it holds for a real place.";
        }

        yield return $"It forecasts reported cases, not infections: where reporting changes, forecasts follow late. "
            + $"{data.MissingShare:0.0 %} of the reports are missing.";
        yield return "It knows nothing of the future: no weather forecast, no planned campaign. An unprecedented epidemic lies beyond any "
            + "of its quantiles.";
        yield return $"Tested at {Horizons(skill)} ahead; further ahead it is untested.";
        if (skill.Overall.Cases == 0)
        {
            yield return "The history was too short to score a single forecast: its skill is unknown.";
        }
        else if (!skill.IsYardstick && skill.ShareOfLocationsBetter is { } share)
        {
            yield return $"In {1 - share:0 %} of the locations {skill.Yardstick} is as good or better; they are listed.";
        }

        if (calibration.Cases > 0 && Math.Abs(calibration.Coverage80 - .8) > .03)
        {
            yield return $"Its 80 % interval held {calibration.Coverage80:0 %} of what happened: it is too "
                + $"{(calibration.Coverage80 < .8 ? "narrow" : "wide")}.";
        }

        yield return "Not for single patients, not for rating health workers or places, and not the sole ground for stopping a measure.";
    }

    public static string Citation(ModelVersion model, CardData data) =>
        $"Malaria Predictor, {model.Name} version {model.Version} ({model.Algorithm}), trained {model.CreatedAt:yyyy-MM-dd} on data to "
        + $"{data.Last}, digest sha256:{model.Digest}.";

    private static string Horizons(CardSkill skill) =>
        string.Join(", ", skill.ByHorizon.Where(row => row.Horizon is not null).Select(row => row.Horizon)) is { Length: > 0 } known
            ? known + " periods"
            : "no horizon";
}
