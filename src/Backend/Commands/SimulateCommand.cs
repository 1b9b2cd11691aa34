using System.CommandLine;
using System.CommandLine.Parsing;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Simulation;
using MalariaPredictor.Forecasting.Series;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>simulate --out DIR</c>: an invented country to try everything with.</summary>
internal static class SimulateCommand
{
    public static Command Create(HostContext _)
    {
        var directory = new Option<string>("--out")
        {
            Description = "Where to write observations.csv and boundaries.geojson.",
            HelpName = "DIR",
            Required = true,
        };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same country.", DefaultValueFactory = _ => 1 };
        var districts = Within(
            new Option<int>("--districts") { Description = "How many districts, 1 to 500.", DefaultValueFactory = _ => 24 },
            1,
            500
        );
        var years = Within(
            new Option<int>("--years") { Description = "How many years of months, 1 to 50.", DefaultValueFactory = _ => 10 },
            1,
            50
        );
        var end = new Option<Period>("--end")
        {
            Description = "The last month.",
            HelpName = "YYYY-MM",
            CustomParser = Month,
            DefaultValueFactory = _ => Period.Month(2025, 12),
        };
        var json = JsonOutput.Option();
        var command = new Command("simulate", "Write the data of a country that does not exist, labeled as simulated.")
        {
            directory,
            seed,
            districts,
            years,
            end,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var country = SimulatedCountry.Create(
                    parsed.GetValue(seed),
                    parsed.GetValue(districts),
                    parsed.GetValue(years),
                    parsed.GetValue(end)
                );
                var (observations, boundaries) = await SimulationFiles.WriteAsync(country, parsed.GetRequiredValue(directory), stop);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(
                        output,
                        new
                        {
                            simulated = true,
                            observations,
                            boundaries,
                            seed = parsed.GetValue(seed),
                        }
                    );
                }
                else
                {
                    await output.WriteLineAsync($"SIMULATED data of {country.Districts.Count} districts: {observations}, {boundaries}");
                }

                return ExitCode.Done;
            }
        );
        return command.WithExamples(
            "malaria-predictor simulate --out demo",
            "malaria-predictor simulate --out demo --seed 7 --districts 40 --years 15"
        );
    }

    private static Option<int> Within(Option<int> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
            {
                result.AddError($"{option.Name} takes a number from {least} to {most}, not {value}.");
            }
        });
        return option;
    }

    private static Period Month(ArgumentResult result)
    {
        if (
            PeriodParser.TryParse(result.Tokens[0].Value, out var period) && period is { Type: PeriodType.Month, Year: >= 1970 and <= 2100 }
        )
        {
            return period;
        }

        result.AddError($"--end takes a month such as 2025-12, not {result.Tokens[0].Value}.");
        return default;
    }
}
