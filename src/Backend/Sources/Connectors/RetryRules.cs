using System.Net;
using Polly;
using Polly.Retry;

namespace MalariaPredictor.Backend.Sources.Connectors;

/// <summary>What may pass if a service is asked again, and how long to wait before.</summary>
internal sealed class RetryRules(TimeProvider clock)
{
    public const int Attempts = 5;

    /// <summary>A service that asks for a longer wait is asked again in the next run.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public ResiliencePipeline<HttpResponseMessage> Pipeline() =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions<HttpResponseMessage>
                {
                    MaxRetryAttempts = Attempts - 1,
                    Delay = TimeSpan.FromSeconds(1),
                    BackoffType = DelayBackoffType.Exponential,
                    MaxDelay = TimeSpan.FromSeconds(30),
                    UseJitter = true,
                    ShouldHandle = arguments => ValueTask.FromResult(MayPass(arguments.Outcome)),
                    DelayGenerator = arguments => ValueTask.FromResult(Wait(arguments.Outcome.Result)),
                }
            )
            .Build();

    /// <summary>How long a service asks to wait; null where it does not.</summary>
    public TimeSpan? Wait(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter is not { } after ? null
        : after.Delta is { } delta ? delta
        : after.Date is { } date && date > clock.GetUtcNow() ? date - clock.GetUtcNow()
        : null;

    public static bool IsRedirect(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    public static bool IsBroken(Exception thrown, CancellationToken cancellationToken) =>
        thrown is HttpRequestException or TimeoutException or IOException && !cancellationToken.IsCancellationRequested;

    private bool MayPass(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutException or IOException
        || (
            outcome.Result is { } response
            && ((int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
            && !(Wait(response) > LongestWait)
        );
}
