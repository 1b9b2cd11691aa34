using System.CommandLine;
using MalariaPredictor.Pipeline.Environments;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>What a release goes by: the same options for each command that makes one.</summary>
internal sealed class ReleaseOptions
{
    private readonly Option<double> _ready = Seconds("--ready-seconds", "How long a started slot may take to be ready.");
    private readonly Option<double> _verify = Seconds("--verify-seconds", "How long the checks of a ready slot may take to pass.");
    private readonly Option<double> _watch = Seconds(
        "--watch-seconds",
        "How long the new slot is watched under traffic before it is kept."
    );

    /// <summary>Its timings, gates and limits; the other options go before it.</summary>
    public Option<string> Environment { get; } = EnvironmentOption.Create();

    public void AddTo(Command command)
    {
        command.Options.Add(Environment);
        command.Options.Add(_ready);
        command.Options.Add(_verify);
        command.Options.Add(_watch);
    }

    public ReleasePolicy Read(ParseResult parsed)
    {
        var policy = EnvironmentFile
            .Find(parsed.GetValue(Environment)!, chosen: parsed.GetResult(Environment) is { Implicit: false })
            .Release;
        return policy with
        {
            Timings = policy.Timings with
            {
                Ready = Given(parsed, _ready) ?? policy.Timings.Ready,
                Verify = Given(parsed, _verify) ?? policy.Timings.Verify,
                Watch = Given(parsed, _watch) ?? policy.Timings.Watch,
            },
        };
    }

    private static TimeSpan? Given(ParseResult parsed, Option<double> option) =>
        parsed.GetResult(option) is { Implicit: false } ? TimeSpan.FromSeconds(parsed.GetValue(option)) : null;

    private static Option<double> Seconds(string name, string description)
    {
        var option = new Option<double>(name)
        {
            Description = $"{description} Default: as the environment's file says (timings).",
            HelpName = "S",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 3600)
            {
                result.AddError($"{name} takes seconds from 0 to 3600.");
            }
        });
        return option;
    }
}
