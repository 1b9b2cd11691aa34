using MalariaPredictor.Backend.Models;

namespace MalariaPredictor.Backend.ModelCards;

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
