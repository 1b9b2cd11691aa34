using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Tests.Serving;

namespace MalariaPredictor.Backend.Tests.Species;

/// <summary>
/// The tiny country with both species, one district of which reports totals only; rain brings P. falciparum a month later. Forecast by the
/// ensemble, with a keying error in one species; served once for all tests that only read.
/// </summary>
public sealed class TwoSpecies : IAsyncLifetime
{
    /// <summary>Reports no species.</summary>
    public const string Whole = "Dunga";

    /// <summary>What Akoro is said to have had of P. vivax in 2023-04.</summary>
    public const int Keyed = 77_777;

    public TestDatabase Database { get; private set; } = null!;

    public ServedApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await Champions.Of("ensemble", Observations());
        App = await ServedApp.Start(Database);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Database.Dispose();
    }

    internal static string Observations()
    {
        var random = new Random(11);
        var text = new StringBuilder("time_period,location,disease_cases,pf,pv,rainfall,simulated\n");
        foreach (var (place, name) in TinyCountry.Districts.Index())
        {
            var before = 100.0;
            for (var month = 0; month < 60; month++)
            {
                var rain = 100 * (1 + (.6 * Math.Sin((month + 1) * Math.PI / 6))) * (.5 + random.NextDouble());
                var first = Math.Round(2 * (place + 1) * before * (.95 + (.1 * random.NextDouble())));
                var second = name == "Akoro" && month == 51 ? Keyed : Math.Round(90 * (place + 1) * (.8 + (.4 * random.NextDouble())));
                var told = name != Whole;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{2019 + (month / 12)}-{(month % 12) + 1:00},\"{name}\",{first + second},{(told ? first : "")},{(told ? second : "")}"
                        + $",{rain:0.0},1\n"
                );
                before = rain;
            }
        }

        return text.ToString();
    }
}

[CollectionDefinition(nameof(TwoSpecies))]
public sealed class TwoSpeciesTests : ICollectionFixture<TwoSpecies>;
