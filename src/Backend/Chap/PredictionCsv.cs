using System.Globalization;
using System.Text;

namespace MalariaPredictor.Backend.Chap;

/// <summary>Predictions as CHAP reads them: <c>time_period,location,sample_0,…</c>.</summary>
internal static class PredictionCsv
{
    /// <summary>Writes the file whole or not at all: CHAP would read half a file as a prediction.</summary>
    public static async Task WriteAsync(string path, ChapPrediction prediction, CancellationToken cancellationToken)
    {
        var unfinished = path + ".part";
        await using (var writer = new StreamWriter(unfinished, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            await writer.WriteLineAsync($"time_period,location,{string.Join(',', Columns(prediction))}".AsMemory(), cancellationToken);
            foreach (var row in prediction.Rows)
            {
                await writer.WriteLineAsync(Line(row), cancellationToken);
            }
        }

        File.Move(unfinished, path, overwrite: true);
    }

    public static IEnumerable<string> Columns(ChapPrediction prediction) =>
        Enumerable.Range(0, prediction.Rows[0].Samples.Length).Select(i => $"sample_{i}");

    /// <summary>Cases to a thousandth: finer digits are noise, and weigh.</summary>
    public static double Rounded(double cases) => Math.Round(cases, 3);

    private static ReadOnlyMemory<char> Line(ChapPredictionRow row)
    {
        var line = new StringBuilder($"{row.Period},{Quoted(row.Location)}");
        foreach (var sample in row.Samples)
        {
            line.Append(CultureInfo.InvariantCulture, $",{Rounded(sample)}");
        }

        return line.ToString().AsMemory();
    }

    // Not the fields of a download for spreadsheets: CHAP must find the very name it gave, even one that begins with a minus.
    private static string Quoted(string name) =>
        name.AsSpan().ContainsAny(",\"\n\r") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
