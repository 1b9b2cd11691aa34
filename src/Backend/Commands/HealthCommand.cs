using System.CommandLine;
using System.Text.Json;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Status;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>health</c>: asks a serving process how it is. For a container that has neither a shell nor curl.</summary>
internal static class HealthCommand
{
    private static readonly string[] Checks = ["readiness", "liveness", "startup"];

    public static Command Create()
    {
        var check = new Argument<string>("check") { Description = "readiness, liveness or startup.", DefaultValueFactory = _ => Checks[0] };
        check.AcceptOnlyFromAmong(Checks);
        var url = new Option<string>("--url") { Description = "The serving process.", DefaultValueFactory = _ => "http://127.0.0.1:8000" };
        url.Validators.Add(result =>
        {
            if (
                !Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")
            )
            {
                result.AddError("--url takes an address such as http://127.0.0.1:8000.");
            }
        });
        var timeout = new Option<int>("--timeout") { Description = "Seconds to wait for the answer.", DefaultValueFactory = _ => 5 };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 60)
            {
                result.AddError("--timeout takes seconds from 1 to 60.");
            }
        });
        var json = JsonOutput.Option();
        var command = new Command("health", "Ask a serving process how it is. Exit code 1 where a part is not ready.")
        {
            check,
            url,
            timeout,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var http = new HttpClient
                {
                    BaseAddress = new Uri(parsed.GetValue(url)!),
                    Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                };
                var report = await AskAsync(http, parsed.GetValue(check)!, stop);
                Show(parsed.InvocationConfiguration.Output, report, parsed.GetValue(json));
                return report.Ready ? ExitCode.Done : ExitCode.Failed;
            }
        );
        return command.WithExamples("malaria-predictor health", "malaria-predictor health liveness --url http://127.0.0.1:8001");
    }

    private static async Task<HealthReport> AskAsync(HttpClient http, string check, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"/health/{check}", UriKind.Relative), cancellationToken);
            return await response.Content.ReadFromJsonAsync<HealthReport>(cancellationToken)
                ?? throw new JsonException("The answer is empty.");
        }
        catch (Exception failure)
            when (failure is HttpRequestException or JsonException
                || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new UserFacingException(
                $"No report of health from {http.BaseAddress}: {failure.Message}",
                "Check that malaria-predictor serves there, or name it by --url.",
                failure
            );
        }
    }

    private static void Show(TextWriter output, HealthReport report, bool json)
    {
        if (json)
        {
            JsonOutput.Write(output, report);
            return;
        }

        output.WriteLine(report.Status);
        foreach (var part in report.Checks)
        {
            output.WriteLine($"  {part.Status, -8} {part.Name}: {part.Reason}");
        }
    }
}
