using System.Net;
using System.Text.Json;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Chap.Service;

public sealed class ChapServiceTests : IAsyncLifetime
{
    private ServedChap _chap = null!;

    public async ValueTask InitializeAsync() => _chap = await ServedChap.Start();

    public ValueTask DisposeAsync() => _chap.DisposeAsync();

    [Fact]
    public async Task It_is_healthy_in_the_words_CHAP_waits_for() =>
        (await _chap.Get("/health")).Body.GetRawText().ShouldBe("""{"status":"healthy"}""");

    [Fact]
    public async Task Its_description_has_everything_that_CHAP_reads()
    {
        var info = (await _chap.Get("/api/v1/info")).Body;
        info.GetProperty("id").GetString()!.ShouldMatch("^[a-z][a-z0-9]*(-[a-z0-9]+)*$");
        info.GetProperty("period_type").GetString().ShouldBe("monthly");
        info.GetProperty("model_metadata").GetProperty("author_assessed_status").GetString().ShouldBe("yellow");
        foreach (
            var name in (string[])
                [
                    "display_name",
                    "version",
                    "description",
                    "min_prediction_periods",
                    "max_prediction_periods",
                    "allow_free_additional_continuous_covariates",
                    "required_covariates",
                    "requires_geo",
                ]
        )
        {
            info.TryGetProperty(name, out _).ShouldBeTrue(name);
        }
    }

