using MalariaPredictor.Backend.Chap.Service;

namespace MalariaPredictor.Backend.Tests.Chap.Service;

public sealed class BoundedTests
{
    [Fact]
    public void The_oldest_make_room_for_the_newest()
    {
        var kept = new Bounded<string>(2);
        foreach (var name in (string[])["a", "b", "c"])
        {
            kept.Put(name, name);
        }

        kept.All.ShouldBe(["b", "c"]);
        kept.TryGet("a", out _).ShouldBeFalse();
    }

    [Fact]
    public void Weight_counts_too_and_the_newest_stays_however_heavy()
    {
        var kept = new Bounded<string>(9, heaviest: 5, weigh: text => text.Length);
        kept.Put("1", "aaa");
        kept.Put("2", "bbb");
        kept.All.ShouldBe(["bbb"]);
        kept.Put("3", "a very heavy one");
        kept.All.ShouldBe(["a very heavy one"]);
        kept.Remove("3").ShouldBeTrue();
        kept.Put("4", "aa");
        kept.Put("5", "bbb");
        kept.All.ShouldBe(["aa", "bbb"]);
    }

    [Fact]
    public void The_same_identifier_is_replaced()
    {
        var kept = new Bounded<string>(2);
        kept.Put("a", "old");
        kept.Put("A", "new");
        kept.All.ShouldBe(["new"]);
    }
}
