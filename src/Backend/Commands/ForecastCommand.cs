using System.CommandLine;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Models;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Observations;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>forecast</c>: the champion's forecasts from the newest origin, stored for good.</summary>
internal static class ForecastCommand
{
    public static Command Create(HostContext here)
    {
        var json = JsonOutput.Option();
        var asOf = new Option<string?>("--as-of")
        {
            Description =
                "Make a past forecast again, from what was known then, and compare it with the stored one; stores nothing. A day, or a "
                + "time in ISO 8601.",
            HelpName = "TIME",
        };
        asOf.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && ObservationQuery.Instant(text) is null)
            {
                result.AddError(
                    $"--as-of '{text}' is no time: give a day such as 2026-01-31, which means its end in UTC, or 2026-01-31T12:00:00Z."
                );
            }
        });
        var command = new Command("forecast", "Compute and store the champion's forecasts from the newest well-reported period.")
        {
            asOf,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                parsed.GetValue(asOf) is { } time
                    ? ReplayAsync(here, ObservationQuery.Instant(time)!.Value, parsed.InvocationConfiguration, parsed.GetValue(json), stop)
                    : ForecastAsync(here, parsed.InvocationConfiguration, parsed.GetValue(json), stop)
        );
        return command.WithExamples(
            "malaria-predictor forecast",
            "malaria-predictor forecast --json",
            "malaria-predictor forecast --as-of 2026-01-31"
        );
    }

    private static async Task<int> ForecastAsync(
        HostContext here,
        InvocationConfiguration console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(here.Options().Database);
        var issued = await new ForecastIssue(database, here.Clock).RunAsync(cancellationToken);
        if (json)
        {
            JsonOutput.Write(
                console.Output,
                new
                {
                    run = issued.RunId,
                    issued.Created,
                    model = new
                    {
                        issued.Model.Name,
                        issued.Model.Version,
                        issued.Model.Digest,
                        issued.Model.Algorithm,
                    },
                    origin = issued.Origin.ToString(),
                    issued.DataDigest,
                    locations = issued.Forecast,
                    tooLittleData = issued.TooLittle,
                    issued.Reasons,
                    issued.Horizons,
                    waiting = issued.Waiting.Select(period => period.ToString()),
                    warnings = issued.Notices,
                    nowcast = NowcastDocument.Of(issued.Nowcast),
                }
            );
        }
        else
        {
            foreach (var notice in issued.Notices)
            {
                await console.Error.WriteLineAsync($"warning: {notice}");
            }

            await console.Output.WriteLineAsync(issued.Sentence);
        }

        return ExitCode.Done;
    }

    private static async Task<int> ReplayAsync(
        HostContext here,
        DateTimeOffset time,
        InvocationConfiguration console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(here.Options().Database);
        var replayed = await new ForecastReplay(database, new ModelVersions(database, here.Clock), new ForecastStore(database)).RunAsync(
            time,
            cancellationToken
        );
        if (json)
        {
            JsonOutput.Write(
                console.Output,
                new
                {
                    seen = replayed.Known.Seen,
                    origin = replayed.Table.Origin.ToString(),
                    replayed.DataDigest,
                    model = new
                    {
                        replayed.Model.Name,
                        replayed.Model.Version,
                        replayed.Model.Digest,
                        replayed.Model.Algorithm,
                    },
                    storedRun = replayed.Stored?.Id,
                    replayed.Same,
                    forecasts = ForecastReplay
                        .Forecasts(replayed.Table)
                        .Select(made => new
                        {
                            made.Location,
                            made.Forecast.Horizon,
                            period = made.Forecast.Period.ToString(),
                            quantiles = made.Forecast.Quantiles.Values.ToArray(),
                        }),
                }
            );
        }
        else
        {
            await console.Output.WriteLineAsync(replayed.Sentence);
        }

        return replayed.Same == false ? ExitCode.Failed : ExitCode.Done;
    }
}
