namespace MalariaPredictor.Backend.Tests.Sources;

/// <summary>
/// Every file that once failed, and variants of its kind: each is read rightly or refused with the reason. The files lie beside the real
/// data, in the folder <c>cases</c>; a folder of a kind that has no expectation here fails.
/// </summary>
public sealed class CaseFileTests
{
    private const string AnyObservations = Scratch.Header + "2025-01,Abim,5\n";

    public static TheoryData<string> Kinds => [.. CaseKinds.Of.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_variant_of_a_kind_of_fault_is_read_rightly_or_refused_with_the_reason(string kind)
    {
        CaseFile[] variants = [.. CaseVariants.Of(kind)];
        variants.Length.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var variant in variants)
        {
            await CheckAsync(kind, variant);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_file_that_once_failed_is_read_rightly_or_refused_with_the_reason(string kind)
    {
        var folder = Directory.EnumerateDirectories(Cases(), kind + "-*").SingleOrDefault();
        Assert.SkipWhen(folder is null, $"The folder of cases has none of kind {kind}.");
        string[] tables = Directory.GetFiles(folder!, "*.csv");
        string[] shapes = Directory.GetFiles(folder!, "*.geojson");
        CaseFile[] files =
        [
            .. tables.Select(path => new CaseFile(path, File.ReadAllText(path))),
            .. from shape in shapes
            from table in tables.DefaultIfEmpty()
            where table is null || !Path.GetFileName(table).StartsWith("update", StringComparison.Ordinal)
            select new CaseFile(shape, table is null ? AnyObservations : File.ReadAllText(table), File.ReadAllText(shape)),
        ];
        foreach (var file in files.Where(file => kind != "03" || file.GeoJson is null || !file.Csv.Contains("Alpha")))
        {
            await CheckAsync(kind, file);
        }
    }

    [Fact]
    public void Every_kind_of_fault_has_an_expectation() =>
        Directory
            .EnumerateDirectories(Cases())
            .Select(folder => Path.GetFileName(folder)[..2])
            .Except(CaseKinds.Of.Keys)
            .Except(CaseKinds.Elsewhere)
            .ShouldBeEmpty();

    private static async Task CheckAsync(string kind, CaseFile file)
    {
        using var scratch = await Scratch.MigratedAsync();
        await CaseKinds.Of[kind](scratch, file);
    }

    private static string Cases()
    {
        var data = Environment.GetEnvironmentVariable("BENCHMARK_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "BENCHMARK_DATA is not set: the files that once failed lie beside its folder.");
        var cases = Path.GetFullPath(Path.Combine(data!, "..", "cases"));
        Assert.SkipUnless(Directory.Exists(cases), $"There is no folder {cases} with the files that once failed.");
        return cases;
    }
}
