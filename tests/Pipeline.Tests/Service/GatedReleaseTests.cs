using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Service;

[Collection(nameof(Alone))]
public sealed class GatedReleaseTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task At_zero_traffic_one_percent_of_wrong_forecasts_is_refused_by_the_replay_which_names_the_location()
    {
        await _service.FirstAsync(_service.Artifact("a1", new { Locations = 200 }));
        var old = (await _service.StatusAsync()).Host!.ActiveSlot!.Release;

        var refused = await _service.DeployAsync(_service.Artifact("b1", new { Locations = 200, WrongEvery = 100 }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("gate replay failed");
        refused.Errors.ShouldContain("(here 100).forecasts[0].values[0]: 1 became 1.5");
        (await _service.AnswersAsync()).ShouldBe(old);
    }

    [Fact]
    public async Task Another_model_may_forecast_otherwise_and_every_verdict_is_shown_and_journaled()
    {
        await _service.FirstAsync(_service.Artifact("a1"));

        var deployed = (
            await _service.DeployAsync(_service.Artifact("b1", new { Quantiles = (double[])[2, 3, 4], Model = "m2" }))
        ).ShouldSucceed();

        var journal = await File.ReadAllTextAsync(Path.Combine(_service.State, "journal.log"), TestContext.Current.CancellationToken);
        foreach (
            var word in (string[])
                ["gate version", "gate forecasts", "gate replay", "since the model is another", "gate latency", "median", "traffic", "p95"]
        )
        {
            deployed.Output.ShouldContain(word);
            journal.ShouldContain(word);
        }
    }

    [Fact]
    public async Task At_zero_traffic_a_slower_release_is_refused_by_the_latency_gate_with_the_numbers()
    {
        await _service.FirstAsync(_service.Artifact("a1"));

        var refused = await _service.DeployAsync(_service.Artifact("b1", new { ThinksMilliseconds = 90 }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldMatch("gate latency failed: the new slot is slower than the old: median [0-9.]+ ms against [0-9.]+ ms");
    }

    [Fact]
    public async Task What_people_asked_lately_is_asked_of_the_new_slot_before_they_ask_it()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        await _service.Http.GetStringAsync(new Uri(_service.Url + "/headers?asked=caf%C3%A9"), TestContext.Current.CancellationToken);

        var refused = await _service.DeployAsync(_service.Artifact("b1", new { Refuses = "/headers" }));

        refused.ExitCode.ShouldBe(1, refused.All);
        refused.Errors.ShouldContain("/headers?asked=caf%C3%A9 answers 500 instead of 200");
    }

    [Fact]
    public async Task A_release_with_another_style_sheet_passes_the_replay()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var sheet = "/assets/" + "a1".PadRight(40, '0') + ".css";
        await _service.Http.GetStringAsync(new Uri(_service.Url + sheet), TestContext.Current.CancellationToken);

        (await _service.DeployAsync(_service.Artifact("b1"))).ShouldSucceed();
    }

    [Fact]
    public async Task A_gate_that_learns_nothing_holds_the_release_and_says_so_by_its_exit_code()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        var old = (await _service.StatusAsync()).Host!.ActiveSlot!.Release;

        var held = await _service.DeployAsync(_service.Artifact("b1", new { Refuses = "/version" }), "--verify-seconds", "0.3");

        held.ExitCode.ShouldBe(3, held.All);
        held.Errors.ShouldContain("gate version held for 0.3 s: /version answers 500");
        (await _service.AnswersAsync()).ShouldBe(old);
    }
}
