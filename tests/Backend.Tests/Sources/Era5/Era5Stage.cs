using MalariaPredictor.Backend.Ingestion;
using MalariaPredictor.Backend.Sources.Connectors;
using MalariaPredictor.Backend.Sources.Era5;
using MalariaPredictor.Backend.Tests.Sources.Connectors;
using MalariaPredictor.Backend.Tests.Sources.Grids;
using YamlDotNet.RepresentationModel;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

/// <summary>The connector before a stub of the store, with two places and case reports from a period on.</summary>
internal static class Era5Stage
{
    public static readonly DateTimeOffset Now = new(2024, 4, 10, 6, 0, 0, TimeSpan.Zero);

    public static async Task<ConnectorStage> OpenAsync(
        CdsStub store,
        string firstCases = "2024-01",
        string? yaml = null,
        DateTimeOffset? now = null,
        string token = CdsStub.Token,
        Scratch? scratch = null
    )
    {
        scratch ??= await GridScratch.PlacesAsync(firstCases);
        var stub = await store.StartAsync();
        var clock = new HastyClock(now ?? Now);
        var tools = Tools(scratch, clock, ("ERA5_API_URL", $"{stub.Address.AbsoluteUri}api"), ("ERA5_API_KEY", token));
        var source = Era5Connector.Create(yaml is null ? null : Section(yaml), tools)!;
        return new ConnectorStage(
            scratch,
            stub,
            source,
            new SourceCatalog([source], since: null, Path.Combine(scratch.Folder, "sources")),
            clock
        );
    }

    public static SourceTools Tools(Scratch scratch, TimeProvider clock, params (string Name, string Value)[] variables) =>
        new(scratch.Database, clock, name => variables.FirstOrDefault(variable => variable.Name == name).Value)
        {
            Timeout = TimeSpan.FromMilliseconds(250),
        };

    public static SettingsSection Section(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return new SettingsSection("sources.yaml", "era5", (YamlMappingNode)stream.Documents[0].RootNode);
    }

    public static Task<SourceScope> ScopeAsync(this ConnectorStage stage) =>
        SourceScope.ReadAsync(stage.Scratch.Database, since: null, stage.Clock.GetUtcNow(), CancellationToken.None);
}
