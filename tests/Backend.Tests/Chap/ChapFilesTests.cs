using System.Text.Json;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Tests.Commands;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Chap;

public sealed class ChapFilesTests : IDisposable
{
    private readonly Scratch _scratch = Scratch.Empty();

    [Fact]
    public async Task A_simulated_country_is_trained_on_and_predicted()
    {
        (await Cli.RunAsync(_scratch, "simulate", "--out", _scratch.Folder, "--districts", "5", "--years", "6")).Code.ShouldBe(
            ExitCode.Done
        );
        var text = await File.ReadAllTextAsync(Path.Combine(_scratch.Folder, "observations.csv"), TestContext.Current.CancellationToken);
        var files = new ChapFiles(_scratch, text).Cut(3);

        (await Run("train", files.Historic, files.Model)).Output.ShouldContain("log-WIS of");
        var (_, output, error) = await Run("predict", files.Model, files.Historic, files.Future, files.Predictions);

        output.ShouldContain("15 rows of 1000 samples");
        error.ShouldContain("Not used: rainfall");
        var rows = files.Read();
        rows.Select(row => row.Period).Distinct().ShouldBe(files.Periods.TakeLast(3));
        rows.Select(row => row.Location).Distinct().Count().ShouldBe(5);
        rows.ShouldAllBe(row => row.Samples.Length == 1000 && row.Samples.All(cases => double.IsFinite(cases) && cases >= 0));
    }

