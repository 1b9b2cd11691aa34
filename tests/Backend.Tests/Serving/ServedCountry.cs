namespace MalariaPredictor.Backend.Tests.Serving;

/// <summary>The tiny country, served once for all tests that only read.</summary>
public sealed class ServedCountry : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public ServedApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Forecast();
        App = await ServedApp.Start(Database);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Database.Dispose();
    }
}

[CollectionDefinition(nameof(ServedCountry))]
public sealed class ServedCountryTests : ICollectionFixture<ServedCountry>;
