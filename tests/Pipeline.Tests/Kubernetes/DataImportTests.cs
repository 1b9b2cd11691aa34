using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MalariaPredictor.Pipeline.Targets.Manifests;
using MalariaPredictor.Pipeline.Targets.Process;
using MalariaPredictor.Pipeline.Tests.Harness;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Api;
using MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes;

/// <summary>Data into an environment on a cluster, by the command that people use, to a release that is accepted.</summary>
public sealed class DataImportTests : IAsyncLifetime
{
    private const string Csv = "time_period,location,disease_cases\n2024-01,Bo,12\n2024-02,Bo,9\n";
    private readonly TemporaryFolder _folder = new();
    private readonly LightDatabase _database = new();
    private ClusterStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await ClusterStage.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task From_an_empty_database_the_first_release_is_refused_until_data_are_imported_and_is_then_accepted()
    {
        var backend = new BackendTool(Built.Backend, _folder.Path, new Dictionary<string, string>());
        string[] simulate = ["simulate", "--out", _folder.Path, "--districts", "3", "--years", "4"];
        await backend.RunAsync(simulate, "simulating", "", TestContext.Current.CancellationToken);
        var observations = _folder.File("observations.csv");
        var places = (await File.ReadAllLinesAsync(observations, TestContext.Current.CancellationToken))
            .Skip(1)
            .Select(line => line.Split(',')[1])
            .Distinct();
        var hierarchy = Write("hierarchy.csv", "location,parent\n" + string.Concat(places.Select(place => $"{place},East\n")));
        var image = _stage.Pushed("real", new ProcessImage(Built.Backend));

        var refused = await _stage.DeployAsync(image, "--ready-seconds", "1");
        var imported = (
            await ImportAsync(image, observations, "--boundaries", _folder.File("boundaries.geojson"), "--hierarchy", hierarchy)
        ).ShouldSucceed();
        (await _stage.DeployAsync(image)).ShouldSucceed();

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("nothing serves");
        refused.Errors.ShouldContain($"./pipeline data import --environment NAME --image {image} FILE");
        imported.Output.ShouldContain("3 boundaries stored.");
        imported.Output.ShouldContain($"nothing serves yet: ./pipeline deploy --environment production --image {image}");
        var (code, forecasts) = await _stage.AskAsync("/api/v1/forecasts");
        code.ShouldBe(200, forecasts);
        foreach (var place in places)
        {
            forecasts.ShouldContain(place);
        }
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task The_same_file_again_stores_nothing_new_and_needs_no_image_where_one_serves()
    {
        var image = _stage.Pushed("a1", new LightImage { Commit = "a1", Database = _database });
        var file = Write("cases.csv", Csv);
        (await ImportAsync(image, file)).ShouldSucceed();
        (await _stage.DeployAsync(image)).ShouldSucceed();
        var serves = await _stage.AnswersAsync();

        var again = (await _stage.RunAsync("data", "import", file, "--json")).ShouldSucceed();

        var result = JsonDocument.Parse(again.Output).RootElement;
        result.GetProperty("outcome").GetString().ShouldBe("imported");
        result.GetProperty("serves").GetString().ShouldBe(serves);
        result.GetProperty("image").GetString().ShouldBe(image);
        var steps = result.GetProperty("steps").EnumerateArray().ToDictionary(step => step.GetProperty("step").GetString()!);
        steps.Keys.ShouldBe(["preflight", "migrate", "send", "import", "train", "forecast"]);
        var import = steps["import"].GetProperty("detail").GetString()!;
        import.ShouldContain("0 new values: all were there already.");
        import.ShouldContain("\n  warning: two totals were left out");
        (await _stage.AnswersAsync()).ShouldBe(serves);
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task What_the_importer_refuses_is_shown_in_its_own_words_and_the_rest_is_not_begun()
    {
        var chores = new ConcurrentQueue<string>();
        var image = _stage.Pushed(
            "a1",
            new LightImage
            {
                Commit = "a1",
                Database = _database,
                Chores = chores,
            }
        );

        var refused = await ImportAsync(image, Write("cases.csv", Csv + $"2024-03,Bo,{LightDatabase.Broken}\n"));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("line 3, disease_cases: '12O cases' is not a number");
        refused.Errors.ShouldContain("Stored so far: migrate.");
        refused.Errors.ShouldContain("an import stores all or nothing");
        refused.Errors.ShouldContain("run the same command again");
        _database.Imported.ShouldBeEmpty();
        chores.ShouldNotContain("a1: train");
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task A_command_that_was_killed_while_its_job_runs_leaves_nothing_that_the_next_one_does_not_clear()
    {
        var light = new LightImage
        {
            Commit = "a1",
            Database = _database,
            Hangs = "import",
        };
        var (image, file) = (_stage.Pushed("a1", light), Write("cases.csv", Csv));
        using (var killed = _stage.Start(["data", "import", "--image", image, file]))
        {
            await Patience.UntilAsync(() => Task.FromResult(light.Chores.Any(chore => chore.StartsWith("a1: import"))), "it imports");
            killed.Kill();
            await Cli.DrainAsync(killed, TestContext.Current.CancellationToken);
        }
        var left = _stage.Cluster.Store.All(ResourceType.Secrets).Count(secret => secret.Name().StartsWith("data-parcel-"));
        light.Hangs = null;

        (await ImportAsync(image, file)).ShouldSucceed();

        left.ShouldBe(1);
        _database.HasForecasts.ShouldBeTrue();
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task What_a_killed_import_has_left_is_cleared_by_resume_too()
    {
        var light = new LightImage
        {
            Commit = "a1",
            Database = _database,
            Hangs = "train",
        };
        using (var killed = _stage.Start(["data", "import", "--image", _stage.Pushed("a1", light), Write("cases.csv", Csv)]))
        {
            await Patience.UntilAsync(() => Task.FromResult(light.Chores.Contains("a1: train")), "it trains");
            killed.Kill();
            await Cli.DrainAsync(killed, TestContext.Current.CancellationToken);
        }

        (await new Deployer(_stage).ResumeAsync()).ShouldBe("Nothing is unfinished; nothing serves.");

        NothingShouldBeLeft();
    }

    [Fact]
    public async Task An_import_that_stood_still_until_another_took_over_stops_and_takes_nothing_of_the_others_away()
    {
        var light = new LightImage
        {
            Commit = "a1",
            Database = _database,
            Hangs = "import",
        };
        var (image, file) = (_stage.Pushed("a1", light), Write("cases.csv", Csv));
        using var still = _stage.Start(["data", "import", "--image", image, file]);
        await Patience.UntilAsync(() => Task.FromResult(light.Chores.Any(chore => chore.StartsWith("a1: import"))), "it imports");
        using (var stop = System.Diagnostics.Process.Start("kill", ["-STOP", $"{still.Id}"]))
        {
            await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        AgeTheLock();
        light.Hangs = "train";
        using var other = _stage.Start(["data", "import", "--image", image, file]);
        await Patience.UntilAsync(() => Task.FromResult(light.Chores.Contains("a1: train")), "the other trains");

        Signals.Continue(ProcessIdentity.Of(still.Id)!);
        var said = await Cli.DrainAsync(still, TestContext.Current.CancellationToken);
        var jobs = _stage.Cluster.Store.All(ResourceType.Jobs).Select(job => job.Name()).ToList();
        other.Kill();
        await Cli.DrainAsync(other, TestContext.Current.CancellationToken);

        still.ExitCode.ShouldBe(1);
        said.ShouldContain("the release lock was taken over");
        jobs.ShouldBe(["data-train-2"]);
    }

    [Fact]
    public async Task A_failure_behind_the_import_says_what_is_stored_and_what_the_program_holds_is_held()
    {
        var light = new LightImage { Commit = "a1", Database = _database };
        var image = _stage.Pushed(
            "a1",
            new Answering(light, arguments => arguments is ["train"] ? (3, "held by gate baseline: worse than a guess\n") : null)
        );

        var held = await ImportAsync(image, Write("cases.csv", Csv));

        held.ExitCode.ShouldBe(3);
        held.Errors.ShouldContain("held by gate baseline");
        held.Errors.ShouldContain("Stored so far: migrate, import.");
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task An_image_that_is_not_malaria_predictor_is_refused_before_anything_is_sent()
    {
        var image = _stage.Pushed("n1", new PaperImage { Ends = _ => (0, "nginx version: 1.27\n") });

        var refused = await ImportAsync(image, Write("cases.csv", Csv));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("Check that --image names an image of malaria-predictor.");
        _stage.Cluster.Server.Deeds.ShouldNotContain(one => one.Deed.Resource == "secrets" && one.Deed.Verb == "create");
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task An_image_that_does_not_know_parcels_is_told_by_its_exit_code()
    {
        var light = new LightImage { Commit = "a1", Database = _database };
        var image = _stage.Pushed(
            "a1",
            new Answering(light, arguments => arguments is ["import", ..] ? (2, "Unrecognized command or argument '--parcel'.\n") : null)
        );

        var refused = await ImportAsync(image, Write("cases.csv", Csv));

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("Unrecognized command or argument '--parcel'.");
        refused.Errors.ShouldContain("name a newer image");
    }

    [Fact]
    public async Task A_missing_right_is_named_before_anything_is_changed()
    {
        _stage.Cluster.Store.Change(
            ResourceType.Roles,
            _stage.Environment.Namespace,
            Names.Deployer,
            role =>
            {
                var rule = role!.Items("rules").First(one => one["resources"]![0]!.GetValue<string>() == "secrets");
                rule["verbs"] = new System.Text.Json.Nodes.JsonArray("get", "list", "delete");
                return role;
            }
        );

        var refused = await ImportAsync(
            _stage.Pushed("a1", new LightImage { Commit = "a1", Database = _database }),
            Write("cases.csv", Csv)
        );

        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("create secrets");
        _database.Schema.ShouldBe(0);
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task A_large_file_arrives_whole_with_little_memory()
    {
        const int Bytes = 30_000_000;
        var (image, file) = (_stage.Pushed("a1", new LightImage { Commit = "a1", Database = _database }), _folder.File("large.csv"));
        var random = new Random(7);
        await using (var large = File.CreateText(file))
        {
            await large.WriteAsync("time_period,location,disease_cases,rainfall,mean_temperature\n");
            for (var row = 0; large.BaseStream.Position < Bytes; row++)
            {
                large.Write(
                    $"{1990 + (row % 35)}-{1 + (row % 12):00},District {row % 997},{random.Next(900)},{random.Next(300)}.5,2{row % 7}.1\n"
                );
            }
        }

        using var process = _stage.Start(
            ["data", "import", "--image", image, file],
            ("DOTNET_GCHeapHardLimit", (64 << 20).ToString("X", CultureInfo.InvariantCulture))
        );
        var parts = (await Cli.EndAsync(process)).ShouldSucceed().Output;

        parts.ShouldMatch(@"large\.csv \(30\.\d MB\), packed \d+\.\d MB in \d\d parts");
        await using var read = File.OpenRead(file);
        _database
            .Imported["large.csv"]
            .ShouldBe(Convert.ToHexStringLower(await SHA256.HashDataAsync(read, TestContext.Current.CancellationToken)));
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task The_sources_alone_are_fetched_with_their_keys_by_a_job_that_may_reach_them()
    {
        (
            await _stage.Cluster.ApplyAsync(
                new k8s.Models.V1Secret
                {
                    ApiVersion = "v1",
                    Kind = "Secret",
                    Metadata = new() { Name = SecretCatalog.DataSources.Name, NamespaceProperty = _stage.Environment.Namespace },
                    StringData = null,
                    Data = new Dictionary<string, byte[]> { ["ERA5_API_KEY"] = "k"u8.ToArray() },
                }
            )
        ).Code.ShouldBe(200);
        var image = _stage.Pushed("a1", new LightImage { Commit = "a1", Database = _database });

        (await ImportAsync(image, "--sources")).ShouldSucceed();

        _database.Fetched!["ERA5_API_KEY"].ShouldBe("k");
        _database.Fetched["LOG_LEVEL"].ShouldBe("WARNING");
        _database.HasForecasts.ShouldBeTrue();
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task A_dry_run_shows_the_steps_and_stores_nothing()
    {
        var image = _stage.Pushed("a1", new LightImage { Commit = "a1", Database = _database });

        var plan = (await ImportAsync(image, Write("cases.csv", Csv), "--dry-run")).ShouldSucceed();

        plan.Output.ShouldContain("nothing was changed: it ran 1 Jobs");
        plan.Output.ShouldContain("step  3     send: send cases.csv");
        plan.Output.ShouldContain("import: run malaria-predictor import cases.csv --parcel /var/run/parcel as a Job of image " + image);
        _database.Schema.ShouldBe(0);
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task What_cannot_be_meant_is_wrong_usage_and_a_missing_file_is_named_before_the_cluster_is_asked()
    {
        (await _stage.RunAsync("data", "import")).ExitCode.ShouldBe(2);
        (await _stage.RunAsync("data", "import", Write("cases.csv", Csv), "--sources")).ExitCode.ShouldBe(2);
        (await _stage.RunAsync("data", "import", Write("cases.csv", Csv), "--image", "registry.test/malaria:latest")).ExitCode.ShouldBe(2);
        var missing = await _stage.RunAsync("data", "import", _folder.File("nowhere.csv"));
        var machine = await Cli.RunAsync(_folder.Path, "data", "import", Write("cases.csv", Csv));

        missing.ExitCode.ShouldBe(1);
        missing.Errors.ShouldContain("there is no file " + _folder.File("nowhere.csv"));
        machine.ExitCode.ShouldBe(1);
        machine.Errors.ShouldContain("./pipeline up --data FILE");
        _stage.Cluster.Server.Deeds.ShouldBeEmpty();
    }

    /// <summary>Sets the Lease back by a minute, so that it counts as expired.</summary>
    private void AgeTheLock() =>
        _stage.Cluster.Store.Amend(
            ResourceType.Leases,
            _stage.Cluster.Store.All(ResourceType.Leases).Single(),
            live =>
                live.Spec()["renewTime"] = DateTimeOffset
                    .Parse(live.Spec().Text("renewTime")!, CultureInfo.InvariantCulture)
                    .AddMinutes(-1)
                    .ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
        );

    private Task<Cli.Result> ImportAsync(string image, params string[] more) =>
        _stage.RunAsync(["data", "import", "--image", image, .. more]);

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    /// <summary>No Job, no part of a parcel, no settings of an import, and a lock that is free.</summary>
    private void NothingShouldBeLeft()
    {
        _stage.Cluster.Store.All(ResourceType.Jobs).ShouldBeEmpty();
        _stage
            .Cluster.Store.Everything()
            .Select(one => one.Item)
            .Where(item =>
                item.Labels().Text(Labels.Release)?.StartsWith("data-", StringComparison.Ordinal) == true
                && item["kind"]?.GetValue<string>() != "Pod"
            )
            .Select(item => item.Name())
            .ShouldBeEmpty();
        _stage
            .Cluster.Store.All(ResourceType.Leases)
            .Select(lease => lease.Child("spec").Text("holderIdentity"))
            .ShouldAllBe(holder => string.IsNullOrEmpty(holder));
    }

    /// <summary>An image some of whose commands answer otherwise.</summary>
    private sealed class Answering(IImage image, Func<IReadOnlyList<string>, (int Code, string Output)?> answers) : IImage
    {
        public IContainer Start(ContainerStart start) =>
            answers(start.Arguments) is { } answer ? new PaperImage { Ends = _ => answer }.Start(start) : image.Start(start);
    }
}
