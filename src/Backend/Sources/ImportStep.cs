using System.Data.Common;
using MalariaPredictor.Backend.Storage;

namespace MalariaPredictor.Backend.Sources;

/// <summary>How far an import is.</summary>
/// <param name="What">"Reading" or "Storing".</param>
/// <param name="Share">0…1.</param>
public readonly record struct ImportStep(string What, double Share)
{
    internal static IProgress<double>? Part(IProgress<ImportStep>? whole, string what) => whole is null ? null : new Named(whole, what);

    private sealed class Named(IProgress<ImportStep> whole, string what) : IProgress<double>
    {
        public void Report(double value) => whole.Report(new ImportStep(what, value));
    }
}

/// <summary>Where values come from that a connector fetched.</summary>
/// <param name="Name">The source as it is recorded: <c>era5 2024-05 (final)</c>.</param>
/// <param name="NoteAsync">Runs in the transaction that stores the values, so that both are kept or neither.</param>
internal sealed record ImportOrigin(string Name, Func<DbConnection, AppendResult, Task> NoteAsync);
