namespace MalariaPredictor.Forecasting.Nowcasts;

/// <summary>
/// Estimates made again as of past periods, from what was known then alone, against what is known now. Errors are of log(1 + cases),
/// absolute, on the counts that would have been estimated, where they are final by now.
/// </summary>
/// <param name="Origins">Past periods in which estimates could be made and scored.</param>
/// <param name="Counts">Estimates scored.</param>
/// <param name="RawError">Mean error of the counts known at the time.</param>
/// <param name="Error">Mean error of the estimates.</param>
/// <param name="Gain">Mean over origins of how much smaller the error of the estimates was.</param>
/// <param name="GainError">Standard error of <paramref name="Gain"/>.</param>
/// <param name="Coverage80">Share of final counts between the 10 % and the 90 % quantile, 0…1.</param>
public sealed record NowcastReplay(int Origins, int Counts, double RawError, double Error, double Gain, double GainError, double Coverage80)
{
    /// <summary>Whether estimates were nearer to the final counts, by more than chance between origins explains.</summary>
    public bool IsBetter => Origins > 1 && Error < RawError && Gain > GainError;

    /// <summary>Replays every period in which reports came.</summary>
    /// <param name="triangle">What was known when.</param>
    /// <param name="settled">The delay from which counts known now are final.</param>
    internal static NowcastReplay Of(ReportingTriangle triangle, int settled)
    {
        var (gains, raw, error, within, counts) = (new List<double>(), 0.0, 0.0, 0, 0);
        for (var now = Math.Max(0, triangle.Periods - 1 - ReportingDelay.Window); now < triangle.Periods - 1; now++)
        {
            if (!triangle.Seen(now))
            {
                continue;
            }

            var delays = ReportingDelay.Learn(triangle, now);
            var (scored, rawHere, errorHere) = (0, 0.0, 0.0);
            for (var location = 0; location < triangle.Locations; location++)
            {
                for (var delay = delays.First; delay < delays.Settled && delay <= now; delay++)
                {
                    var (known, final) = (
                        triangle.At(location, now - delay, delay),
                        triangle.Latest(location, now - delay, Math.Max(settled, delay + 1))
                    );
                    if (double.IsNaN(known) || double.IsNaN(final))
                    {
                        continue;
                    }

                    var estimate = delays.Estimate(location, delay, known);
                    scored++;
                    rawHere += Distance(known, final);
                    errorHere += Distance(estimate.Median, final);
                    within += estimate.Lower <= final && final <= estimate.Upper ? 1 : 0;
                }
            }

            if (scored > 0)
            {
                gains.Add((rawHere - errorHere) / scored);
                (raw, error, counts) = (raw + rawHere, error + errorHere, counts + scored);
            }
        }

        var gain = gains.Count > 0 ? gains.Average() : 0;
        var variance = gains.Count > 1 ? gains.Sum(one => (one - gain) * (one - gain)) / (gains.Count - 1) : 0;
        return counts == 0
            ? new NowcastReplay(0, 0, 0, 0, 0, 0, 0)
            : new NowcastReplay(
                gains.Count,
                counts,
                raw / counts,
                error / counts,
                gain,
                Math.Sqrt(variance / gains.Count),
                (double)within / counts
            );
    }

    private static double Distance(double count, double final) => Math.Abs(double.LogP1(count) - double.LogP1(final));
}
