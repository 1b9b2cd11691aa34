using System.Text.Json;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Tests.Serving;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Models;

public sealed class TrainingTests
{
    [Fact]
    public async Task Training_and_forecasting_twice_change_nothing_the_second_time()
    {
        using var database = await TestDatabase.Forecast();

        var train = JsonElement.Parse(await database.Must("train", "--json"));
        var forecast = JsonElement.Parse(await database.Must("forecast", "--json"));

        train.GetProperty("created").GetBoolean().ShouldBeFalse();
        train.GetProperty("version").GetInt32().ShouldBe(1);
        forecast.GetProperty("created").GetBoolean().ShouldBeFalse();
        forecast.GetProperty("run").GetInt64().ShouldBe(1);
        forecast.GetProperty("tooLittleData").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Other_data_make_another_version_and_the_alias_moves()
    {
        using var database = await TestDatabase.Forecast();
        await database.Import(TinyCountry.Observations(seed: 3));

        var train = JsonElement.Parse(await database.Must("train", "--json"));

        train.GetProperty("version").GetInt32().ShouldBe(2);
        train.GetProperty("alias").GetString().ShouldBe("champion");
    }

    [Fact]
    public async Task Evaluate_prints_every_model_by_horizon_and_half_and_registers_nothing()
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(TinyCountry.Observations());

        var table = await database.Must("evaluate");
        var json = JsonElement.Parse(await database.Must("evaluate", "--json"));

        foreach (var word in new[] { "srp", "seasonal-naive", "climatology", "last-value", "log-WIS", "MAE", "cov80", "early", "late" })
        {
            table.ShouldContain(word);
        }

        json.GetProperty("backtest").GetProperty("yardstick").GetString().ShouldBe("srp");
        (await database.Run("forecast")).Error.ShouldContain("malaria-predictor train");
    }

    [Theory]
    [InlineData("train")]
    [InlineData("evaluate")]
    [InlineData("forecast")]
    public async Task Without_data_a_command_says_what_to_import(string command)
    {
        using var database = new TestDatabase();
        await database.Must("migrate", "up");

        var (code, _, error) = await database.Run(command);

        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain("malaria-predictor import");
    }

    [Fact]
    public void Equal_values_have_equal_canonical_json_whatever_their_order() =>
        CanonicalJson.Write(new { b = 1, a = new { d = "ü", c = 2.5 } }).ShouldBe("""{"a":{"c":2.5,"d":"ü"},"b":1}""");

    [Fact]
    public void A_digest_changes_with_any_bit_of_a_panel()
    {
        var digest = PanelDigest.Of(Panel(7));

        PanelDigest.Of(Panel(7)).ShouldBe(digest);
        PanelDigest.Of(Panel(Math.BitIncrement(7))).ShouldNotBe(digest);
    }

    private static Panel Panel(double value) =>
        new PanelBuilder()
            .Add("A", Period.Month(2020, 1), Variables.Cases, value)
            .Add("A", Period.Month(2020, 2), Variables.Cases, 3)
            .Build();
}
