using MalariaPredictor.Pipeline.Releases.Steps;

namespace MalariaPredictor.Pipeline.Tests.Releases;

public sealed class QuantileSanityTests
{
    [Theory]
    [InlineData("""{"quantiles":[0,1,1,2.5]}""", 4)]
    [InlineData("""{"forecasts":[{"horizon":1,"quantiles":[1,2]},{"horizon":2,"quantiles":[1,2]}]}""", 4)]
    [InlineData("""{"quantiles":{"0.975":9,"0.025":1,"0.5":4}}""", 3)]
    [InlineData("""{"quantiles":[{"level":0.5,"value":1},{"level":0.9,"value":2}]}""", 2)]
    public void Sane_quantiles_are_counted_in_every_form(string json, int count) => QuantileSanity.Judge(json).ShouldBe((count, null));

    [Theory]
    [InlineData("""{"quantiles":[2,1]}""", "fall from 2 to 1")]
    [InlineData("""{"quantiles":[-1,1]}""", "negative")]
    [InlineData("""{"quantiles":[1,null]}""", "finite")]
    [InlineData("""{"quantiles":["NaN"]}""", "finite")]
    [InlineData("""{"quantiles":[]}""", "no quantiles")]
    [InlineData("""{"other":1}""", "no quantiles")]
    [InlineData("<html>", "not readable")]
    public void What_is_not_sane_is_named_and_nothing_is_never_taken_for_sane(string json, string objection) =>
        QuantileSanity.Judge(json).Objection.ShouldNotBeNull().ShouldContain(objection);
}
