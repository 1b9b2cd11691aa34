using System.Text.Json;
using MalariaPredictor.Pipeline.Contracts;
using MalariaPredictor.Pipeline.Storage;

namespace MalariaPredictor.Pipeline.Ci;

/// <summary>How the last run of CI in a checkout ended, and for which sources: what a release says of its tests.</summary>
/// <param name="Commit">The sources, named as an artifact built from them is.</param>
/// <param name="Tests">What was found.</param>
internal sealed record CiRecord(string Commit, TestSummary Tests)
{
    /// <summary>What the last run said of these sources; null when it was of others, or there was none.</summary>
    public static TestSummary? Of(string root, string commit)
    {
        try
        {
            return
                File.Exists(Place(root))
                && JsonSerializer.Deserialize(File.ReadAllBytes(Place(root)), CiJson.Default.CiRecord) is { } last
                && last.Commit == commit
                ? last.Tests
                : null;
        }
        catch (JsonException)
        {
            return null; // What cannot be read proves nothing: the release then says that it was not tested.
        }
    }

    public void Write(string root) => AtomicFile.Write(Place(root), JsonSerializer.SerializeToUtf8Bytes(this, CiJson.Default.CiRecord));

    private static string Place(string root) => Path.Combine(root, "artifacts", "results", "summary.json");
}
