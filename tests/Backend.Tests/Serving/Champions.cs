using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Tests.Serving;

internal static class Champions
{
    /// <summary>Schema, data and forecasts of a model that the test chooses, whichever is best on a country this small.</summary>
    public static async Task<TestDatabase> Of(string algorithm, string? observations = null)
    {
        var database = new TestDatabase();
        await database.Must("migrate", "up");
        await database.Import(observations ?? TinyCountry.Observations());
        var (stored, clock) = (new Database(database.HostContext.Options().Database), database.HostContext.Clock);
        var known = await KnownHistory.ReadAsync(stored, default);
        var scores = new ModelScores(algorithm, "chosen by a test", Training.Evaluate(known.Panel, default).Backtest);
        await new ModelVersions(stored, clock).PromoteAsync(Training.Draft(known.Panel, scores), known.Seen, default);
        await database.Must("forecast");
        return database;
    }
}
