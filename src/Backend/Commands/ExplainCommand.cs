using System.CommandLine;
using System.Globalization;
using System.Text;
using MalariaPredictor.Backend.Api;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Explanations;
using MalariaPredictor.Backend.Forecasts;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Locations;
using MalariaPredictor.Backend.Nowcasts;
using MalariaPredictor.Backend.Sources.Files;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Commands;

/// <summary><c>explain LOCATION</c>: what the newest stored forecasts of a location are made of, as the service tells it.</summary>
internal static class ExplainCommand
{
    public static Command Create(HostContext here)
    {
        var location = new Argument<string>("LOCATION") { Description = "Its name in any spelling, or id:NUMBER." };
        var json = JsonOutput.Option();
        var command = new Command("explain", "Say why the newest stored forecasts of a location are what they are. Changes nothing.")
        {
            location,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                ExplainAsync(here, parsed.InvocationConfiguration.Output, parsed.GetRequiredValue(location), parsed.GetValue(json), stop)
        );
        return command.WithExamples("malaria-predictor explain Kampala", "malaria-predictor explain Kampala --json");
    }

    private static async Task<int> ExplainAsync(
        HostContext here,
        TextWriter output,
        string name,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(here.Options().Database);
        var counts = new KnownCountsReader(database);
        var run =
            (
                await counts.ReadAsync(until: null, cancellationToken) is { } known
                    ? await new ForecastStore(database).LatestAsync(known.Estimated, cancellationToken)
                    : null
            ) ?? throw new UserFacingException("No forecasts are stored yet.", "Make them: malaria-predictor forecast.");
        var lookup = new PlaceLookup(
            await new LocationStore(database).AllAsync(cancellationToken),
            await new LocationParents(database).HierarchyAsync(cancellationToken)
        );
        var (found, candidates) = lookup.Find(name);
        if (candidates.Count > 0)
        {
            throw new UserFacingException(
                $"{candidates.Count} locations are named '{FileProblem.Shown(name)}'.",
                $"Ask for one of them by its id: {string.Join(" or ", candidates.Select(place => place.ToString()))}."
            );
        }

        var location = run.Locations.FirstOrDefault(known => known.Location == (found ?? name)) ?? throw Unknown(name, run);
        var document = ExplanationDocument.Of(run, location, await new Fits(counts).OfAsync(run));
        if (json)
        {
            JsonOutput.Write(output, document);
        }
        else
        {
            await output.WriteAsync(ExplanationText.Write(document));
        }

        return ExitCode.Done;
    }

    private static UserFacingException Unknown(string name, ForecastRun run)
    {
        var near = NearestNames.To(name, run.Locations.Select(known => known.Location));
        return new UserFacingException(
            $"No location is named '{FileProblem.Shown(name)}'.",
            near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : "List the names: malaria-predictor forecast --json."
        );
    }
}

/// <summary>An explanation as lines of text for people.</summary>
internal static class ExplanationText
{
    public static string Write(ExplanationDocument document)
    {
        var text = new StringBuilder(
            $"{document.Location}, from {document.Origin}, {document.Unit}{(document.Simulated ? " (SIMULATED DATA)" : "")}\n"
        );
        if (document.Statement is { } statement)
        {
            text.Append(statement).Append('\n');
        }

        Add(text, document.Forecasts, document.Cleaned);
        foreach (var species in document.Species)
        {
            text.Append('\n').Append(species.Name).Append('\n');
            Add(text, species.Forecasts, species.Cleaned);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, IReadOnlyList<ExplainedForecast> forecasts, IReadOnlyList<CleanedReport> cleaned)
    {
        foreach (var forecast in forecasts)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{forecast.Period}: median {forecast.Median:#,0.#}. {string.Join(' ', forecast.Words)}\n"
            );
            text.Append("  alone: ").AppendJoin(", ", forecast.Members.Select(Member)).Append('\n');
            if (forecast.Climate is { } climate)
            {
                text.Append("  ").Append(climate.Words).Append('\n');
            }
        }

        foreach (var report in cleaned)
        {
            text.Append(report.Words).Append('\n');
        }
    }

    private static string Member(ExplainedMember member) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{member.Name} {member.Median:#,0.#}{(member.Weight is { } weight ? $" (weight {weight:0 %})" : "")}"
        );
}
