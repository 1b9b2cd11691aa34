using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Hosting;
using MalariaPredictor.Backend.Storage.Addresses;
using Npgsql;

namespace MalariaPredictor.Backend.Tests.Storage.Addresses;

public sealed class ServerUrlTests
{
    [Theory]
    [InlineData("postgresql+asyncpg://app_user:pw@timescaledb:5432/malaria_prediction", "postgresql://timescaledb:5432/malaria_prediction")]
    [InlineData("postgres://u:pw@db.example/m", "postgresql://db.example:5432/m")]
    [InlineData("POSTGRESQL://u@db.example/m?port=6000&sslmode=verify-full", "postgresql://db.example:6000/m")]
    [InlineData("postgresql://u@one:5432,two:5433/m", "postgresql://one:5432,two:5433/m")]
    [InlineData("postgresql://u@%2Fvar%2Frun%2Fpg/m", "postgresql:///m?host=/var/run/pg&port=5432")]
    [InlineData("postgresql://u@/m?host=/var/run/pg", "postgresql:///m?host=/var/run/pg&port=5432")]
    public void A_server_is_called_by_host_and_database_alone(string url, string name) => DatabaseUrl.Parse(url).ToString().ShouldBe(name);

    [Fact]
    public void Encoded_parts_TLS_and_the_pool_reach_the_driver()
    {
        var settings = Settings(
            DatabaseUrl.Parse("postgresql://m%40laria:p%40ss%2Fw%3Ard@h:6000/my%20db?sslmode=verify-full", pool: new PoolOptions(7, 3))
        );
        (settings.Username, settings.Password, settings.Host, settings.Database).ShouldBe(("m@laria", "p@ss/w:rd", "h:6000", "my db"));
        (settings.SslMode, settings.MaxPoolSize, settings.Timeout).ShouldBe((SslMode.VerifyFull, 7, 3));
    }

    /// <summary>To try it, the driver loads libgssapi_krb5, which the image lacks: every pod reported that at its start.</summary>
    [Fact]
    public void Kerberos_encryption_is_not_tried() =>
        Settings(DatabaseUrl.Parse("postgresql://u@h/m")).GssEncryptionMode.ShouldBe(GssEncryptionMode.Disable);

    [Fact]
    public void Of_several_hosts_the_one_that_takes_writes_is_wanted() =>
        Settings(DatabaseUrl.Parse("postgresql://u@one,two/m")).TargetSessionAttributes.ShouldBe("read-write");

    [Fact]
    public void URL_and_password_may_come_from_files()
    {
        using var scratch = Scratch.Empty();
        var (url, password) = (
            scratch.Write("url", "postgresql://u@h/m\n"u8.ToArray()),
            scratch.Write("password", " s3cret \n"u8.ToArray())
        );
        var read = Read(("DATABASE_URL_FILE", url), ("DATABASE_PASSWORD_FILE", password), ("MAX_CONNECTIONS", "5"));
        (Settings(read).Password, Settings(read).MaxPoolSize).ShouldBe((" s3cret ", 5));
    }

    [Theory]
    [InlineData("DATABASE_PASSWORD", "DATABASE_PASSWORD gives one too")]
    [InlineData("DATABASE_URL_FILE", "both set")]
    [InlineData("DATABASE_PASSWORD_FILE", "cannot be read")]
    [InlineData("MAX_CONNECTIONS", "MAX_CONNECTIONS is")]
    [InlineData("CONNECTION_TIMEOUT", "CONNECTION_TIMEOUT is")]
    public void Settings_that_contradict_or_are_none_are_refused(string variable, string what)
    {
        var refused = Should.Throw<UserFacingException>(() =>
            Read(("DATABASE_URL", "postgresql://u:hidden@h/m"), (variable, "/no/such/file"))
        );
        refused.Line.ShouldContain(what);
        refused.Line.ShouldNotContain("hidden");
        refused.Remedy.ShouldNotBeEmpty();
    }

    private static DatabaseUrl Read(params (string Name, string Value)[] variables) =>
        BackendOptions.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value).Database;

    private static NpgsqlConnectionStringBuilder Settings(DatabaseUrl url) => new(((PostgresUrl)url).ConnectionString);
}
