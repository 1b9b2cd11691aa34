using MalariaPredictor.Backend.Chap.Service;
using MalariaPredictor.Backend.Errors;

namespace MalariaPredictor.Backend.Tests.Chap.Service;

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_service_registers_is_reachable_at_what_it_said_and_leaves_when_it_stops()
    {
        await using var chap = await ChapStub.Start(key: "secret");
        await using (
            var service = await ServedChap.Start(
                variables: new()
                {
                    ["CHAP_URL"] = chap.Address,
                    ["CHAP_SERVICE_KEY"] = "secret",
                    ["SERVICEKIT_HOST"] = "127.0.0.1",
                }
            )
        )
        {
            var registered = await chap.Registered();
            registered.GetProperty("url").GetString().ShouldBe(service.Address.AbsoluteUri.TrimEnd('/'));
            registered.GetProperty("info").GetProperty("id").GetString().ShouldBe("malaria-predictor");
        }

        (await chap.Deregistered()).ShouldBe("malaria-predictor");
        chap.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_CHAP_that_refuses_does_not_stop_the_serving()
    {
        await using var chap = await ChapStub.Start(key: "secret");
        await using var service = await ServedChap.Start(variables: new() { ["CHAP_URL"] = chap.Address, ["CHAP_SERVICE_KEY"] = "wrong" });
        await chap.Refused();
        (await service.Get("/health")).Body.GetProperty("status").GetString().ShouldBe("healthy");
    }

    [Fact]
    public async Task A_CHAP_that_is_not_there_does_not_stop_the_serving()
    {
        await using var service = await ServedChap.Start(variables: new() { ["CHAP_URL"] = "http://127.0.0.1:9" });
        (await service.Get("/health")).Body.GetProperty("status").GetString().ShouldBe("healthy");
    }

    [Theory]
    [InlineData("CHAP_URL", "http://chap:8000", "http://chap:8000/v2/services/$register")]
    [InlineData("CHAP_URL", "https://dhis2.example/chap/", "https://dhis2.example/chap/v2/services/$register")]
    [InlineData("SERVICEKIT_ORCHESTRATOR_URL", "http://chap:8000/v2/services/$register", "http://chap:8000/v2/services/$register")]
    public void CHAP_is_named_in_our_words_or_in_its_own(string name, string value, string expected) =>
        RegistrationOptions.Read(asked => asked == name ? value : null)!.At("/v2/services/$register").OriginalString.ShouldBe(expected);

    [Fact]
    public void Without_a_CHAP_there_is_no_registration() => RegistrationOptions.Read(_ => null).ShouldBeNull();

    [Fact]
    public void An_address_that_is_none_is_told_before_serving() =>
        Should
            .Throw<UserFacingException>(() => RegistrationOptions.Read(name => name == "CHAP_URL" ? "chap" : null))
            .Line.ShouldBe("CHAP_URL is 'chap'. Set it to an address such as http://chap:8000.");

    [Fact]
    public void Its_own_address_can_be_given() =>
        RegistrationOptions
            .Read(name =>
                name switch
                {
                    "CHAP_URL" => "http://chap:8000",
                    "CHAP_SERVICE_URL" => "https://models.example/malaria/",
                    _ => null,
                }
            )!
            .SelfAt(8001)
            .ShouldBe("https://models.example/malaria");
}
