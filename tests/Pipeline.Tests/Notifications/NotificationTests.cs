using MalariaPredictor.Pipeline.Notifications;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Notifications;

public sealed class NotificationTests : IAsyncDisposable
{
    private readonly Harness.Service _service = new();
    private readonly SlackStub _slack = new();

    public ValueTask DisposeAsync()
    {
        _slack.Dispose();
        return _service.DisposeAsync();
    }

    [Fact]
    public async Task Start_verdicts_and_result_arrive_and_so_does_the_reason_of_a_refusal()
    {
        await _service.FirstAsync(_service.Artifact("a1"));

        var deployed = (await DeployAsync(_slack.Url, "b1", new { })).ShouldSucceed();
        var refused = await DeployAsync(_slack.Url, "c1", new { Quantiles = (double[])[1, 2, 9] });

        refused.ExitCode.ShouldBe(1, refused.All);
        foreach (
            var word in (string[])
                [
                    "begins",
                    "gate version: pass",
                    "gate replay: pass",
                    "gate latency: pass",
                    "traffic: pass",
                    "Done: release",
                    "Failed at gate replay",
                    "3 became 9",
                    "Undone: release",
                ]
        )
        {
            _slack.Texts.ShouldContain(text => text.Contains(word), word);
        }
        _slack.Refused.ShouldBeEmpty();
        var journal = await File.ReadAllTextAsync(Path.Combine(_service.State, "journal.log"), TestContext.Current.CancellationToken);
        (deployed.All + refused.All + journal).ShouldNotContain("sEcReT");
    }

    [Fact]
    public async Task A_webhook_that_is_not_there_is_complained_of_once_and_fails_nothing()
    {
        await _service.FirstAsync(_service.Artifact("a1"));
        _slack.Dispose();

        var deployed = (await DeployAsync(_slack.Url, "b1", new { })).ShouldSucceed();

        deployed.All.Split("The notification did not arrive").Length.ShouldBe(2, deployed.All);
        deployed.All.ShouldNotContain("sEcReT");
    }

    [Fact]
    public async Task What_Slack_would_read_as_markup_arrives_as_text()
    {
        using var webhook = new SlackWebhook(_slack.Url);

        (await webhook.PostAsync("a < b & <!channel>")).ShouldBeNull();
        (await webhook.PostAsync("")).ShouldBe("it answered 400");

        _slack.Texts.ShouldBe(["a &lt; b &amp; &lt;!channel&gt;"]);
        _slack.Refused.ShouldBe(["no_text"]);
    }

    [Fact]
    public async Task The_address_comes_from_the_environment_or_a_file_and_a_wrong_one_is_not_repeated()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("hook"), "https://hooks.example/x\n", TestContext.Current.CancellationToken);
        SlackWebhook.Address(name => name == "SLACK_WEBHOOK_URL_FILE" ? folder.File("hook") : null).ShouldBe("https://hooks.example/x");
        SlackWebhook.Address(_ => null).ShouldBeNull();
        SlackWebhook.Address(name => name == "SLACK_WEBHOOK_URL_FILE" ? folder.File("none") : null).ShouldBe("");
        using var webhook = new SlackWebhook("hunter2");
        (await webhook.PostAsync("hello")).ShouldBe("SLACK_WEBHOOK_URL does not hold an http(s) address");
    }

    private Task<Cli.Result> DeployAsync(string url, string name, object behavior) =>
        _service.RunWithAsync(
            ("SLACK_WEBHOOK_URL", url),
            "deploy",
            "--artifact",
            _service.Artifact(name, behavior),
            "--watch-seconds",
            "0.2"
        );
}
