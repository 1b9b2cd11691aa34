using MalariaPredictor.Backend.Tests.Sources.Connectors;

namespace MalariaPredictor.Backend.Tests.Sources.Modis;

public sealed class OrnlFaultTests : EveryConnectorTests
{
    private protected override async Task<ConnectorStage> StageAsync()
    {
        var stub = await new OrnlStub().StartAsync();
        return await ModisPlaces.StageAsync(stub, $"modis:\n  url: {stub.Address}rst/api/v1\n  variables: [lst_day]\n");
    }
}
