namespace MalariaPredictor.Pipeline.Tests.Harness;

/// <summary>Where the build put the programs that the tests start.</summary>
internal static class Built
{
    public static string Pipeline => Path.Combine(Folder("Pipeline"), "pipeline.dll");

    public static string TestSlot => Folder("TestSlot");

    public static string TestHelm => Path.Combine(Folder("TestHelm"), "MalariaPredictor.TestHelm.dll");

    public static string Contender => Path.Combine(Folder("TestContender"), "MalariaPredictor.TestContender.dll");

    public static string Backend => Folder("Backend");

    /// <summary>artifacts/bin/PROJECT/CONFIGURATION: beside the tests' own.</summary>
    private static string Folder(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }
}
