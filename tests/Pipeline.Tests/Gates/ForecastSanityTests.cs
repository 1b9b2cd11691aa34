using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Tests.Gates;

public sealed class ForecastSanityTests
{
    [Fact]
    public void Sane_forecasts_are_counted_over_every_location_and_horizon() =>
        ForecastSanity.Judge(Document("[0,1,1,2.5]", "[1,2,3,4]")).ShouldBe((2, 8, null));

    [Theory]
    [InlineData("[2,1,3,4]", "fall from 2 to 1")]
    [InlineData("[-1,1,2,3]", "negative")]
    [InlineData("[1,null,2,3]", "finite")]
    [InlineData("""["NaN",1,2,3]""", "finite")]
    [InlineData("[1,2,3]", "3 quantiles for 4 levels")]
    [InlineData("7", "form of API v1")]
    public void What_is_not_sane_is_named_even_at_the_last_location(string values, string objection) =>
        ForecastSanity.Judge(Document("[0,1,2,3]", values)).Objection.ShouldNotBeNull().ShouldContain(objection);

    [Theory]
    [InlineData("""{"locations":[]}""", "no forecast")]
    [InlineData("""{"other":1}""", "form of API v1")]
    [InlineData("<html>", "form of API v1")]
    public void Nothing_is_never_taken_for_sane(string json, string objection) =>
        ForecastSanity.Judge(json).Objection.ShouldNotBeNull().ShouldContain(objection);

    private static string Document(string first, string last)
    {
        static string Location(string name, string values) =>
            $$"""{"location":"{{name}}","forecasts":[{"horizon":1,"levels":[0.1,0.4,0.6,0.9],"values":{{values}}}]}""";
        return $$"""{"locations":[{{Location("here", first)}},{{Location("there", last)}}]}""";
    }
}