    [Fact]
    public async Task CHAP_configures_trains_predicts_and_reads_the_samples()
    {
        var (historic, future) = ServedChap.Frames();
        var config = await _chap.Config(new { user_option_values = new { samples = 200 } });
        (await _chap.Get("/api/v1/configs"))
            .Body.EnumerateArray()
            .Select(found => found.GetProperty("id").GetString())
            .ShouldContain(config);

        var (status, training) = await _chap.Post(
            "/api/v1/ml/$train",
            new
            {
                config_id = config,
                data = historic,
                run_info = new { prediction_length = 3 },
            }
        );
        status.ShouldBe(HttpStatusCode.Accepted);
        training.EnumerateObject().Select(member => member.Name).ShouldBe(["job_id", "artifact_id", "message"], ignoreOrder: true);
        var trained = await _chap.Ended(training);
        trained.GetProperty("status").GetString().ShouldBe("completed", trained.GetRawText());
        trained.GetProperty("artifact_id").GetString().ShouldBe(training.GetProperty("artifact_id").GetString());

        var (_, prediction) = await _chap.Post(
            "/api/v1/ml/$predict",
            new
            {
                artifact_id = training.GetProperty("artifact_id").GetString(),
                historic,
                future,
                run_info = new { prediction_length = 3 },
            }
        );
        (await _chap.Ended(prediction)).GetProperty("status").GetString().ShouldBe("completed");
        var artifact = (await _chap.Get($"/api/v1/artifacts/{prediction.GetProperty("artifact_id").GetString()}")).Body;

        artifact.GetProperty("parent_id").GetString().ShouldBe(training.GetProperty("artifact_id").GetString());
        // CHAP's schema of this object forbids any other member.
        var data = artifact.GetProperty("data");
        data.EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["type", "metadata", "content", "content_type", "content_size"], ignoreOrder: true);
        data.GetProperty("type").GetString().ShouldBe("ml_prediction");
        var content = data.GetProperty("content");
        content
            .GetProperty("columns")
            .EnumerateArray()
            .Select(name => name.GetString())
            .Take(4)
            .ShouldBe(["time_period", "location", "sample_0", "sample_1"]);
        var rows = content.GetProperty("data").EnumerateArray().ToArray();
        rows.Length.ShouldBe(18);
        rows.ShouldAllBe(row => row.GetArrayLength() == 202);
        rows.Select(row => row[0].GetString()).Distinct().Order().ShouldBe(["2023-10", "2023-11", "2023-12"]);
    }

    [Fact]
    public async Task An_empty_configuration_comes_back_with_the_defaults_and_an_identifier_that_clients_accept()
    {
        var (status, config) = await _chap.Post("/api/v1/configs", new { name = "probe", data = new { } });
        status.ShouldBe(HttpStatusCode.Created);
        config.GetProperty("id").GetString()!.ShouldMatch("^[0-7][0-9A-HJKMNP-TV-Z]{25}$");
        var data = config.GetProperty("data");
        (
            data.GetProperty("prediction_periods").GetInt32(),
            data.GetProperty("samples").GetInt32(),
            data.GetProperty("algorithm").GetString()
        ).ShouldBe((3, 1000, "auto"));

        using var gone = await _chap.Client.DeleteAsync(
            new Uri($"/api/v1/configs/{config.GetProperty("id").GetString()}", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _chap.Get($"/api/v1/configs/{config.GetProperty("id").GetString()}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_schema_offers_each_option_with_its_default()
    {
        var properties = (await _chap.Get("/api/v1/configs/$schema")).Body.GetProperty("properties");
        foreach (var name in (string[])["samples", "seed", "whole_counts", "algorithm", "prediction_periods"])
        {
            properties.GetProperty(name).TryGetProperty("default", out _).ShouldBeTrue(name);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_the_data_is_told_at_once_with_row_and_column()
    {
        var bad = new
        {
            columns = (string[])["time_period", "location", "disease_cases"],
            data = (object[][])
                [
                    ["2023-01", "Abim", "many"],
                    ["2023-13", "Abim", 4],
                ],
        };
        var (status, problem) = await _chap.Post("/api/v1/ml/$train", new { config_id = await _chap.Config(), data = bad });
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("total").GetInt32().ShouldBe(2);
        var first = problem.GetProperty("problems")[0];
        (first.GetProperty("file").GetString(), first.GetProperty("line").GetInt32()).ShouldBe(("data", 2));
    }

    [Theory]
    [InlineData("/api/v1/configs", """{"data":{}}""", "has no name")]
    [InlineData("/api/v1/configs", """{"name":"x","data":[1]}""", "are no object")]
    [InlineData("/api/v1/configs", """{"name":"x","data":{"samples":3}}""", "whole number from 20 to 10000")]
    [InlineData("/api/v1/configs", """{"id":"7","name":"x"}""", "is no ULID")]
    [InlineData("/api/v1/ml/$train", """{"config_id":"nowhere","data":{"columns":["a"],"data":[]}}""", "no configuration 'nowhere'")]
    [InlineData("/api/v1/ml/$predict", """{"artifact_id":"nowhere"}""", "is no trained model")]
    [InlineData("/api/v1/ml/$train", """{"config_id":""", "")]
    [InlineData("/api/v1/ml/$train", "", "")]
    public async Task A_bad_request_is_a_problem_document(string path, string body, string told)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await _chap.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).GetRawText().ShouldContain(told);
    }

    [Theory]
    [InlineData("data", """{"columns":["time_period"]}""", "the table is missing")]
    [InlineData(
        "data",
        """{"columns":["time_period","location","disease_cases"],"data":[["2023-01","a",{"b":1}]]}""",
        "a cell holds a table"
    )]
    [InlineData(
        "data",
        """{"columns":["time_period","location","disease_cases"],"data":[["2023W01","a",1]]}""",
        "data has weeks, and this service forecasts months"
    )]
    [InlineData("data", """{"columns":["time_period","location"],"data":[["2023-01","a"]]}""", "the column is missing")]
    public async Task A_bad_table_is_told(string name, string table, string told)
    {
        var (status, problem) = await _chap.Post(
            "/api/v1/ml/$train",
            new Dictionary<string, object> { ["config_id"] = await _chap.Config(), [name] = JsonElement.Parse(table) }
        );
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(told);
    }

    [Fact]
    public async Task A_job_that_fails_says_why_without_a_trace()
    {
        var nothing = new
        {
            columns = (string[])["time_period", "location", "disease_cases"],
            data = (object?[][])
                [
                    ["2023-01", "Abim", null],
                ],
        };
        var job = await _chap.Ended((await _chap.Post("/api/v1/ml/$train", new { config_id = await _chap.Config(), data = nothing })).Body);
        job.GetProperty("status").GetString().ShouldBe("failed");
        job.GetProperty("error").GetString().ShouldBe("Not one value of disease_cases is given. Check which data element CHAP maps to it.");
        job.GetProperty("error_traceback").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("/api/v1/jobs/01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("/api/v1/artifacts/01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("/nowhere")]
    public async Task What_is_not_there_is_a_problem_document(string path)
    {
        var (status, problem) = await _chap.Get(path);
        (status, problem.GetProperty("status").GetInt32()).ShouldBe((HttpStatusCode.NotFound, 404));
    }

    [Fact]
    public async Task A_service_for_weeks_says_so()
    {
        await using var weekly = await ServedChap.Start(PeriodType.Week);
        var info = (await weekly.Get("/api/v1/info")).Body;
        (info.GetProperty("id").GetString(), info.GetProperty("period_type").GetString()).ShouldBe(("malaria-predictor-weekly", "weekly"));
    }
}
