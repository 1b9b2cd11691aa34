using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Sources.Grids;
using MalariaPredictor.Backend.Sources.Grids.Formats;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Sources.Era5;

/// <summary>Checks that the files of a part hold what was asked for, before anything of them is stored.</summary>
internal sealed class Era5Files(Era5Settings settings, SourceScope scope)
{
    private const string Accumulated = "accum";
    private const double Tolerance = 0.01;

    /// <summary>The store's version of what they hold.</summary>
    /// <exception cref="RejectedFileException">A file is damaged, or holds something else.</exception>
    public async Task<FetchedPart> ReadAsync(SourcePart part, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var (found, preliminary, stated) = (new Dictionary<string, DateTime>(StringComparer.Ordinal), false, true);
        foreach (var path in paths)
        {
            var content = await FileContent.ReadAsync(path, cancellationToken);
            foreach (var file in GridFiles.Open(content, firstDay: null))
            {
                preliminary |= file.Preliminary is not null;
                stated &= file.StatesVersion;
                foreach (var (variable, measure) in GridMeasure.In(file).Used)
                {
                    Require(variable, measure);
                    found[measure.Variable] = variable.Times.Append(found.GetValueOrDefault(measure.Variable)).Max();
                }
            }
        }

        if (settings.Stores.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing)
        {
            throw ProblemList.Only(
                Path.GetFileName(paths[0]),
                $"the store's answer holds no {missing}, but {string.Join(" and ", found.Keys.Order(StringComparer.Ordinal))}.",
                "The next run asks again. If it stays so, the store has changed its names: update malaria-predictor, or report it."
            );
        }

        // Of days that are partly published the store gives those that are, and says nothing.
        if (settings.Stores.FirstOrDefault(name => found[name] < Last(part, name)) is { } late)
        {
            return FetchedPart.NotYet($"the store has {late} to {found[late]:yyyy-MM-dd HH:mm} only");
        }

        return preliminary ? new FetchedPart("ERA5T", IsFinal: false)
            : stated ? new FetchedPart("final", IsFinal: true)
            : Era5Plan.MayBeFinal(part.Last, scope.Today) ? new FetchedPart("final by its age", IsFinal: true)
            : new FetchedPart("ERA5T by its age", IsFinal: false);
    }

    /// <summary>The time of a part's last step. Rain is dated at the end of its hour, a month at its first day.</summary>
    private DateTime Last(SourcePart part, string variable) =>
        scope.Type == PeriodType.Month ? new DateTime(part.Last.Year, part.Last.Month, 1)
        : variable == Variables.Rainfall ? part.Last.AddDays(1).ToDateTime(TimeOnly.MinValue)
        : part.Last.ToDateTime(new TimeOnly(23, 0));

    private void Require(GridVariable variable, GridMeasure measure)
    {
        if (Math.Abs(variable.Grid.Width - settings.Cell) > Tolerance * settings.Cell)
        {
            throw ProblemList.Only(
                variable.File,
                $"its cells are {variable.Grid.Width:0.####} degrees wide, and those of the dataset {settings.Cell:0.##}.",
                "The store gave another dataset or regridded it. The next run asks again."
            );
        }

        // Without that, a sum dated 00 UTC would count for the day that begins then, and not for the one that ended.
        if (settings.IsLand && measure.Variable == Variables.Rainfall && scope.Type == PeriodType.Week && variable.StepType != Accumulated)
        {
            throw ProblemList.Only(
                variable.File,
                $"it does not state that {variable.Name} is accumulated since 00 UTC, as ERA5-Land's is.",
                "The store has changed its files: update malaria-predictor, or report it."
            );
        }
    }
}
