namespace MalariaPredictor.Backend.Sources.Grids.Formats;

/// <summary>A variable of a NetCDF file, of either format.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">The names of its dimensions, slowest first.</param>
/// <param name="Shape">Their lengths.</param>
/// <param name="Attributes">Text or number, by name.</param>
/// <param name="FirstAtOnce">How many of the first dimension are stored together.</param>
/// <param name="IsText">Whether it holds text.</param>
/// <param name="Read">Numbers as stored: starts and counts, one for each dimension.</param>
/// <param name="ReadText">Texts, where it holds text.</param>
internal sealed record NetCdfVariable(
    string Name,
    string[] Dimensions,
    int[] Shape,
    IReadOnlyDictionary<string, object> Attributes,
    int FirstAtOnce,
    bool IsText,
    Func<int[], int[], double[]> Read,
    Func<string[]> ReadText
)
{
    /// <summary>The attributes that are read; a file may hold any others, of any type.</summary>
    public static readonly string[] KnownAttributes =
    [
        Cf.Units,
        Cf.Calendar,
        Cf.StandardName,
        Cf.Scale,
        Cf.Offset,
        Cf.Fill,
        Cf.Missing,
        Cf.StepType,
    ];

    public string Text(string attribute) => Attributes.GetValueOrDefault(attribute) as string ?? "";

    public double? Number(string attribute) => Attributes.GetValueOrDefault(attribute) as double?;

    public double[] ReadAll() => Read(new int[Shape.Length], Shape);
}
