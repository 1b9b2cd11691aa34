using MalariaPredictor.Backend.Tests.Sources.Connectors;

namespace MalariaPredictor.Backend.Tests.Sources.Dhis2;

/// <summary>The faults of every service, over analytics and over raw values.</summary>
public sealed class Dhis2AnalyticsFaultTests : EveryConnectorTests
{
    private protected override Task<ConnectorStage> StageAsync() => Dhis2FaultStage.OfAsync(Dhis2Country.Settings);
}

public sealed class Dhis2RawFaultTests : EveryConnectorTests
{
    private protected override Task<ConnectorStage> StageAsync() =>
        Dhis2FaultStage.OfAsync(Dhis2Country.Settings + "\nvia: dataValueSets\ndata_sets: [BfMAe6Itzgt]");
}

internal static class Dhis2FaultStage
{
    public static async Task<ConnectorStage> OfAsync(string settings)
    {
        var stage = await Dhis2Country.StageAsync(settings: settings);
        return new ConnectorStage(stage.Scratch, stage.Stub, stage.Connector, stage.Catalog, stage.Clock);
    }
}
