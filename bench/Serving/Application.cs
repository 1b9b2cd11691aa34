using MalariaPredictor.Backend.Commands;
using MalariaPredictor.Backend.Hosting;

namespace MalariaPredictor.Serving;

/// <summary>The application as it is run, on a simulated country, by its own commands.</summary>
internal static class Application
{
    public const string Ready = "Serving on ";

    /// <summary>Makes a database with forecasts in the folder.</summary>
    public static async Task<string> PrepareAsync(string folder)
    {
        var database = Path.Combine(folder, "country.db");
        await MustAsync(database, "migrate", "up");
        await MustAsync(database, "simulate", "--out", folder);
        await MustAsync(
            database,
            "import",
            Path.Combine(folder, "observations.csv"),
            "--boundaries",
            Path.Combine(folder, "boundaries.geojson")
        );
        await MustAsync(database, "train");
        await MustAsync(database, "forecast");
        return database;
    }

    /// <summary>Serves until killed.</summary>
    public static Task<int> ServeAsync(string database) => Root.RunAsync(["serve", "--port", "0"], HostContext(database));

    private static async Task MustAsync(string database, params string[] arguments)
    {
        if (await Root.RunAsync(arguments, HostContext(database), Console.Error, Console.Error) != 0)
        {
            throw new InvalidOperationException($"malaria-predictor {string.Join(' ', arguments)} failed.");
        }
    }

    private static HostContext HostContext(string database) =>
        new(
            name =>
                name switch
                {
                    "DATABASE_URL" => $"sqlite://{database}",
                    "METRICS_PORT" or "DRAIN_SECONDS" => "0",
                    "RELEASE_ID" => "benchmark",
                    _ => null,
                },
            TimeProvider.System
        );
}
