using System.CommandLine;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Commands;

/// <summary>How long a release waits: the same options for each command that makes one.</summary>
internal sealed class ReleaseOptions
{
    private static readonly ReleaseTimings Standard = new();

    private readonly Option<double> _ready = Seconds("--ready-seconds", "How long a started slot may take to be ready.", Standard.Ready);
    private readonly Option<double> _verify = Seconds("--verify-seconds", "How long the checks of a ready slot may take to pass.", Standard.Verify);
    private readonly Option<double> _watch = Seconds("--watch-seconds", "How long the new slot is watched under traffic before it is kept.", Standard.Watch);

    public void AddTo(Command command)
    {
        command.Options.Add(_ready);
        command.Options.Add(_verify);
        command.Options.Add(_watch);
    }

    public ReleaseTimings Read(ParseResult parsed) => Standard with
    {
        Ready = TimeSpan.FromSeconds(parsed.GetValue(_ready)),
        Verify = TimeSpan.FromSeconds(parsed.GetValue(_verify)),
        Watch = TimeSpan.FromSeconds(parsed.GetValue(_watch)),
    };

    private static Option<double> Seconds(string name, string description, TimeSpan standard)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "S", DefaultValueFactory = _ => standard.TotalSeconds };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or > 3600)
                result.AddError($"{name} takes seconds from 0 to 3600.");
        });
        return option;
    }
}
