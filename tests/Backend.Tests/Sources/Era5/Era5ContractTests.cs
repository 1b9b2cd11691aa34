using MalariaPredictor.Backend.Tests.Sources.Connectors;

namespace MalariaPredictor.Backend.Tests.Sources.Era5;

public sealed class Era5ContractTests : EveryConnectorTests
{
    private protected override Task<ConnectorStage> StageAsync() => Era5Stage.OpenAsync(new CdsStub());
}

/// <summary>The same of hours, from which weeks are made.</summary>
public sealed class Era5WeeksContractTests : EveryConnectorTests
{
    private protected override Task<ConnectorStage> StageAsync() => Era5Stage.OpenAsync(new CdsStub(), "2024-W11");
}
