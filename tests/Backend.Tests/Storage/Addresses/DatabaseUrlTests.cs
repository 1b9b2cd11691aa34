using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Storage.Addresses;

namespace MalariaPredictor.Backend.Tests.Storage.Addresses;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("sqlite:///var/lib/malaria.db", "/var/lib/malaria.db")]
    [InlineData("sqlite:////var/lib/malaria.db", "/var/lib/malaria.db")]
    [InlineData("SQLite:///var/my%20data/malaria.db", "/var/my data/malaria.db")]
    public void An_absolute_path_is_taken_as_it_is(string url, string path) => ((SqliteUrl)DatabaseUrl.Parse(url)).Path.ShouldBe(path);

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("sqlite:malaria.db")]
    [InlineData("sqlite://malaria.db")]
    [InlineData("sqlite:///./malaria.db")]
    public void A_relative_path_starts_from_the_current_directory(string? url) =>
        ((SqliteUrl)DatabaseUrl.Parse(url)).Path.ShouldBe(Path.Combine(Environment.CurrentDirectory, "malaria.db"));

    [Theory]
    [InlineData("postgresql:user:secret@host/db", "no // follows")]
    [InlineData("postgresql+asyncpg://user:secret@host", "names no database")]
    [InlineData("postgresql://host/db?password=secret", "names no user")]
    [InlineData("postgresql://user:secret@host:0/db", "port")]
    [InlineData("postgresql://user:secret@host:x/db", "port")]
    [InlineData("postgresql://user:secret@host/db?sslmode=secret", "sslmode")]
    [InlineData("postgresql://user:secret@host/db?sslrootcert=/no/such.pem", "sslrootcert")]
    [InlineData("mysql://user:secret@host/db", "'mysql'")]
    [InlineData("/var/lib/malaria-secret.db", "no scheme")]
    [InlineData("sqlite://", "names no database file")]
    [InlineData("sqlite:///var/secret/", "names no database file")]
    [InlineData("sqlite:///:memory:", "in memory")]
    public void Anything_else_is_refused_with_the_shape_expected_and_without_its_secrets(string url, string what)
    {
        var refused = Should.Throw<UserFacingException>(() => DatabaseUrl.Parse(url));
        refused.Message.ShouldStartWith("DATABASE_URL");
        refused.Message.ShouldContain(what);
        refused.Line.ShouldContain("sqlite:///absolute/path.db");
        refused.Line.ShouldNotContain("secret");
    }
}
