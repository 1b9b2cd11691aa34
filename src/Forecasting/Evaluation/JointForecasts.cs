using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Models.Ensembles;
using MalariaPredictor.Forecasting.Series;
using MalariaPredictor.Forecasting.Species;

namespace MalariaPredictor.Forecasting.Evaluation;

/// <summary>
/// Forecasts of several models from many origins. Those that a replay of the members gives share one pass over the history; the others are
/// fitted at each origin anew. Either way a forecast is what the model makes of the history up to its origin, bit for bit.
/// </summary>
internal static class JointForecasts
{
    /// <summary>Makes all forecasts; tells each as soon as it is made, in any order and from any thread.</summary>
    /// <param name="panel">The whole history.</param>
    /// <param name="origins">Oldest first.</param>
    /// <param name="horizons">Periods ahead, ascending.</param>
    /// <param name="models">The models.</param>
    /// <param name="options">How many threads, and when to stop.</param>
    /// <param name="made">Index of the origin, index of the model, forecasts.</param>
    public static void Make(
        Panel panel,
        IReadOnlyList<Period> origins,
        IReadOnlyList<int> horizons,
        IReadOnlyList<IForecastModel> models,
        ParallelOptions options,
        Action<int, int, ForecastTable> made
    )
    {
        var shared = models.Index().Where(model => Shared(model.Item) is not null).ToArray();
        var others = models.Index().Where(model => Shared(model.Item) is null).ToArray();
        var tasks = Enumerable
            .Range(0, origins.Count * others.Length)
            .Select(task =>
                (Action)(
                    () =>
                    {
                        var (origin, model) = (task / others.Length, others[task % others.Length]);
                        made(origin, model.Index, model.Item.Forecast(panel.UpTo(origins[origin]), horizons));
                    }
                )
            );
        Parallel.ForEach(
            shared.Length == 0 || origins.Count == 0
                ? tasks
                : tasks.Prepend(() => MakeShared(panel, origins, horizons, shared, options, made)),
            options,
            task => task()
        );
    }

    private static IReplayedModel? Shared(IForecastModel model) => model as IReplayedModel ?? (model as BySpecies)?.Model as IReplayedModel;

    private static void MakeShared(
        Panel panel,
        IReadOnlyList<Period> origins,
        IReadOnlyList<int> horizons,
        (int Index, IForecastModel Item)[] models,
        ParallelOptions options,
        Action<int, int, ForecastTable> made
    )
    {
        IReplayedModel[] replayed = [.. models.Select(model => Shared(model.Item)!).Distinct()];
        var bySpecies = models.Any(model => model.Item is BySpecies) && Variables.Species.All(panel.Has);
        var whole = Replay.Begin(panel, horizons, replayed);
        Replay?[] species = bySpecies ? [.. Variables.Species.Select(name => Replay.Begin(panel.WithCases(name), horizons, replayed))] : [];
        for (var origin = 0; origin < origins.Count; origin++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var known = panel.UpTo(origins[origin]);
            if (!species.Append(whole).All(replay => replay?.Holds(known.Last) ?? true))
            {
                Array.ForEach(models, model => made(origin, model.Index, model.Item.Forecast(known, horizons)));
                continue;
            }

            whole?.To(known.Last);
            Array.ForEach(species, replay => replay?.To(known.Last));
            Parallel.ForEach(
                models,
                options,
                model =>
                {
                    var table = Table(whole, Shared(model.Item)!);
                    made(
                        origin,
                        model.Index,
                        bySpecies && model.Item is BySpecies
                            ? SpeciesTables.Join(known, [.. species.Select(replay => Table(replay, Shared(model.Item)!))], table)
                            : table
                    );
                }
            );

            ForecastTable Table(Replay? replay, IReplayedModel model) =>
                replay?.Table(model) ?? new ForecastTable(known.Last, known.Locations, horizons);
        }
    }
}
