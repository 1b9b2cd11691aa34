using CsCheck;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Releases;

/// <summary>
/// Several deployers at once over the real lock, journal, engine and steps, scheduled one lasting effect at a time: any of them may be
/// suspended anywhere, be taken over, go on later, or die; the host may die and come back. Whatever the order, one release serves.
/// </summary>
[Collection(nameof(Alone))] // Each of its steps is a turn of another thread: beside busy tests it would wait for every one of them.
public sealed class InterleavingTests
{
    private const int Deployers = 3;

    private static readonly Gen<Act> Acts = Gen.Frequency(
        (10, Gen.Select(Gen.Int[0, Deployers - 1], Gen.Int[1, 40], (who, points) => new Act(Deed.Run, who, points))),
        (2, Gen.Int[0, Deployers - 1].Select(who => new Act(Deed.Die, who, 0))),
        (3, Gen.Const(new Act(Deed.Expire, 0, 0))),
        (1, Gen.Const(new Act(Deed.RestartHost, 0, 0)))
    );

    [Fact]
    public void Whatever_deployers_do_at_once_one_release_serves_and_the_late_change_nothing()
    {
        Gen.Select(Acts.Array[1, 30], Gen.Int[0, 2].Array[40], Gen.Bool)
            .Sample(
                (acts, kinds, zombiesFirst) =>
                {
                    using var stage = new Stage(Deployers, kinds);
                    foreach (var act in acts)
                    {
                        stage.Play(act);
                    }
                    if (zombiesFirst)
                    {
                        stage.LetAllEnd();
                    }
                    stage.Resume();
                    var settled = stage.Picture();
                    stage.LetAllEnd();

                    stage.Picture().ShouldBe(settled, "whoever was taken over changed something");
                    stage.Wrong().ShouldBeEmpty();
                },
                iter: Proof.Rounds(slice: 200, whole: 20000)
            );
    }
}
