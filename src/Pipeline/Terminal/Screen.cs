using Spectre.Console;

namespace MalariaPredictor.Pipeline.Terminal;

/// <summary>
/// Where words for people go: stdout, or stderr when stdout belongs to a machine. Colored on a terminal only; a pipe or file gets whole
/// lines.
/// </summary>
internal static class Screen
{
    private const int Unbroken = 10_000;

    public static IAnsiConsole Create(bool json)
    {
        var redirected = json ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(json ? Console.Error : Console.Out),
                ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
                Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            }
        );
        if (redirected)
        {
            console.Profile.Width = Unbroken;
        }
        return console;
    }
}
