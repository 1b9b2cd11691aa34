using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Jobs.Work;

/// <summary>Makes forecasts from whatever has been reported since the last ones; with nothing new it finds them there.</summary>
internal sealed class ForecastRefresh(Database database, TimeProvider clock) : IBackgroundWork
{
    public string Name => "forecast-refresh";

    public string Purpose => "Make forecasts from the newest reports.";

    public string Schedule => "0 15 * * * ?";

    public string? Off(JobOptions options) => options.Predictions ? null : "FEATURE_ML_PREDICTIONS is false";

    public async Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken) =>
        (await new ForecastIssue(database, clock).RunAsync(cancellationToken)).Sentence;
}
