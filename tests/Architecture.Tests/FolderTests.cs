namespace MalariaPredictor.Architecture.Tests;

public sealed class FolderTests
{
    private const string Document = "docs/architecture.md";
    private const string Begin = "<!-- folders: begin -->";
    private const string End = "<!-- folders: end -->";

    private static readonly Dictionary<string, Lazy<FolderGraph>> Graphs = new[]
    {
        (Part: "Forecasting", Assembly: CompiledCode.Forecasting),
        (Part: "Backend", Assembly: CompiledCode.Backend),
        (Part: "Pipeline", Assembly: CompiledCode.Pipeline),
    }.ToDictionary(part => part.Part, part => new Lazy<FolderGraph>(() => FolderGraph.Of(part.Part, part.Assembly)));

    public static TheoryData<string> Parts => [.. Graphs.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Folders_form_no_cycle_at_any_depth(string part) => string.Join('\n', Graphs[part].Value.Cycles()).ShouldBeEmpty();

    /// <summary>With UPDATE_DOCUMENTS=true it writes the picture.</summary>
    [Fact]
    public void The_picture_of_the_folders_is_the_code_of_today()
    {
        var text = Repository.Read(Document);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var picture = $"\n\n{FolderPicture.Of(Graphs.Select(part => (part.Key, part.Value.Value)))}\n\n";
        if (Environment.GetEnvironmentVariable("UPDATE_DOCUMENTS") == "true")
        {
            File.WriteAllText(Path.Combine(Repository.Root, Document), text[..from] + picture + text[to..]);
            return;
        }
        text[from..to].ShouldBe(picture, "Run: UPDATE_DOCUMENTS=true ./pipeline test FolderTests");
    }
}
