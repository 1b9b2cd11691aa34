namespace MalariaPredictor.Forecasting.Samples;

/// <summary>Normal scores of one part of the errors over ascending horizons: a row of draws for each.</summary>
internal static class Latent
{
    /// <param name="normals">Where chance comes from; a draw takes a number for each horizon.</param>
    /// <param name="horizons">Periods ahead, ascending.</param>
    /// <param name="draws">How many.</param>
    /// <param name="decay">See <see cref="Dependence"/>.</param>
    public static double[] Draw(SeededNormals normals, IReadOnlyList<int> horizons, int draws, double decay)
    {
        var scores = new double[horizons.Count * draws];
        for (var j = 0; j < horizons.Count; j++)
        {
            var kept = j == 0 ? 0 : Dependence.CarriedOver(horizons[j - 1], horizons[j], decay);
            var renewed = Math.Sqrt(1 - (kept * kept));
            for (var draw = 0; draw < draws; draw++)
            {
                var before = j == 0 ? 0 : scores[((j - 1) * draws) + draw];
                scores[(j * draws) + draw] = (kept * before) + (renewed * normals.Next());
            }
        }

        return scores;
    }
}
