using MalariaPredictor.Servers;

namespace MalariaPredictor.Backend.Tests.Storage;

public sealed class PostgresServerTests : IDisposable
{
    private readonly DirectoryInfo _installed = Directory.CreateTempSubdirectory("malaria-pg-");

    public void Dispose() => _installed.Delete(recursive: true);

    [Theory]
    [InlineData("15", "15")]
    [InlineData("16", "16", "15")]
    [InlineData("18", "9", "18", "17", "common")]
    [InlineData(null, "14", "9")]
    [InlineData(null)]
    public void The_newest_server_from_15_up_is_taken(string? expected, params string[] versions)
    {
        foreach (var version in versions)
        {
            File.WriteAllText(Path.Combine(_installed.CreateSubdirectory($"{version}/bin").FullName, "initdb"), "");
        }
        _installed.CreateSubdirectory("19/bin");

        PostgresServer
            .FindPrograms(_installed.FullName)
            .ShouldBe(expected is null ? null : Path.Combine(_installed.FullName, expected, "bin"));
    }

    [Fact]
    public void Where_no_server_is_installed_none_is_found() =>
        PostgresServer.FindPrograms(Path.Combine(_installed.FullName, "none")).ShouldBeNull();
}
