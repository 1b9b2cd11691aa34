using System.Globalization;
using MalariaPredictor.Backend.Status;
using MalariaPredictor.Backend.Verification;

namespace MalariaPredictor.Backend.Jobs.Work;

/// <summary>Writes down how things stand, so that one can look back from an incident to when it began.</summary>
internal sealed class HealthSnapshot(Readiness readiness, VerificationWatcher verification) : IBackgroundWork
{
    public string Name => "health-snapshot";

    public string Purpose => "Record readiness and how past forecasts have done.";

    public string Schedule => "0 0/15 * * * ?";

    public async Task<string> RunAsync(Func<string, Task> progress, CancellationToken cancellationToken)
    {
        var report = await readiness.ReportAsync(cancellationToken);
        var unready = report
            .Checks.Where(check => check.Status != HealthCheck.ReadyText)
            .Select(check => $"{check.Name}: {check.Reason}")
            .ToList();
        var skill = verification.Scores is { } scores
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" {scores.Cases} issued forecasts scored: log-WIS {scores.RelativeLogWis:0.00} of the yardstick's, 80 % ranges held "
                    + $"{scores.Coverage80:0%}."
            )
            : "";
        return (unready.Count == 0 ? "Ready." : string.Join(' ', unready)) + skill;
    }
}
