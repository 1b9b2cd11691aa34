using System.Globalization;
using System.Text;
using MalariaPredictor.Pipeline.Commands;
using Spectre.Console;

namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>What a user reads on the screen, line by line.</summary>
internal sealed class RecordingReport
{
    private readonly StringBuilder _screen = new();

    public RecordingReport()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                Out = new AnsiConsoleOutput(new StringWriter(_screen, CultureInfo.InvariantCulture)),
                Interactive = InteractionSupport.No,
            }
        );
        console.Profile.Width = 1000;
        Lines = new StepLines(console, TimeProvider.System);
    }

    public StepLines Lines { get; }

    public string Text => _screen.ToString();
}
