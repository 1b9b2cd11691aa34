using System.Text.Json;
using MalariaPredictor.Backend.Ablations;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Forecasting.Models;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Ablations;

public sealed class AblationTests
{
    [Fact]
    public async Task Ablation_scores_each_kind_of_weather_per_horizon_relative_to_none()
    {
        using var database = await Imported(TinyCountry.Observations());

        var json = JsonElement.Parse(await database.Must("evaluate", "--ablate", "--json"));
        var table = await database.Must("evaluate", "--ablate");

        json.GetProperty("weather").EnumerateArray().Select(name => name.GetString()).ShouldBe(["rainfall"]);
        var rows = json.GetProperty("rows").EnumerateArray().ToList();
        rows.GroupBy(row => row.GetProperty("weather").GetString())
            .Select(group => (group.Key, group.Count()))
            .ShouldBe([("none", 4), ("climatology", 4), ("observed", 4)]);
        rows.Select(row => row.GetProperty("scores").GetProperty("cases").GetInt32()).ShouldAllBe(cases => cases > 0);
        rows[0].GetProperty("scores").GetProperty("relativeLogWis").GetDouble().ShouldBe(1);
        json.GetProperty("newest").EnumerateArray().Select(use => use.GetProperty("horizon").GetInt32()).ShouldBe([1, 2, 3]);
        json.GetProperty("newest")
            .EnumerateArray()
            .ShouldAllBe(use => use.GetProperty("use").GetProperty("words").GetString()!.StartsWith("Rain and temperature are "));
        table.ShouldContain("From the newest origin, horizon 3: Rain and temperature are ");
        table.ShouldContain("climatology");
        table.ShouldContain("with the weather observed is");
    }

    [Fact]
    public async Task Data_without_weather_have_nothing_to_ablate_and_the_command_says_so()
    {
        using var database = await Imported(TinyCountry.Observations().Replace("rainfall", "altitude", StringComparison.Ordinal));

        var table = await database.Must("evaluate", "--ablate");

        table.ShouldContain("The data hold no weather");
        table.ShouldContain("not used: the data hold none");
    }

    [Fact]
    public void The_variants_show_a_model_no_weather_the_mean_of_the_season_and_what_was_observed()
    {
        var builder = new PanelBuilder();
        for (var month = 0; month < 24; month++)
        {
            builder
                .Add("A", Period.Month(2020, 1).Plus(month), Variables.Cases, month)
                .Add("A", Period.Month(2020, 1).Plus(month), Variables.Rainfall, 10 + month);
        }

        var history = builder.Build().UpTo(Period.Month(2021, 6));
        var witness = new Witness();
        foreach (var variant in WeatherVariant.Of(witness))
        {
            variant.Forecast(history, [1]);
        }

        var seen = witness.Seen;

        seen[0].Has(Variables.Rainfall).ShouldBeFalse();
        seen[1].Series(0, Variables.Rainfall).ToArray().ShouldBe([16, 17, 18, 19, 20, 21, 16, 17, 18, 19, 20, 21, 16, 17, 18, 19, 20, 21]);
        seen[2].Series(0, Variables.Rainfall).ToArray().ShouldBe(history.Series(0, Variables.Rainfall).ToArray());
        seen.Select(panel => panel.Series(0, Variables.Cases)[^1]).ShouldBe([17, 17, 17]);
    }

    private static async Task<TestDatabase> Imported(string observations)
    {
        var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(observations);
        return database;
    }

    private sealed class Witness : IForecastModel
    {
        public List<Panel> Seen { get; } = [];

        public string Name => "witness";

        public ForecastTable Forecast(Panel history, IReadOnlyList<int> horizons)
        {
            Seen.Add(history);
            return new ForecastTable(history.Last, history.Locations, horizons);
        }
    }
}
