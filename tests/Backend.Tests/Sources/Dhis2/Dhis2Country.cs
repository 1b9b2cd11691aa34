using System.Globalization;
using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Dhis2;
using MalariaPredictor.Backend.Storage;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

/// <summary>A DHIS2 with a small country in it: four districts in two regions, three years of months.</summary>
internal static class Dhis2Country
{
    public const string Cases = "vq2qO3eTrNi";
    public const string Falciparum = "fAlciparum1";
    public const string Vivax = "vIvaxxxxxx1";
    public const string Population = "WUg3MYWQ7pt";
    public const string ReportsSet = "BfMAe6Itzgt";
    public const string Country = "ImspTQPwCqd";
    public const string North = "nOrth000001";
    public const string South = "sOuth000001";

    /// <summary>By name in the order of their UIDs.</summary>
    public static readonly (string Uid, string Name, string Parent)[] Districts =
    [
        ("aBim0000001", "Abim", North),
        ("bUdaka00001", "Budaka", North),
        ("cEntral0001", "Central", South),
        ("dOkolo00001", "Dokolo", South),
    ];

    public const string Settings = """
        level: 3
        cases:
          total: vq2qO3eTrNi
        population: WUg3MYWQ7pt
        """;

    public static Dhis2State State()
    {
        var state = new Dhis2State();
        state.Units[Country] = new StubUnit(Country, "Islandia", null);
        state.Units[North] = new StubUnit(North, "North", Country);
        state.Units[South] = new StubUnit(South, "South", Country);
        foreach (var (index, (uid, name, parent)) in Districts.Index())
        {
            state.Units[uid] = new StubUnit(uid, name, parent, Square(index));
        }

        foreach (var (uid, name) in new[] { (Cases, "Malaria cases"), (Population, "Population"), (Falciparum, "Pf"), (Vivax, "Pv") })
        {
            state.Elements[uid] = new StubElement(uid, null, name);
        }

        state.Sets[ReportsSet] = new StubSet(
            ReportsSet,
            null,
            "Monthly",
            0,
            [Cases, Population, Falciparum, Vivax],
            [.. Districts.Select(d => d.Uid)]
        );
        for (var year = 2023; year <= 2025; year++)
        {
            foreach (var (index, (uid, _, _)) in Districts.Index())
            {
                state.Enter(Population, $"{year}", uid, $"{100_000 + (10_000 * index)}");
                for (var month = 1; month <= 12; month++)
                {
                    state.Enter(Cases, $"{year}{month:00}", uid, Reported(index, year, month));
                }
            }
        }

        state.MakeTables();
        return state;
    }

    public static string Reported(int district, int year, int month) =>
        ((int)(100 + (20 * district) + (60 * Math.Sin(month * Math.PI / 6)) + ((year * 7 + month * 13 + district * 5) % 17))).ToString(
            CultureInfo.InvariantCulture
        );

    public static string Square(int index) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"type":"Polygon","coordinates":[[[{{index}},0],[{{index + 1}},0],[{{index + 1}},1],[{{index}},1],[{{index}},0]]]}"""
        );

    public static async Task<Dhis2Stage> StageAsync(Dhis2State? state = null, string settings = Settings, Dialect on = Dialect.Sqlite)
    {
        state ??= State();
        return await Dhis2Stage.StartAsync(await Scratch.MigratedAsync(on), state, settings);
    }
}

/// <summary>The stub, a connector to it, and a database.</summary>
internal sealed class Dhis2Stage : IAsyncDisposable
{
    private Dhis2Stage(Scratch scratch, Dhis2State state, ServiceStub stub) => (Scratch, State, Stub) = (scratch, state, stub);

    public Scratch Scratch { get; }

    public Dhis2State State { get; }

    public ServiceStub Stub { get; }

    public Dhis2Connector Connector { get; private set; } = null!;

    public HastyClock Clock { get; private set; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public SourceCatalog Catalog => new([Connector], new DateOnly(2023, 1, 1), Path.Combine(Scratch.Folder, "parts"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Dhis2Stage> StartAsync(Scratch scratch, Dhis2State state, string settings)
    {
        var stage = new Dhis2Stage(scratch, state, await Dhis2Stub.StartAsync(state));
        stage.Configure(settings);
        return stage;
    }

    /// <summary>Another sources file.</summary>
    public void Configure(string settings, params (string Name, string Value)[] variables)
    {
        Connector?.Dispose();
        Connector = Create(settings, variables.Length > 0 ? variables : [("DHIS2_TOKEN", Dhis2State.Token)]);
    }

    public Dhis2Connector Create(string settings, params (string Name, string Value)[] variables)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader($"url: {Stub.Address}\n{settings}"));
        var section = new SettingsSection("sources.yaml", "dhis2", (YamlMappingNode)stream.Documents[0].RootNode);
        var tools = new SourceTools(Scratch.Database, Clock, name => variables.FirstOrDefault(set => set.Name == name).Value)
        {
            Timeout = ConnectorStage.ShortTimeout,
        };
        var connector = Dhis2Connector.Create(section, tools)!;
        section.RefuseOthers();
        return connector;
    }

    public Task<IngestionReport> RunAsync() =>
        new Ingestor(Scratch.Database, Catalog, Clock).RunAsync(Connector, _ => Task.CompletedTask, Token);

    /// <summary>What the database says of a place now, by period; NaN where it is withdrawn.</summary>
    public async Task<Dictionary<string, double>> SeriesAsync(string place, string variable = "disease_cases")
    {
        var panel = (await new MalariaPredictor.Backend.Storage.Observations(Scratch.Database).KnownAsync(null, Token))!.Value.Panel;
        var series = panel.Series(panel.Locations.ToList().IndexOf(place), variable);
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < series.Length; i++)
        {
            values[panel.First.Plus(i).ToString()] = series[i];
        }

        return values;
    }

    public async Task<IReadOnlyList<string>> PlacesAsync() =>
        [.. (await new LocationStore(Scratch.Database).AllAsync(Token)).Select(place => place.Name)];

    public async ValueTask DisposeAsync()
    {
        Connector.Dispose();
        await Stub.DisposeAsync();
        Scratch.Dispose();
    }
}
