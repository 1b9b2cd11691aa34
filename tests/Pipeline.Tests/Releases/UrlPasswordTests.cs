using CsCheck;
using MalariaPredictor.Pipeline.Releases;

namespace MalariaPredictor.Pipeline.Tests.Releases;

public sealed class UrlPasswordTests
{
    [Theory]
    [InlineData("postgres://u:s%40cret@h:5432/db", "s@cret", "postgres://u@h:5432/db")]
    [InlineData("postgresql+asyncpg://u:a:b@h/db?sslmode=require", "a:b", "postgresql+asyncpg://u@h/db?sslmode=require")]
    [InlineData("postgres://u@h/db?password=x&sslmode=require", "x", "postgres://u@h/db?sslmode=require")]
    [InlineData("postgres://u@h/db?sslmode=require&password=x", "x", "postgres://u@h/db?sslmode=require")]
    [InlineData("postgres://u@h/db?password=x", "x", "postgres://u@h/db")]
    [InlineData("postgres://u@h1:5432,h2:5432/db", null, "postgres://u@h1:5432,h2:5432/db")]
    [InlineData("postgres://h:5432/db", null, "postgres://h:5432/db")]
    [InlineData("sqlite:////var/lib/a:b@c.db", null, "sqlite:////var/lib/a:b@c.db")]
    public void A_password_is_found_and_taken_out(string url, string? password, string without)
    {
        UrlPassword.In(url).ShouldBe(password);
        UrlPassword.Without(url).ShouldBe(without);
    }

    [Fact]
    public void Whatever_the_password_it_is_found_and_nothing_of_it_is_left() =>
        Gen.String[Gen.Char.AlphaNumeric, 1, 30]
            .Sample(text =>
            {
                var password = "#" + text + "/@:?&";
                var url = $"postgresql://user:{Uri.EscapeDataString(password)}@host:5432/db?sslmode=prefer";
                UrlPassword.In(url).ShouldBe(password);
                UrlPassword.Without(url).ShouldBe("postgresql://user@host:5432/db?sslmode=prefer");
                Should.Throw<ArgumentException>(() => Configuration.Collect(url, _ => null));
            });
}
