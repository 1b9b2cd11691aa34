using System.Text.Json;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Era5;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

/// <summary>
/// The Sierra Leone sample of CHAP, as DHIS2 answered: 13 districts, two years of malaria cases, population; and the weather of these
/// districts. From an empty database to served forecasts by configuration alone, in one command.
/// </summary>
public sealed class SierraLeoneTests
{
    private const string Root = "ImspTQPwCqd";

    private const string Sources = """
        since: 2022-01
        dhis2:
          url: ADDRESS
          level: 2
          root: ImspTQPwCqd
          cases: { total: vq2qO3eTrNi }
          population: WUg3MYWQ7pt
          publish: { automatic: false }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_empty_database_to_published_forecasts_by_configuration_alone()
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "BENCHMARK_DATA is not set: the recorded answers are not here to be read.");
        var state = State(Path.Combine(data, "fixtures", "dhis2", "chap_sample_dhis_data"));
        await using var stub = await Dhis2Stub.StartAsync(state);
        using var scratch = await Scratch.MigratedAsync();
        var store = new CdsStub { Last = new DateOnly(2024, 1, 14), FinalUntil = new DateOnly(2023, 10, 31) };
        await using var climate = await store.StartAsync();
        var clock = new HastyClock(new DateTimeOffset(2024, 1, 20, 0, 0, 0, TimeSpan.Zero));
        var here = new HostContext(
            name =>
                name switch
                {
                    "DATABASE_URL" => scratch.Url,
                    "SOURCES" => Sources.Replace("ADDRESS", stub.Address.ToString(), StringComparison.Ordinal),
                    "DHIS2_TOKEN" => Dhis2State.Token,
                    "ERA5_API_URL" => $"{climate.Address}api",
                    "ERA5_API_KEY" => CdsStub.Token,
                    _ => null,
                },
            clock
        );

        var check = await RunAsync(here, "sources", "check");
        check.ShouldContain("13 of level 2, 13 with a boundary");
        var fetched = await RunAsync(here, "sources", "fetch");
        fetched.ShouldContain("era5: ");
        store.Asked.ShouldNotBeEmpty("the weather is asked for where DHIS2 says that the districts are");
        fetched.ShouldContain("Stored forecasts of 13 locations from 2023-12, 2024-01 to 2024-03");
        fetched.ShouldNotContain("warning: dhis2 units");
        clock.Advance(TimeSpan.FromHours(1));
        var then = clock.GetUtcNow();

        stub.Requests.Clear();
        var requests = store.Asked.Count;
        (await RunAsync(here, "sources", "fetch")).ShouldContain("Already stored: forecasts of 13 locations");
        stub.Requests.ShouldNotContain(request => request.Contains("analytics"));
        store.Asked.Count.ShouldBe(requests);

        clock.Advance(TimeSpan.FromDays(1));
        state.Now = state.Now.AddDays(1);
        state.Enter("vq2qO3eTrNi", "202311", "O6uvpzGd5pu", "150");
        state.MakeTables();
        (await RunAsync(here, "sources", "fetch")).ShouldContain("0 new values, 1 corrected");
        (await RunAsync(here, "forecast", "--as-of", $"{then:yyyy-MM-ddTHH:mm:ssZ}")).ShouldContain("the same, bit for bit, as run 1");

        (await RunAsync(here, "sources", "dhis2", "prepare")).ShouldContain(
            "create  data set MALARIA_PREDICTOR_FORECASTS, monthly, for 13"
        );
        (await RunAsync(here, "sources", "dhis2", "publish", "--dry-run")).ShouldContain("Would publish run 2: of 195 values 195 are new");
        (await RunAsync(here, "sources", "dhis2", "publish")).ShouldContain("Published run 2: of 195 values 195 are new, 0 changed");
        (await RunAsync(here, "sources", "dhis2", "publish")).ShouldContain("195 values, nothing differs");
        (await RunAsync(here, "sources", "dhis2", "publish", "--undo")).ShouldContain("and 195 are deleted");
    }

    private static async Task<string> RunAsync(HostContext here, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await MalariaPredictor.Backend.Commands.Root.RunAsync(args, here, output, error);
        code.ShouldBe(0, output.ToString() + error);
        return output.ToString();
    }

    private static Dhis2State State(string folder)
    {
        var state = new Dhis2State { Now = new DateTime(2024, 1, 20, 0, 0, 0, DateTimeKind.Utc) };
        state.Units[Root] = new StubUnit(Root, "Sierra Leone", null);
        using var shapes = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "orgUnits.geojson")));
        foreach (var feature in shapes.RootElement.GetProperty("features").EnumerateArray())
        {
            var uid = feature.GetProperty("id").GetString()!;
            var name = feature.GetProperty("properties").GetProperty("name").GetString()!;
            state.Units[uid] = new StubUnit(uid, name, Root, feature.GetProperty("geometry").GetRawText());
        }

        Enter(state, Path.Combine(folder, "disease.json"), period => period);
        // The sample repeats a year's population in each of its months.
        Enter(state, Path.Combine(folder, "population.json"), period => period[..4]);
        state.MakeTables();
        return state;
    }

    private static void Enter(Dhis2State state, string path, Func<string, string> periodOf)
    {
        using var answer = JsonDocument.Parse(File.ReadAllBytes(path));
        var columns = answer
            .RootElement.GetProperty("headers")
            .EnumerateArray()
            .Select(header => header.GetProperty("name").GetString()!)
            .ToList();
        foreach (var row in answer.RootElement.GetProperty("rows").EnumerateArray())
        {
            string Of(string name) => row[columns.IndexOf(name)].GetString()!;
            state.Elements[Of("dx")] = new StubElement(Of("dx"), null, Of("dx"));
            state.Enter(Of("dx"), periodOf(Of("pe")), Of("ou"), Of("value"));
        }
    }
}