    [Theory]
    [InlineData("vietnam-dengue", 3, 57)]
    [InlineData("uganda", 3, 348)]
    [InlineData("amhara-weekly", 12, 564)]
    public async Task Real_data_are_trained_on_and_most_of_what_happened_lies_within_the_samples(string set, int ahead, int rows)
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "BENCHMARK_DATA is not set: the real files are not here to be read.");
        var text = await File.ReadAllTextAsync(Path.Combine(data!, set, "observations.csv"), TestContext.Current.CancellationToken);
        var files = new ChapFiles(_scratch, text).Cut(ahead);

        await Run("train", files.Historic, files.Model);
        await Run("predict", files.Model, files.Historic, files.Future, files.Predictions);

        var cases = text.Split('\n')
            .Skip(1)
            .Select(line => line.Split(','))
            .Where(cells => cells.Length > 2 && cells[2].Length > 0)
            .ToDictionary(cells => (cells[0], cells[1]), cells => double.Parse(cells[2]));
        var predicted = files.Read();
        predicted.Count.ShouldBe(rows);
        var known = predicted.Where(row => cases.ContainsKey((row.Period, row.Location))).ToArray();
        known
            .Count(row => row.Samples.Min() <= cases[(row.Period, row.Location)] && row.Samples.Max() >= cases[(row.Period, row.Location)])
            .ShouldBeGreaterThan(known.Length * 85 / 100);
    }

    [Fact]
    public async Task Temperatures_in_kelvin_are_converted_with_a_warning_and_change_no_prediction()
    {
        var celsius = WithTemperature(month => $"{20 + (month % 12):0}.85");
        var kelvin = WithTemperature(month => $"{294 + (month % 12):0}.00");
        var predictions = new List<string>();
        foreach (var text in (string[])[celsius, kelvin])
        {
            var files = new ChapFiles(_scratch, text).Cut(3);
            var (_, _, trained) = await Run("train", files.Historic, files.Model);
            var (_, _, predicted) = await Run("predict", files.Model, files.Historic, files.Future, files.Predictions);
            predictions.Add(await File.ReadAllTextAsync(files.Predictions, TestContext.Current.CancellationToken));
            foreach (var said in (string[])[trained, predicted])
            {
                said.Contains("column mean_temperature is in kelvin (294 to 305): converted to degrees Celsius").ShouldBe(text == kelvin);
            }
        }

        predictions[1].ShouldBe(predictions[0]);
    }

    [Fact]
    public async Task Single_temperatures_in_kelvin_are_still_refused()
    {
        var file = _scratch.Write("train.csv", WithTemperature(month => month == 7 ? "298.4" : "25.1"));

        var (code, _, error) = await Cli.RunAsync(_scratch, "chap", "train", file, Path.Combine(_scratch.Folder, "model"));

        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain("'298.4': mean_temperature is in degrees Celsius. Is it in kelvin?");
    }

    [Fact]
    public async Task Predicting_twice_gives_the_same_bytes_and_another_seed_others()
    {
        var files = await Trained();
        var first = await Bytes();
        (await Bytes()).ShouldBe(first);
        (await Bytes("--config", _scratch.Write("c.yaml", "seed: 2\n"))).ShouldNotBe(first);

        async Task<byte[]> Bytes(params string[] config)
        {
            await Run(["predict", files.Model, files.Historic, files.Future, files.Predictions, .. config]);
            return await File.ReadAllBytesAsync(files.Predictions, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_configuration_is_the_YAML_that_CHAP_writes()
    {
        var files = new ChapFiles(_scratch, Country()).Cut(2);
        var config = _scratch.Write(
            "model_configuration_for_run.yaml",
            "additional_continuous_covariates: []\nprediction_length: 2\nuser_option_values:\n  algorithm: last-value\n  samples: 50\n  "
                + "whole_counts: true\n"
        );

        (await Run("train", files.Historic, files.Model, "--config", config)).Output.ShouldContain("last-value was asked for.");
        (await Run("predict", files.Model, files.Historic, files.Future, files.Predictions, "--config", config)).Output.ShouldContain(
            "50 samples, by last-value"
        );
        files.Read().ShouldAllBe(row => row.Samples.Length == 50 && row.Samples.All(cases => cases == Math.Floor(cases)));
    }

    [Theory]
    [InlineData("samples: many\n", "The option samples is 'many'. Set it to a whole number from 20 to 10000")]
    [InlineData(
        "user_option_values: {sample: 5}\n",
        "There is no option 'sample'. The options are samples, seed, whole_counts, algorithm."
    )]
    [InlineData("algorithm: prophet\n", "The option algorithm is 'prophet'. Set it to one of auto, srp")]
    [InlineData("a: [1\n", "c.yaml:2 is not YAML")]
    [InlineData("- 1\n", "c.yaml holds no options.")]
    public async Task A_bad_configuration_is_told_with_its_remedy(string yaml, string told)
    {
        var files = new ChapFiles(_scratch, Country()).Cut(2);
        var (code, _, error) = await Cli.RunAsync(
            _scratch,
            "chap",
            "train",
            files.Historic,
            files.Model,
            "--config",
            _scratch.Write("c.yaml", yaml)
        );
        (code, File.Exists(files.Model)).ShouldBe((ExitCode.Failed, false));
        error.ShouldContain(told);
    }

    [Fact]
    public async Task Periods_come_back_as_they_were_written_and_quoted_names_whole()
    {
        var files = await Trained();
        var future = _scratch.Write("odd.csv", "time_period;location\n202312;\"Eno, East\"\n202312;Dunga\n");
        await Run("predict", files.Model, files.Historic, future, files.Predictions);
        var lines = await File.ReadAllLinesAsync(files.Predictions, TestContext.Current.CancellationToken);
        lines
            .Skip(1)
            .Select(line => line[..line.LastIndexOf(line.StartsWith("202312,\"", StringComparison.Ordinal) ? '"' : 'a')])
            .ShouldBe(["202312,\"Eno, East", "202312,Dung"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_place_that_reported_too_little_is_given_the_spread_of_the_others()
    {
        var files = await Trained();
        var (_, _, error) = await Run(
            "predict",
            files.Model,
            files.Historic,
            _scratch.Write("f.csv", "time_period,location\n2023-12,Quiet\n"),
            files.Predictions
        );
        error.ShouldContain("Too little was reported from Quiet: given the spread of all other places.");
        var samples = files.Read().Single().Samples;
        samples.Max().ShouldBeGreaterThan(3 * samples.Min());
    }

    [Fact]
    public async Task When_the_last_reports_are_missing_forecasts_start_before_them()
    {
        var files = await Trained();
        var holes = (await File.ReadAllTextAsync(files.Historic, TestContext.Current.CancellationToken))
            .Split('\n')
            .Select(line => line.Contains("2023-10") && !line.Contains('"') ? WithoutCases(line) : line);
        var (_, _, error) = await Run(
            "predict",
            files.Model,
            _scratch.Write("h.csv", string.Join('\n', holes)),
            files.Future,
            files.Predictions
        );
        error.ShouldContain("Too few places have reported after 2023-09: forecasts start from there.");
        File.ReadLines(files.Predictions).Count().ShouldBe(1 + 12);
    }

    [Theory]
    [InlineData("time_period,location\n2019-05,Akoro\n", "f.csv asks for 2019-05, and cases are known to 2023-10 already.")]
    [InlineData("time_period,location\n2024-05,Atlantis\n", "f.csv asks for 1 location without any history: Atlantis.")]
    [InlineData("time_period,location\n2024W05,Akoro\n", "f.csv asks for weeks, while the history has months.")]
    [InlineData("period,location\n2024-05,Akoro\n", "Is 'period' meant? Rename it to time_period.")]
    [InlineData("time_period,location\n2024-13,Akoro\n", "f.csv:2, time_period, '2024-13'")]
    public async Task A_future_that_cannot_be_answered_is_refused(string future, string told)
    {
        var files = await Trained();
        var (code, _, error) = await Cli.RunAsync(
            _scratch,
            "chap",
            "predict",
            files.Model,
            files.Historic,
            _scratch.Write("f.csv", future),
            files.Predictions
        );
        (code, File.Exists(files.Predictions)).ShouldBe((ExitCode.Failed, false));
        error.ShouldContain(told);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_told()
    {
        var files = await Trained();
        (
            await Cli.RunAsync(_scratch, "chap", "predict", files.Historic, files.Historic, files.Future, files.Predictions)
        ).Error.ShouldContain("is not a trained model. Train one:");
        (await Cli.RunAsync(_scratch, "chap", "predict", "nowhere", files.Historic, files.Future, files.Predictions)).Error.ShouldContain(
            "There is no model nowhere."
        );
        var other = (await File.ReadAllTextAsync(files.Model, TestContext.Current.CancellationToken)).Replace(
            "chap-model/1",
            "chap-model/9"
        );
        (
            await Cli.RunAsync(_scratch, "chap", "predict", _scratch.Write("m", other), files.Historic, files.Future, files.Predictions)
        ).Error.ShouldContain("this release reads malaria-predictor/chap-model/1");
    }

    [Fact]
    public async Task The_model_file_says_what_it_is_in_readable_JSON()
    {
        var files = await Trained();
        var model = JsonDocument.Parse(await File.ReadAllTextAsync(files.Model, TestContext.Current.CancellationToken)).RootElement;
        model.GetProperty("origin").GetString().ShouldBe("2023-10");
        model.GetProperty("locations").GetInt32().ShouldBe(6);
        model.GetProperty("trainedOn").GetString()!.Length.ShouldBe(64);
        model.GetProperty("dependence").GetProperty("common").GetArrayLength().ShouldBe(3);
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>Quoted names hold a comma in the tiny country: those rows are left to the test that is about them.</summary>
    private static string Country() => TinyCountry.Observations().Replace("\"Eno, East\"", "Eno").Replace("\"", "");

    private static string WithoutCases(string line)
    {
        var cells = line.Split(',');
        cells[3] = "";
        return string.Join(',', cells);
    }

    private async Task<ChapFiles> Trained()
    {
        var files = new ChapFiles(_scratch, Country().Replace(",Eno,", ",Eno_East,")).Cut(2);
        _scratch.Write("historic.csv", (await File.ReadAllTextAsync(files.Historic)).Replace("Eno_East", "\"Eno, East\""));
        _scratch.Write("future.csv", (await File.ReadAllTextAsync(files.Future)).Replace(",Eno_East,", ",\"Eno, East\","));
        await Run("train", files.Historic, files.Model);
        return files;
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        var ran = await Cli.RunAsync(_scratch, ["chap", .. arguments]);
        ran.Code.ShouldBe(ExitCode.Done, ran.Error);
        return ran;
    }

    private static string WithTemperature(Func<int, string> temperature) =>
        "time_period,location,disease_cases,mean_temperature\n"
        + string.Concat(
            from place in (string[])["Leon", "Managua"]
            from month in Enumerable.Range(0, 48)
            select $"{2018 + (month / 12)}-{1 + (month % 12):00},{place},{100 + (month % 12 * 5)},{temperature(month)}\n"
        );
}
