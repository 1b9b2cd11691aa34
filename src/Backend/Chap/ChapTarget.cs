using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Chap;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Chap;

/// <summary>What a future file asks for: places and periods, the periods written as that file writes them.</summary>
/// <param name="Places">Each row, by location and then period.</param>
/// <param name="Covariates">The further columns it has, which say something of the future.</param>
/// <param name="Spelled">The locations that the historic file spells otherwise.</param>
internal sealed record ChapTarget(IReadOnlyList<AskedRow> Places, IReadOnlyList<string> Covariates, IReadOnlyList<string> Spelled)
{
    /// <param name="file">The future file.</param>
    /// <param name="historic">The historic file.</param>
    /// <param name="history">Its panel.</param>
    /// <param name="origin">The period from which is forecast.</param>
    /// <exception cref="UserFacingException">Something is asked for that this history cannot answer.</exception>
    public static ChapTarget Of(ChapFile file, ChapFile historic, Panel history, Period origin)
    {
        var batch = file.Observations;
        if (batch.PeriodType != history.First.Type)
        {
            throw new UserFacingException(
                $"{file.Name} asks for {batch.PeriodType.Plural()}, while the history has {history.First.Type.Plural()}.",
                "Give both in the same kind of periods."
            );
        }

        var known = Known(file, historic);
        if (batch.Locations.Where((_, place) => known[place] is null).ToArray() is { Length: > 0 } unknown)
        {
            throw new UserFacingException(
                $"{file.Name} asks for {unknown.Length} location{(unknown.Length > 1 ? "s" : "")} without any history: "
                    + $"{Warnings.Some(unknown)}.",
                "Add their rows to the historic file; the cases may be empty."
            );
        }

        var places = Enumerable
            .Range(0, batch.Rows)
            .Select(row => new AskedRow(
                known[batch.LocationOf[row]]!,
                batch.Locations[batch.LocationOf[row]],
                StoredPeriod.From(batch.PeriodType, batch.OrdinalOf[row]),
                file.PeriodTexts[batch.OrdinalOf[row]]
            ))
            .ToArray();
        if (
            places.Where(row => row.Period <= origin).Select(row => row.PeriodText).Distinct(StringComparer.Ordinal).ToArray() is
            { Length: > 0 } past
        )
        {
            throw new UserFacingException(
                $"{file.Name} asks for {Warnings.Some(past)}, and cases are known to {origin} already.",
                "Ask for later periods only, or shorten the historic file."
            );
        }

        return new ChapTarget(
            places,
            [.. batch.Variables.Where(variable => variable is not (Variables.Cases or Variables.Population))],
            [.. batch.Locations.Where((name, place) => name != known[place])]
        );
    }

    /// <summary>The label in the historic file of each place of the future file, in whatever spelling; null where there is none.</summary>
    private static string?[] Known(ChapFile file, ChapFile historic)
    {
        var labels = historic.Places.Select(place => place.Label).ToHashSet(StringComparer.Ordinal);
        var names = historic
            .Places.SelectMany(place =>
                new[] { place.Label, place.Written }.Select(PlaceName.Canonical).Distinct().Select(name => (name, place))
            )
            .ToLookup(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
        string?[] known = [.. file.Places.Select(place => labels.Contains(place.Label) ? place.Label : Among(place, names))];
        if (
            known.Index().Where(pair => pair.Item is not null).GroupBy(pair => pair.Item).FirstOrDefault(same => same.Count() > 1) is
            { Key: { } name } twice
        )
        {
            throw new UserFacingException(
                $"{file.Name} names one location of the historic file, {name}, in {twice.Count()} ways: "
                    + $"{Warnings.Some([.. twice.Select(pair => file.Places[pair.Index].Label)])}.",
                "Write each location as in the historic file."
            );
        }

        return known;
    }

    private static string? Among(FilePlace place, ILookup<string, FilePlace> names)
    {
        FilePlace[] named = [.. names[PlaceName.Canonical(place.Label)]];
        if (named.Length == 0)
        {
            named = [.. names[PlaceName.Canonical(place.Written)]];
        }

        if (named.Length > 1 && place.Parent is { } parent)
        {
            named = Array.FindAll(named, known => known.Parent is { } its && PlaceName.Same(its, parent));
        }

        return named is [var one] ? one.Label : null;
    }

    /// <summary>How far ahead is asked for, ascending.</summary>
    public int[] Horizons(Period origin) => [.. Places.Select(place => place.Period.Minus(origin)).Distinct().Order()];
}

/// <summary>A row of a future file.</summary>
/// <param name="Location">The location's label in the historic file.</param>
/// <param name="Name">Its name as the future file writes it: the one that CHAP looks for in the answer.</param>
/// <param name="Period">The period.</param>
/// <param name="PeriodText">The period as the future file writes it.</param>
internal sealed record AskedRow(string Location, string Name, Period Period, string PeriodText);
