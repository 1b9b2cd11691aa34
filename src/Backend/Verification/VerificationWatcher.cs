using System.Data.Common;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Locations;

namespace MalariaPredictor.Backend.Verification;

/// <summary>
/// Scores past forecasts again whenever other data or forecasts have come into service; beside serving, never in its way.
/// </summary>
public sealed partial class VerificationWatcher(
    PastRuns runs,
    CurrentCountry current,
    TimeProvider time,
    ILogger<VerificationWatcher> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private Country? _scored;
    private volatile VerificationScores? _scores;

    /// <summary>Null until forecasts have come true or not.</summary>
    public VerificationScores? Scores => _scores;

    /// <summary>Scores what is in service unless that is done.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (current.Value is not { } country || country == _scored)
        {
            return;
        }

        try
        {
            _scores = await runs.ScoreAsync(country, cancellationToken);
            _scored = country;
        }
        catch (Exception failure) when (failure is UserFacingException or DbException or IOException)
        {
            Log.NotScored(logger, failure.Message.ReplaceLineEndings(" "));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await CheckAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process is stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Past forecasts could not be scored: {Reason}")]
        public static partial void NotScored(ILogger logger, string reason);
    }
}
