using MalariaPredictor.Backend.Hierarchies;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>
/// The totals of a run: of all locations, and of every group. All are sums of the same draws, so they agree at every level.
/// </summary>
public sealed class Totals
{
    private readonly Dictionary<string, Total> _groups;

    private Totals(Total country, Dictionary<string, Total> groups) => (Country, _groups) = (country, groups);

    /// <summary>Of all locations.</summary>
    public Total Country { get; }

    /// <summary>Of a group; null where there is none of that name, or none of its locations is in the run.</summary>
    public Total? Of(string group) => _groups.GetValueOrDefault(group);

    /// <summary>
    /// Draws and adds up: the same bits whenever it is done. Costs a draw of every location, and an addition for each group it is in.
    /// </summary>
    public static Totals Draw(ForecastRun run, Hierarchy hierarchy)
    {
        var draws = new RunDraws(run);
        var country = new RunningTotal(Total.Country, draws.Horizons.Length, run.BySpecies);
        var groups = new Dictionary<string, RunningTotal>(StringComparer.Ordinal);
        foreach (var drawn in draws.Of(run.Locations))
        {
            country.Add(drawn);
            foreach (var group in hierarchy.Above(drawn.Location.Location))
            {
                if (!groups.TryGetValue(group.Name, out var sum))
                {
                    groups[group.Name] = sum = new RunningTotal(group.Name, draws.Horizons.Length, run.BySpecies);
                }

                sum.Add(drawn);
            }
        }

        return new Totals(
            country.Complete(run, draws),
            groups.ToDictionary(group => group.Key, group => group.Value.Complete(run, draws), StringComparer.Ordinal)
        );
    }
}
