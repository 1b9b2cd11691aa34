using CsCheck;
using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Releases;

/// <summary>
/// The deployer dies at every point where something becomes lasting: before and after each journal record, before and after each change of
/// the target.
/// </summary>
public sealed class CrashMatrixTests
{
    /// <summary>More than any operation passes.</summary>
    private const int MostPoints = 200;

    /// <summary>The instances of a rolling release.</summary>
    private const int Rolling = 3;

    private static readonly string[] Kinds = ["deploy", "refused deploy", "rollback"];

    public static TheoryData<string> Operations => [.. Kinds];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Wherever_the_deployer_dies_the_next_command_finds_one_release_wholly_old_or_wholly_new(string operation)
    {
        var died = 0;
        for (var point = 0; point < MostPoints; point++)
        {
            using var bench = new EngineBench();
            var old = await PrepareAsync(bench);
            if (!await DiesAsync(bench, operation, point))
            {
                break;
            }
            died++;
            await bench.RecoverAsync();

            bench.History.Unfinished.ShouldBeNull();
            bench.World.Serving.ShouldBe(
                bench.History.Committed.First().To,
                $"the journal and the target agree after dying at point {point}"
            );
            if (operation == "refused deploy")
            {
                bench.World.Serving.ShouldBe(old, $"a bad release never serves, not even after dying at point {point}");
            }
        }
        died.ShouldBeInRange(8, MostPoints - 1);
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("refused deploy")]
    [InlineData("half-way refused deploy")]
    [InlineData("rollback")]
    public async Task Wherever_a_rolling_deployer_dies_one_release_serves_with_all_its_instances_and_never_did_fewer(string operation)
    {
        var died = 0;
        for (var point = 0; point < MostPoints; point++)
        {
            using var bench = new EngineBench { Policy = EngineBench.Standard with { Strategy = Strategy.Rolling, Instances = Rolling } };
            var old = await PrepareAsync(bench);
            if (!await DiesAsync(bench, operation, point))
            {
                break;
            }
            died++;
            await bench.RecoverAsync();

            bench.History.Unfinished.ShouldBeNull();
            bench.World.Serving.ShouldBe(
                bench.History.Committed.First().To,
                $"the journal and the target agree after dying at point {point}"
            );
            bench.World.Taking.ShouldBe(Rolling, $"after dying at point {point}");
            bench.World.Fewest.ShouldBe(Rolling, $"after dying at point {point}");
            if (operation.EndsWith("refused deploy", StringComparison.Ordinal))
            {
                bench.World.Serving.ShouldBe(old);
            }
        }
        died.ShouldBeInRange(8, MostPoints - 1);
    }

    [Fact]
    public async Task However_often_deployers_die_in_whatever_order_the_journal_and_the_target_agree_in_the_end()
    {
        var kills = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 100], Gen.Int[0, 30], (kind, point, again) => (kind, point, again)).Array[1, 6];
        await kills.SampleAsync(
            async history =>
            {
                using var bench = new EngineBench();
                await PrepareAsync(bench);
                foreach (var (kind, point, again) in history)
                {
                    await DiesAsync(bench, Kinds[kind], point);
                    // The one that cleans up dies too, once.
                    await KilledAsync(bench, again, bench.RecoverAsync);
                    await bench.RecoverAsync();
                }
                return bench.History.Unfinished is null && bench.World.Serving == bench.History.Committed.First().To;
            },
            iter: Proof.Rounds(slice: 50, whole: 3000)
        );
    }

    private static async Task<string> PrepareAsync(EngineBench bench)
    {
        await bench.DeployAsync("zero");
        return await bench.DeployAsync("one");
    }

    private static Task<bool> DiesAsync(EngineBench bench, string operation, int point) =>
        KilledAsync(
            bench,
            point,
            async () =>
            {
                if (operation == "rollback" && bench.History.Before(bench.World.Serving!) is not null)
                {
                    await bench.RollBackAsync();
                }
                else
                {
                    await bench.DeployAsync(
                        operation switch
                        {
                            "refused deploy" => MemoryWorld.Bad,
                            "half-way refused deploy" => MemoryWorld.BadTogether,
                            _ => "two",
                        }
                    );
                }
            }
        );

    /// <summary>Runs something that is killed at the given point; false when it was over before.</summary>
    private static async Task<bool> KilledAsync(EngineBench bench, int point, Func<Task> run)
    {
        var passed = 0;
        void Pass()
        {
            if (passed++ >= point)
            {
                throw new LockLostException("nobody: it is dead"); // Nothing may run after it, as nothing runs after a SIGKILL.
            }
        }
        bench.Around = _ => Pass();
        try
        {
            await run();
            return false;
        }
        catch (LockLostException)
        {
            return true;
        }
        catch (UserFacingException)
        {
            return false; // Refused and compensated before its time had come.
        }
        finally
        {
            bench.Around = _ => { };
        }
    }
}
