using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Tests.Sources.Modis;

public sealed class AppEearsFaultTests : EveryConnectorTests
{
    private protected override async Task<ConnectorStage> StageAsync()
    {
        var stub = await new AppEearsStub().StartAsync();
        return await ModisPlaces.StageAsync(
            stub,
            $"modis:\n  service: appeears\n  url: {stub.Address}api\n  variables: [lst_day]\n",
            key: AppEearsStub.Token,
            first: "2024-03"
        );
    }
}

public sealed class AppEearsTests : IAsyncLifetime
{
    private readonly AppEearsStub _appEears = new();
    private ServiceStub _stub = null!;
    private ConnectorStage? _stage;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stub = await _appEears.StartAsync();

    public async ValueTask DisposeAsync() => await (_stage?.DisposeAsync() ?? _stub.DisposeAsync());

    [Fact]
    public async Task Means_of_places_are_exact_by_the_share_of_each_cell()
    {
        // The border between the places, 30.05, lies in the middle of no cell of 1/120 degree: 30.05 = 3606 / 120.
        _appEears.Cell = (band, _, longitude, _) =>
            band == "QC_Day" ? 0
            : longitude < 30.025 ? 15000
            : 15600;
        await StageAsync(AppEearsStub.Token);
        (await _stage!.RunAsync(Token)).Warnings.ShouldBeEmpty();
        (await ValueAsync("West", 3)).ShouldBe((15300 * 0.02) - 273.15, 1e-3);
        (await ValueAsync("East", 3)).ShouldBe((15600 * 0.02) - 273.15, 1e-3);
    }

    [Fact]
    public async Task Cells_without_data_or_in_cloud_are_left_out()
    {
        _appEears.Cell = (band, _, longitude, latitude) =>
            band == "QC_Day" ? (longitude > 30.05 ? 2 : 0)
            : latitude > 1.04 ? 0
            : 15000;
        await StageAsync(AppEearsStub.Token);
        (await _stage!.RunAsync(Token)).Warnings.ShouldContain(warning => warning.Contains("East"));
        (await ValueAsync("West", 3)).ShouldBe(300 - 273.15, 1e-3);
    }

    [Fact]
    public async Task User_and_password_are_exchanged_for_a_token()
    {
        await StageAsync(AppEearsStub.User);
        (await _stage!.RunAsync(Token)).New.ShouldBeGreaterThan(0);
        _stub.Requests.Count(request => request.Contains("/login")).ShouldBe(1);
    }

    [Theory]
    [InlineData("expired-token")]
    [InlineData("user:wrong")]
    public async Task A_key_that_is_not_accepted_says_where_to_get_one(string key)
    {
        await StageAsync(key);
        var failure = await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token));
        failure.Message.ShouldContain("urs.earthdata.nasa.gov");
        failure.Line.ShouldContain("MODIS_API_KEY");
        failure.Line.ShouldNotContain(key);
        var scope = await SourceScope.ReadAsync(_stage!.Scratch.Database, null, _stage.Clock.GetUtcNow(), Token);
        (await _stage.Source.CheckAsync(scope, Token)).ShouldContain(line => line.Works == false);
    }

    [Fact]
    public async Task A_task_that_takes_long_is_waited_for_again_and_not_begun_twice()
    {
        _appEears.States = ["processing"];
        await StageAsync(AppEearsStub.Token);
        (await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token))).Message.ShouldContain("more than 2 hours");
        var begun = _appEears.Submitted;
        _appEears.States = ["done"];
        (await _stage!.RunAsync(Token)).New.ShouldBeGreaterThan(0);
        _appEears.Submitted.ShouldBe(begun);
    }

    [Fact]
    public async Task A_task_that_failed_is_begun_anew_by_the_next_run()
    {
        _appEears.States = ["processing", "error"];
        await StageAsync(AppEearsStub.Token);
        (await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token))).Message.ShouldContain("Out of memory");
        var begun = _appEears.Submitted;
        _appEears.States = ["done"];
        (await _stage!.RunAsync(Token)).New.ShouldBeGreaterThan(0);
        _appEears.Submitted.ShouldBeGreaterThan(begun);
    }

    [Fact]
    public async Task A_task_whose_id_was_lost_is_found_by_its_name()
    {
        _appEears.States = ["processing"];
        await StageAsync(AppEearsStub.Token);
        await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token));
        var begun = _appEears.Submitted;
        Directory.Delete($"{Path.Combine(_stage!.Scratch.Folder, "test.db")}.sources", recursive: true);
        _appEears.States = ["done"];
        await _stage.RunAsync(Token);
        _appEears.Submitted.ShouldBe(begun);
    }

    [Fact]
    public async Task A_second_run_begins_no_task_until_a_new_composite_may_be_there()
    {
        await StageAsync(AppEearsStub.Token);
        await _stage!.RunAsync(Token);
        var begun = _appEears.Submitted;
        (await _stage.RunAsync(Token)).Stored.ShouldBeEmpty();
        _appEears.Submitted.ShouldBe(begun);
    }

    [Fact]
    public async Task A_damaged_file_is_fetched_again_and_a_foreign_one_is_refused()
    {
        _appEears.Spoil = (_, bytes) => bytes[..(bytes.Length / 2)];
        await StageAsync(AppEearsStub.Token);
        (await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token))).Message.ShouldContain("it is damaged or was cut off");
        _appEears.Spoil = null;
        _appEears.Shift = 1;
        (await Should.ThrowAsync<UserFacingException>(() => _stage!.RunAsync(Token))).Message.ShouldContain("was asked for");
        _appEears.Shift = 0;
        (await _stage!.RunAsync(Token)).New.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("0.1", "its scale is '0.1'")]
    [InlineData("0.02", "lie outside 7500 to 65535")]
    public async Task Another_scale_or_unit_is_refused(string scale, string expected)
    {
        (_appEears.Scale, _appEears.Cell) = (scale, (band, _, _, _) => band == "QC_Day" ? 0 : 300);
        await StageAsync(AppEearsStub.Token);
        var before = await _stage!.ValuesAsync();
        (await Should.ThrowAsync<UserFacingException>(() => _stage.RunAsync(Token))).Message.ShouldContain(expected);
        (await _stage.ValuesAsync()).ShouldBe(before);
    }

    private async Task StageAsync(string key) =>
        _stage = await ModisPlaces.StageAsync(
            _stub,
            $"modis:\n  service: appeears\n  url: {_stub.Address}api\n  variables: [lst_day]\n",
            key: key,
            first: "2024-03"
        );

    private Task<double> ValueAsync(string place, int month) => _stage!.Scratch.ValueAsync("lst_day", place, Period.Month(2024, month));
}
