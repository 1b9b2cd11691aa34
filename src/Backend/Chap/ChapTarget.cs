using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap;

/// <summary>What a future file asks for: places and periods, the periods written as that file writes them.</summary>
/// <param name="Places">Location and period of each row, by location and then period.</param>
/// <param name="Covariates">The further columns it has, which say something of the future.</param>
internal sealed record ChapTarget(IReadOnlyList<(string Location, Period Period, string Text)> Places, IReadOnlyList<string> Covariates)
{
    /// <param name="file">The future file.</param>
    /// <param name="history">The historic panel.</param>
    /// <param name="origin">The period from which is forecast.</param>
    /// <exception cref="UserFacingException">Something is asked for that this history cannot answer.</exception>
    public static ChapTarget Of(ChapFile file, Panel history, Period origin)
    {
        var batch = file.Observations;
        if (batch.PeriodType != history.First.Type)
        {
            throw new UserFacingException(
                $"{file.Name} asks for {batch.PeriodType.Plural()}, while the history has {history.First.Type.Plural()}.",
                "Give both in the same kind of periods."
            );
        }

        var known = history.Locations.ToHashSet(StringComparer.Ordinal);
        if (batch.Locations.Where(location => !known.Contains(location)).ToArray() is { Length: > 0 } unknown)
        {
            throw new UserFacingException(
                $"{file.Name} asks for {unknown.Length} location{(unknown.Length > 1 ? "s" : "")} without any history: "
                    + $"{Warnings.Some(unknown)}.",
                "Add their rows to the historic file; the cases may be empty."
            );
        }

        var places = Enumerable
            .Range(0, batch.Rows)
            .Select(row =>
                (
                    batch.Locations[batch.LocationOf[row]],
                    StoredPeriod.From(batch.PeriodType, batch.OrdinalOf[row]),
                    file.PeriodTexts[batch.OrdinalOf[row]]
                )
            )
            .ToArray();
        if (
            places.Where(place => place.Item2 <= origin).Select(place => place.Item3).Distinct(StringComparer.Ordinal).ToArray() is
            { Length: > 0 } past
        )
        {
            throw new UserFacingException(
                $"{file.Name} asks for {Warnings.Some(past)}, and cases are known to {origin} already.",
                "Ask for later periods only, or shorten the historic file."
            );
        }

        return new ChapTarget(places, [.. batch.Variables.Where(variable => variable is not (Variables.Cases or Variables.Population))]);
    }

    /// <summary>How far ahead is asked for, ascending.</summary>
    public int[] Horizons(Period origin) => [.. Places.Select(place => place.Period.Minus(origin)).Distinct().Order()];
}
