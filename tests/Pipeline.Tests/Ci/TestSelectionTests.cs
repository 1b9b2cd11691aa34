using MalariaPredictor.Pipeline.Ci;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Ci;

public sealed class TestSelectionTests : IDisposable
{
    private readonly TemporaryFolder _repository = new();

    public TestSelectionTests()
    {
        Write("src/Backend/Recording.cs", "internal sealed class Recording;\n\ninternal static partial class KnownValues;\n");
        Write("tests/Backend.Tests/Backend.Tests.csproj", "<Project />");
        Write("tests/Backend.Tests/RecordingTests.cs", "public class RecordingTests { [Fact] void It() => new Recording(); }");
        Write("tests/Backend.Tests/KnownTests.cs", "public class KnownTests { [Fact] void It() => KnownValues.Read(); }");
        Write("tests/Backend.Tests/OtherTests.cs", "public class OtherTests { [Fact] void It() => Other.Read(); }");
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void A_changed_file_affects_the_tests_that_name_any_type_in_it() =>
        Affected("src/Backend/Recording.cs").ShouldBe(["*.KnownTests", "*.RecordingTests"]);

    [Fact]
    public void A_changed_test_is_affected_itself() => Affected("tests/Backend.Tests/OtherTests.cs").ShouldBe(["*.OtherTests"]);

    [Fact]
    public void A_deleted_file_affects_the_tests_that_still_name_it() => Affected("src/Backend/Other.cs").ShouldBe(["*.OtherTests"]);

    [Fact]
    public void A_file_that_no_test_names_affects_none() => Affected("src/Backend/Unknown.cs").ShouldBeEmpty();

    private IEnumerable<string> Affected(string changed) =>
        TestSelection.Affected(_repository.Path, [changed]).SelectMany(selection => selection.Filters.Skip(1));

    private void Write(string path, string text)
    {
        var file = _repository.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
