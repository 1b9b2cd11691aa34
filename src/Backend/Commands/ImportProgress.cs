using MalariaPredictor.Backend.Sources;
using Spectre.Console;

namespace MalariaPredictor.Backend.Commands;

/// <summary>Shows an import's progress on stderr, where that is a terminal.</summary>
internal static class ImportProgress
{
    public static async Task<ImportReport> ShowAsync(Func<IProgress<ImportStep>?, Task<ImportReport>> import)
    {
        if (Console.IsErrorRedirected)
        {
            return await import(null);
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await terminal.Progress().AutoClear(true).StartAsync(context => import(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<ImportStep>
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Report(ImportStep value)
        {
            if (!_bars.TryGetValue(value.What, out var bar))
            {
                _bars[value.What] = bar = context.AddTask(value.What, maxValue: 1);
            }

            bar.Value = value.Share;
        }
    }
}
