using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

public sealed class Era5Tests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Months_are_asked_for_with_the_area_of_the_places_and_a_margin()
    {
        var store = new CdsStub();
        await using var stage = await Era5Stage.OpenAsync(store);
        var report = await stage.RunAsync(Token);
        report.Sentence.ShouldBe("era5: 3 parts stored, 2024-01 to 2024-03, 12 new values, 0 corrected.");
        const string expected = """
            {"variable":["2m_temperature","total_precipitation"],"product_type":["monthly_averaged_reanalysis"],"year":["2024"],
            "month":["01"],"time":["00:00"],"data_format":"netcdf","download_format":"unarchived","area":[1.1,29.9,-0.1,32.1]}
            """;
        store.Asked.First().ToJsonString().ShouldBe(expected.ReplaceLineEndings(""));
        (await stage.Scratch.ValueAsync(Variables.MeanTemperature, "West", Period.Month(2024, 2))).ShouldBe(22.01, 1e-3);
        (await stage.Scratch.ValueAsync(Variables.MeanTemperature, "East", Period.Month(2024, 2))).ShouldBe(23.01, 0.06);
        // A rate a day, times the days of the month.
        (await stage.Scratch.ValueAsync(Variables.Rainfall, "West", Period.Month(2024, 2))).ShouldBe(3 * 1.2 * 29, 1e-3);
    }

    [Fact]
    public async Task Years_that_can_be_final_are_one_request_and_the_newest_months_one_each()
    {
        var store = new CdsStub();
        await using var stage = await Era5Stage.OpenAsync(store, "2021-11");
        var report = await stage.RunAsync(Token);
        report
            .Stored.Select(part => $"{part.Part.Key} {part.Fetched.Version}")
            .ShouldBe(["2021 final", "2022 final", "2023 final", "2024-01 ERA5T", "2024-02 ERA5T", "2024-03 ERA5T"]);
        store.Asked.First()["month"]!.ToJsonString().ShouldBe("""["11","12"]""");
    }

    [Fact]
    public async Task A_second_run_asks_for_what_is_new_and_nothing_else()
    {
        var store = new CdsStub { FinalUntil = new DateOnly(2024, 3, 31) };
        var stage = await Era5Stage.OpenAsync(store);
        await stage.RunAsync(Token);
        var asked = store.Asked.Count;
        (await stage.RunAsync(Token)).Sentence.ShouldBe("era5: nothing new.");
        store.Asked.Count.ShouldBe(asked);

        await using var later = await LaterAsync(stage, store, new DateTimeOffset(2024, 5, 10, 6, 0, 0, TimeSpan.Zero));
        store.Last = new DateOnly(2024, 5, 4);
        (await later.RunAsync(Token)).Stored.Select(part => part.Part.Key).ShouldBe(["2024-04"]);
    }

    [Fact]
    public async Task Preliminary_values_are_replaced_by_final_ones_and_what_was_known_stays_known()
    {
        var store = new CdsStub();
        var stage = await Era5Stage.OpenAsync(store);
        (await stage.RunAsync(Token)).Stored.ShouldAllBe(part => part.Fetched.Version == "ERA5T" && !part.Fetched.IsFinal);
        var observations = new MalariaPredictor.Backend.Storage.Observations(stage.Scratch.Database);
        var then = (await observations.LastRecordedAtAsync(Token))!.Value;

        (store.FinalUntil, store.Last) = (new DateOnly(2024, 3, 31), new DateOnly(2024, 7, 4));
        await using var later = await LaterAsync(stage, store, new DateTimeOffset(2024, 7, 10, 6, 0, 0, TimeSpan.Zero));
        var report = await later.RunAsync(Token);
        report.Stored.Where(part => part.Part.Key.CompareTo("2024-04") < 0).ShouldAllBe(part => part.Fetched.Version == "final");
        // Temperature and rain of two places in three months.
        report.Corrected.ShouldBe(12);

        var (old, now) = (
            (await observations.PanelAsOfAsync(then, Token))!,
            (await observations.PanelAsOfAsync(DateTimeOffset.MaxValue, Token))!
        );
        old.Series(old.Locations.ToList().IndexOf("West"), Variables.MeanTemperature)[0].ShouldBe(21.01, 1e-3);
        now.Series(now.Locations.ToList().IndexOf("West"), Variables.MeanTemperature)[0].ShouldBe(21.51, 1e-3);
        (await later.RunAsync(Token)).Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task Final_values_that_do_not_come_are_asked_for_once_a_week()
    {
        var store = new CdsStub { Last = new DateOnly(2024, 7, 4) };
        var stage = await Era5Stage.OpenAsync(store, now: new DateTimeOffset(2024, 7, 10, 6, 0, 0, TimeSpan.Zero));
        await stage.RunAsync(Token);
        (await stage.RunAsync(Token)).Stored.ShouldBeEmpty();
        await using var later = await LaterAsync(stage, store, new DateTimeOffset(2024, 7, 18, 6, 0, 0, TimeSpan.Zero));
        (await later.RunAsync(Token)).Stored.Select(part => part.Part.Key).ShouldBe(["2024-01", "2024-02", "2024-03"]);
    }

    [Theory]
    [InlineData("era5-land")]
    [InlineData("era5")]
    public async Task Weeks_are_whole_over_the_ends_of_months(string dataset)
    {
        var store = new CdsStub();
        await using var stage = await Era5Stage.OpenAsync(store, "2024-W08", $"dataset: {dataset}");
        var report = await stage.RunAsync(Token);
        // The rain of Sunday the 31st of March is dated the 1st of April, which is there; that of the next week is not.
        report.Stored.Select(part => part.Part.Key).ShouldBe(["2024-02-weeks", "2024-03-weeks"]);
        report.Stored[^1].Part.Last.ShouldBe(new DateOnly(2024, 3, 31));
        foreach (var week in (int[])[8, 9, 13])
        {
            DateOnly[] days = [.. Enumerable.Range(0, 7).Select(Period.Week(2024, week).Start.AddDays)];
            (await stage.Scratch.ValueAsync(Variables.Rainfall, "West", Period.Week(2024, week))).ShouldBe(
                days.Sum(store.Rain),
                1e-3,
                $"week {week}"
            );
            (await stage.Scratch.ValueAsync(Variables.MeanTemperature, "West", Period.Week(2024, week))).ShouldBe(
                days.Average(day => store.Temperature(day, 30)),
                1e-3,
                $"week {week}"
            );
        }

        (await stage.RunAsync(Token)).Stored.ShouldBeEmpty();
        store.Last = new DateOnly(2024, 4, 8);
        (await stage.RunAsync(Token)).Stored.Select(part => $"{part.Part.Key} {part.Report.New}").ShouldBe(["2024-04-weeks 4"]);
    }

    [Fact]
    public async Task Humidity_is_taken_from_temperature_and_dew_point()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub(), yaml: "variables: [humidity]");
        stage.Source.Stores.ShouldBe(["relative_humidity"]);
        await stage.RunAsync(Token);
        // Magnus at 21.01 °C, and 5 degrees below.
        (await stage.Scratch.ValueAsync("relative_humidity", "West", Period.Month(2024, 1))).ShouldBe(73.1, 0.1);
    }

    [Fact]
    public async Task A_run_that_stops_while_it_waits_goes_on_with_the_same_job()
    {
        var store = new CdsStub { Polls = 20 };
        await using var stage = await Era5Stage.OpenAsync(store);
        using var stop = new CancellationTokenSource();
        stage.Stub.Faults = request =>
        {
            if (request.Path.Value!.Contains("/jobs/", StringComparison.Ordinal))
            {
                stop.Cancel();
            }

            return Fault.None;
        };
        await Should.ThrowAsync<OperationCanceledException>(() => stage.RunAsync(stop.Token));
        store.Asked.Count.ShouldBe(1);
        stage.Stub.Faults = null;
        await stage.RunAsync(Token);
        store.Asked.Count.ShouldBe(3);
        // 1, 1.5, 2.25 … seconds, and never more than two minutes.
        stage.Clock.Waited.ShouldBeInRange(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(120));
    }

    [Fact]
    public async Task A_job_that_the_store_has_forgotten_is_asked_for_again()
    {
        var store = new CdsStub();
        await using var stage = await Era5Stage.OpenAsync(store);
        var forgotten = false;
        stage.Stub.Faults = request =>
        {
            if (!forgotten && request.Path.Value!.Contains("/cache/", StringComparison.Ordinal))
            {
                forgotten = true;
                store.ForgetJobs();
            }

            return Fault.None;
        };
        (await stage.RunAsync(Token)).New.ShouldBe(12);
    }

    [Fact]
    public async Task A_job_that_never_ends_is_left_for_the_next_run()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { Polls = int.MaxValue });
        var failure = await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token));
        failure.Message.ShouldContain("is not done after 6 hours");
    }

    [Fact]
    public async Task What_is_too_large_is_asked_for_in_halves()
    {
        var store = new CdsStub { MostFields = 100 };
        await using var stage = await Era5Stage.OpenAsync(store, "2024-W11");
        (await stage.RunAsync(Token)).New.ShouldBeGreaterThan(0);
        store.Asked.Count.ShouldBeGreaterThan(4);
        var monday = Period.Week(2024, 11).Start;
        (await stage.Scratch.ValueAsync(Variables.MeanTemperature, "West", Period.Week(2024, 11))).ShouldBe(
            Enumerable.Range(0, 7).Average(day => store.Temperature(monday.AddDays(day), 30)),
            1e-3
        );
    }

    [Fact]
    public async Task What_stays_too_large_is_refused_with_what_to_leave_out()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { MostFields = 0 });
        var failure = await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token));
        failure.Message.ShouldContain("too large");
        failure.Message.ShouldContain("Leave out a variable");
    }

    [Fact]
    public async Task What_is_not_published_yet_is_no_failure()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { StatesExtent = false, Last = new DateOnly(2024, 3, 20) });
        var report = await stage.RunAsync(Token);
        report.Stored.Select(part => part.Part.Key).ShouldBe(["2024-01", "2024-02"]);
        report.Sentence.ShouldContain("2024-03: the store has not published it yet");
        (await stage.RunAsync(Token)).Waiting.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Days_that_the_store_leaves_out_without_a_word_are_waited_for()
    {
        var store = new CdsStub { StatesExtent = false, Last = new DateOnly(2024, 3, 28) };
        await using var stage = await Era5Stage.OpenAsync(store, "2024-W13", "variables: [temperature]");
        var report = await stage.RunAsync(Token);
        report.Stored.ShouldBeEmpty();
        report.Waiting.Select(part => part.Part.Key).ShouldBe(["2024-03-weeks", "2024-04-weeks"]);
        report.Waiting[0].Why.ShouldBe("the store has mean_temperature to 2024-03-28 23:00 only");
        store.Last = new DateOnly(2024, 4, 8);
        (await stage.RunAsync(Token)).New.ShouldBe(4);
    }

    [Fact]
    public async Task A_licence_that_is_not_accepted_names_the_page_to_accept_it()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub { LicenceAccepted = false });
        var failure = await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token));
        failure.Message.ShouldContain("/datasets/reanalysis-era5-land-monthly-means?tab=download#manage-licences");
        failure.Message.ShouldContain("accept the licence once");
    }

    [Theory]
    [InlineData("failed", "MARS client failed with ERROR 2", "status.ecmwf.int")]
    [InlineData("rejected", "Number of API queued requests for this dataset is temporarily limited.", "/requests")]
    public async Task A_job_that_fails_is_explained_with_the_words_of_the_store_and_asked_for_anew(
        string status,
        string words,
        string remedy
    )
    {
        var store = new CdsStub { Ending = (status, words) };
        await using var stage = await Era5Stage.OpenAsync(store);
        var failure = await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token));
        failure.Message.ShouldContain(words);
        failure.Message.ShouldContain(remedy);
        store.Ending = null;
        (await stage.RunAsync(Token)).New.ShouldBe(12);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""{"extent":{"temporal":{"interval":[["today","tomorrow"]]}},"jobID":"../../x","status":7}""")]
    [InlineData("""{"jobID":"a","status":"paused"}""")]
    [InlineData("""{"jobID":"a","status":"successful","asset":{"value":{"href":"file:///etc/passwd","file:size":"big"}}}""")]
    [InlineData("""{"jobID":"a","status":"failed","metadata":{"log":[1,["x"],{}]}}""")]
    public async Task Answers_of_another_shape_are_refused(string body)
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub());
        foreach (var step in (string[])["/catalogue/", "/execution", "/jobs/", "/results"])
        {
            stage.Stub.Faults = request =>
                request.Path.Value!.Contains(step, StringComparison.Ordinal) ? Fault.Of(200, body: body) : Fault.None;
            var failure = await Record.ExceptionAsync(() => stage.RunAsync(Token));
            // A catalogue that states no days is asked all the same.
            if (failure is not null)
            {
                failure.ShouldBeOfType<UserFacingException>().Message.ShouldStartWith("era5");
            }
        }

        stage.Stub.Faults = null;
        await stage.RunAsync(Token);
        (await stage.Scratch.ValueAsync(Variables.MeanTemperature, "West", Period.Month(2024, 2))).ShouldBe(22.01, 1e-3);
    }

    [Fact]
    public async Task A_wrong_token_is_refused_with_where_to_find_the_right_one()
    {
        await using var stage = await Era5Stage.OpenAsync(new CdsStub(), token: "another-token");
        var failure = await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token));
        failure.Message.ShouldContain("401");
        failure.Message.ShouldContain("ERA5_API_KEY");
        failure.Message.ShouldNotContain("another-token");
    }

    [Fact]
    public async Task Other_boundaries_make_it_fetch_everything_again()
    {
        var store = new CdsStub();
        await using var stage = await Era5Stage.OpenAsync(store);
        await stage.RunAsync(Token);
        await stage.Scratch.ImportAsync(
            $"{Scratch.Header}2024-01,West,5\n2024-01,East,7\n",
            """{"type":"FeatureCollection","features":["""
                + $$"""{"type":"Feature","properties":{"name":"West"},"geometry":{{GridScratch.East}}},"""
                + $$"""{"type":"Feature","properties":{"name":"East"},"geometry":{{GridScratch.West}}}]}"""
        );
        (await stage.RunAsync(Token)).Corrected.ShouldBe(6);
    }

    [Fact]
    public async Task A_database_without_boundaries_is_told_what_to_import()
    {
        var scratch = await Scratch.MigratedAsync();
        await scratch.ImportAsync($"{Scratch.Header}2024-01,West,5\n");
        await using var stage = await Era5Stage.OpenAsync(new CdsStub(), scratch: scratch);
        (await Should.ThrowAsync<UserFacingException>(() => stage.RunAsync(Token))).Message.ShouldContain(
            "no place in the database has a boundary"
        );
    }

    /// <summary>The same database and store at a later time.</summary>
    private static async Task<ConnectorStage> LaterAsync(ConnectorStage stage, CdsStub store, DateTimeOffset now)
    {
        await stage.Stub.DisposeAsync();
        return await Era5Stage.OpenAsync(store, now: now, scratch: stage.Scratch);
    }
}
