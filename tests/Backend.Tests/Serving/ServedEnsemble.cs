using System.Globalization;

namespace MalariaPredictor.Backend.Tests.Serving;

/// <summary>The tiny country forecast by the ensemble, with a keying error in it; served once for all tests that only read.</summary>
public sealed class ServedEnsemble : IAsyncLifetime
{
    /// <summary>What Dunga is said to have reported in <see cref="KeyedPeriod"/>.</summary>
    public const int Keyed = 88_888;

    public const string KeyedPeriod = "2023-05";

    public TestDatabase Database { get; private set; } = null!;

    public ServedApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await Champions.Of("ensemble", WithKeyingError());
        App = await ServedApp.Start(Database);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Database.Dispose();
    }

    private static string WithKeyingError() =>
        string.Join(
            '\n',
            TinyCountry
                .Observations()
                .Split('\n')
                .Select(line =>
                {
                    var cells = line.Split(',');
                    return line.StartsWith($"{KeyedPeriod},\"Dunga\"", StringComparison.Ordinal)
                        ? string.Join(',', [cells[0], cells[1], Keyed.ToString(CultureInfo.InvariantCulture), .. cells[3..]])
                        : line;
                })
        );
}

[CollectionDefinition(nameof(ServedEnsemble))]
public sealed class ServedEnsembleTests : ICollectionFixture<ServedEnsemble>;
