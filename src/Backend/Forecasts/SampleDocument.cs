using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Api;

namespace MalariaPredictor.Backend.Forecasts;

/// <summary>The draws of a location, a group, or the country, as JSON and CSV.</summary>
internal static class SampleDocument
{
    /// <summary>Null where nothing has that name.</summary>
    public static ForecastForms? Of(ForecastSnapshot snapshot, string name)
    {
        var (run, hierarchy) = (snapshot.Run, snapshot.Hierarchy);
        var below =
            run.Locations.Any(location => location.Location == name) ? [name]
            : hierarchy.Find(name) is { } group ? hierarchy.Below(group).ToHashSet(StringComparer.Ordinal)
            : name == Total.Country ? run.Locations.Select(location => location.Location).ToHashSet(StringComparer.Ordinal)
            : null;
        if (below is null)
        {
            return null;
        }

        var draws = new RunDraws(run);
        var sum = new RunningTotal(name, draws.Horizons.Length, run.BySpecies);
        foreach (var drawn in draws.Of(run.Locations.Where(location => below.Contains(location.Location))))
        {
            sum.Add(drawn);
        }

        SampledHorizon[] found =
        [
            .. from one in sum.Draws.Index()
            where one.Item is not null
            select new SampledHorizon(
                draws.Horizons[one.Index],
                one.Item,
                [
                    .. sum
                        .Species.Where(species => species.Draws[one.Index] is { Length: > 0 })
                        .Select(species => (species.Variable, species.Draws[one.Index]!)),
                ]
            ),
        ];
        return new ForecastForms(
            new ReadyBytes(Json(run, name, found), ForecastDocument.ContentType),
            new ReadyBytes(Csv(run, name, found), ForecastTableCsv.ContentType)
        );
    }

    private static byte[] Json(ForecastRun run, string name, SampledHorizon[] found) =>
        ForecastDocument.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            ForecastDocument.WriteRun(json, run);
            json.WriteStartArray("forecasts");
            foreach (var (horizon, draws, species) in found)
            {
                json.WriteStartObject();
                json.WriteNumber("horizon", horizon);
                json.WriteString("period", run.Origin.Plus(horizon).ToString());
                Write("samples", draws);
                foreach (var (variable, ofSpecies) in species)
                {
                    Write(variable, ofSpecies);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();

            void Write(string member, double[] draws)
            {
                json.WriteStartArray(member);
                foreach (var draw in draws)
                {
                    // Multiples of 1/1024 have few digits: written out, they are exact.
                    json.WriteNumberValue(draw);
                }

                json.WriteEndArray();
            }
        });

    private static byte[] Csv(ForecastRun run, string name, SampledHorizon[] found)
    {
        var variables = found.SelectMany(one => one.Species).Select(species => species.Variable).Distinct(StringComparer.Ordinal).ToArray();
        var text = new StringBuilder(string.Join(',', ["location", "origin", "horizon", "period", "sample", "value", .. variables])).Append(
            '\n'
        );
        foreach (var (horizon, draws, species) in found)
        {
            for (var draw = 0; draw < draws.Length; draw++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{Api.Csv.Field(name)},{run.Origin},{horizon},{run.Origin.Plus(horizon)},{draw},{draws[draw]}"
                );
                foreach (var variable in variables)
                {
                    text.Append(CultureInfo.InvariantCulture, $",{species.FirstOrDefault(one => one.Variable == variable).Draws?[draw]}");
                }

                text.Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private sealed record SampledHorizon(int Horizon, double[] Draws, IReadOnlyList<(string Variable, double[] Draws)> Species);
}
