using MalariaPredictor.Backend.Caching;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Tests.Caching;

public sealed class RedisUrlTests
{
    [Theory]
    [InlineData("redis://cache", "redis://cache:6379/0")]
    [InlineData("redis://:p%40ss%2Fw@cache:6380/3", "redis://cache:6380/3")]
    [InlineData("rediss://app:pw@cache.example/1", "rediss://cache.example:6379/1")]
    public void It_is_called_by_host_port_and_database_alone(string url, string name) => Read(url)!.Name.ShouldBe(name);

    [Fact]
    public void User_password_database_and_TLS_reach_the_driver()
    {
        var options = Read("rediss://app:p%40ss%2Fw@cache:6380/3")!.Options(TimeSpan.FromMilliseconds(250));

        (options.User, options.Password, options.DefaultDatabase, options.Ssl, options.AsyncTimeout).ShouldBe(
            ("app", "p@ss/w", 3, true, 250)
        );
        options.EndPoints.ShouldHaveSingleItem().ToString()!.ShouldContain("cache:6380");
    }

    [Fact]
    public void It_may_come_from_a_file_and_may_be_left_out()
    {
        Read("").ShouldBeNull();
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "redis://cache/5\n");
        RedisUrl.Read(name => name == "REDIS_URL_FILE" ? file : null)!.Name.ShouldBe("redis://cache:6379/5");
        File.Delete(file);
    }

    [Theory]
    [InlineData("cache:6379:hidden")]
    [InlineData("http://:hidden@cache")]
    [InlineData("redis://:hid?den@cache/0")]
    [InlineData("redis://:hidden@cache/0#x")]
    [InlineData("redis://:hidden@cache/zero")]
    public void What_is_no_address_is_refused_without_repeating_it(string url)
    {
        var refused = Should.Throw<UserFacingException>(() => Read(url));

        refused.Line.ShouldStartWith("REDIS_URL ");
        refused.Remedy.ShouldContain("rediss://");
        (refused.Line + refused.Remedy).ShouldNotContain("hid");
    }

    private static RedisUrl? Read(string url) => RedisUrl.Read(name => name == RedisUrl.Variable ? url : null);
}
