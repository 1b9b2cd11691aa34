using System.CommandLine;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage.Engines;
using MalariaPredictor.Backend.Storage.Migrations;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>migrate sql</c>: what the migrations would run, for people and for the lint. Needs no database.</summary>
internal static class MigrateSqlCommand
{
    public static Command Create()
    {
        var json = JsonOutput.Option();
        var from = new Option<long>("--from")
        {
            Description = "The schema that is there already: only the migrations above it are shown.",
            HelpName = "N",
        };
        from.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 0)
            {
                result.AddError("--from takes a schema from 0.");
            }
        });
        var dialect = new Option<Dialect>("--dialect")
        {
            Description = "The database they are written for (default: sqlite).",
            HelpName = "sqlite|postgres",
        };
        var command = new Command("sql", "Print the SQL of the migrations; touches no database.") { from, dialect, json };
        command.SetAction(async parsed =>
        {
            MigrationScript[] scripts = [.. MigrationScript.Above(parsed.GetValue(from), parsed.GetValue(dialect))];
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(output, scripts);
            }
            else
            {
                foreach (var script in scripts)
                {
                    await output.WriteLineAsync($"-- migration {script.Version}: {script.Name}\n{script.Sql}\n");
                }
            }

            return ExitCode.Done;
        });
        return command.WithExamples("malaria-predictor migrate sql --from 2", "malaria-predictor migrate sql --dialect postgres --json");
    }
}
