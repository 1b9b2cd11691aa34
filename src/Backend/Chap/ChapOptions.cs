using System.Text.Json.Serialization;
using MalariaPredictor.Forecasting.Samples;

namespace MalariaPredictor.Backend.Chap;

/// <summary>What a CHAP user may choose, valid by construction.</summary>
/// <param name="Samples">How many samples are drawn of each forecast.</param>
/// <param name="Seed">The same seed gives the same samples.</param>
/// <param name="WholeCounts">Whether samples are rounded to whole cases.</param>
/// <param name="Algorithm">The algorithm; <c>auto</c> takes the one that does best in a back-test on the training data.</param>
public sealed record ChapOptions(int Samples = 1000, int Seed = 1, bool WholeCounts = false, string Algorithm = ChapOptions.Auto)
{
    public const string Auto = "auto";
    public const int FewestSamples = 20;
    public const int MostSamples = 10_000;

    [JsonIgnore]
    public SampleOptions Sampling => new(Samples, (ulong)Seed, WholeCounts);
}
