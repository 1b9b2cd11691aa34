using MalariaPredictor.Backend.Commands;

namespace MalariaPredictor.Serving;

/// <summary>The application as it is run, on a simulated country, by its own commands.</summary>
internal static class Application
{
    public const string Ready = "Serving on ";

    /// <summary>Makes a database with forecasts in the folder.</summary>
    public static async Task<string> Prepare(string folder)
    {
        var database = Path.Combine(folder, "country.db");
        await Must(database, "migrate", "up");
        await Must(database, "simulate", "--out", folder);
        await Must(database, "import", Path.Combine(folder, "observations.csv"), "--boundaries", Path.Combine(folder, "boundaries.geojson"));
        await Must(database, "train");
        await Must(database, "forecast");
        return database;
    }

    /// <summary>Serves until killed.</summary>
    public static Task<int> Serve(string database) => Root.RunAsync(["serve", "--port", "0"], Surroundings(database));

    private static async Task Must(string database, params string[] arguments)
    {
        if (await Root.RunAsync(arguments, Surroundings(database), Console.Error, Console.Error) != 0)
        {
            throw new InvalidOperationException($"malaria-predictor {string.Join(' ', arguments)} failed.");
        }
    }

    private static Surroundings Surroundings(string database) => new(
        name => name switch
        {
            "DATABASE_URL" => $"sqlite://{database}",
            "METRICS_PORT" or "DRAIN_SECONDS" => "0",
            "RELEASE_ID" => "benchmark",
            _ => null,
        },
        TimeProvider.System);
}
