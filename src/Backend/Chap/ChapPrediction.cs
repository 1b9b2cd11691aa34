using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Samples;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap;

/// <summary>Samples of every place and period asked for, and what a person should know about them.</summary>
/// <param name="Rows">The rows asked for, with their samples.</param>
/// <param name="Notes">In sentences.</param>
internal sealed record ChapPrediction(IReadOnlyList<ChapPredictionRow> Rows, IReadOnlyList<string> Notes)
{
    /// <exception cref="UserFacingException">The two files do not fit each other or the model.</exception>
    public static ChapPrediction Of(ChapModel model, ChapFile historic, ChapFile future)
    {
        var all = ChapPanel.Of(historic);
        if (all.First.Type.Plural() != model.Periods)
        {
            throw new UserFacingException(
                $"The model was trained on {model.Periods}, and {historic.Name} has {all.First.Type.Plural()}.",
                "Train a model on such data."
            );
        }

        var origin = ChapTraining.Origin(all);
        var panel = all.UpTo(origin);
        var target = ChapTarget.Of(future, historic, panel, origin);
        var table = Training.Candidate(model.Algorithm).Forecast(panel, target.Horizons(origin));
        EnoughData.Apply(table, panel);
        var borrowed = BorrowedForecast.Fill(
            table,
            [.. Enumerable.Range(0, panel.Locations.Count).Select(location => Population(panel, location))]
        );
        var paths = JointSamples.Draw(table, model.Dependence, model.Options.Sampling);
        return new ChapPrediction(Place(paths, target, origin), [.. NotesOn(all.Last, origin, target, borrowed)]);
    }

    private static ChapPredictionRow[] Place(SamplePaths paths, ChapTarget target, Period origin)
    {
        var locations = paths.Locations.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        var horizons = paths.Horizons.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return
        [
            .. target.Places.Select(place => new ChapPredictionRow(
                place.PeriodText,
                place.Name,
                paths[locations[place.Location], horizons[place.Period.Minus(origin)]].ToArray()
            )),
        ];
    }

    private static IEnumerable<string> NotesOn(Period last, Period origin, ChapTarget target, IReadOnlyList<string> borrowed)
    {
        if (last != origin)
        {
            yield return $"Too few places have reported after {origin}: forecasts start from there.";
        }

        if (target.Spelled.Count > 0)
        {
            yield return $"Spelled otherwise in the historic file, and taken for the same: {Warnings.Some([.. target.Spelled])}.";
        }

        if (target.Covariates.Count > 0)
        {
            yield return $"Not used: {string.Join(", ", target.Covariates)} of the future file. Forecasts rest on what was observed.";
        }

        if (borrowed.Count > 0)
        {
            yield return $"Too little was reported from {Warnings.Some([.. borrowed])}: given the spread of all other places.";
        }
    }

    private static double Population(Panel panel, int location)
    {
        var series = panel.Series(location, Variables.Population);
        var last = series.LastIndexOfAnyExcept(double.NaN);
        return last < 0 ? double.NaN : series[last];
    }
}

/// <summary>The samples of one place and period.</summary>
internal sealed record ChapPredictionRow(string Period, string Location, double[] Samples);

/// <summary>
/// CHAP needs samples of every place. Of a place that has reported too little for a forecast, no more is known than that it is one of
/// its country's: it is given the mixture of the forecasts of all other places, per head where both populations are known. That is
/// wide, and says so honestly.
/// </summary>
internal static class BorrowedForecast
{
    /// <summary>Points taken of each forecast for the mixture.</summary>
    private const int Points = 99;

    /// <summary>Fills the empty places of a table.</summary>
    /// <param name="table">The forecasts.</param>
    /// <param name="populations">Per location; NaN where unknown.</param>
    /// <returns>The names of the locations that were given any.</returns>
    /// <exception cref="UserFacingException">At some horizon there is no forecast at all.</exception>
    public static IReadOnlyList<string> Fill(ForecastTable table, double[] populations)
    {
        var filled = new SortedSet<string>(StringComparer.Ordinal);
        for (var horizon = 0; horizon < table.Horizons.Count; horizon++)
        {
            var own = Enumerable.Range(0, table.Locations.Count).Where(location => table[location, horizon] is not null).ToArray();
            if (own.Length == 0)
            {
                throw new UserFacingException("No location has reported enough for any forecast.", "Give a longer history.");
            }

            foreach (var location in Enumerable.Range(0, table.Locations.Count).Except(own).ToArray())
            {
                table[location, horizon] = Mixture(own.Select(other => (table[other, horizon]!, Ratio(populations, location, other))));
                filled.Add(table.Locations[location]);
            }
        }

        return [.. filled];
    }

    private static double Ratio(double[] populations, int location, int other) =>
        populations[location] > 0 && populations[other] > 0 ? populations[location] / populations[other] : 1;

    private static QuantileForecast Mixture(IEnumerable<(QuantileForecast Forecast, double Ratio)> forecasts) =>
        Aggregation.Quantiles([
            .. forecasts.SelectMany(part =>
                Enumerable.Range(0, Points).Select(i => part.Ratio * QuantileCurve.At(part.Forecast, (i + .5) / Points))
            ),
        ]);
}
