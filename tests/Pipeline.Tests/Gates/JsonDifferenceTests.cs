using MalariaPredictor.Pipeline.Gates;

namespace MalariaPredictor.Pipeline.Tests.Gates;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,2]}""")]
    [InlineData("""{"a":1}""", """{"b":2,"a":1.0}""")]
    [InlineData("time_period,cases", "time_period,cases")]
    public void What_says_the_same_or_more_does_not_differ(string old, string renewed) => JsonDifference.First(old, renewed).ShouldBeNull();

    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,3]}""", ".a[1]: 2 became 3")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", ".a: 2 entries became 1")]
    [InlineData("""{"a":1}""", """{"b":1}""", ".a is gone")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", ".a: 1 became \"1\"")]
    [InlineData("""[{"location":"Kono","x":1}]""", """[{"location":"Kono","x":null}]""", "[0] (Kono).x: 1 became null")]
    [InlineData("1,2", "1,3", "the texts differ")]
    [InlineData("""{"a":1}""", "<html>", "the texts differ")]
    public void The_first_difference_is_named(string old, string renewed, string difference) =>
        JsonDifference.First(old, renewed).ShouldBe(difference);
}
