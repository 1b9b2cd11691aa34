using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Tests.Harness;
using Microsoft.Extensions.Time.Testing;

namespace MalariaPredictor.Pipeline.Tests.Releases;

public sealed class ReleaseLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));

    private string Path => _folder.File("lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_release_is_refused_and_told_who_and_for_how_long()
    {
        using var first = Take("anna@ministry", new Life(1));
        _time.Advance(TimeSpan.FromSeconds(12));

        var refusal = Should.Throw<LockHeldException>(() => Take("ben@ministry", new Life(2)));

        refusal.Message.ShouldContain("anna@ministry");
        refusal.Message.ShouldContain("12 s");
    }

    [Fact]
    public void A_released_lock_is_free_and_its_token_is_never_used_again()
    {
        long before;
        using (var first = Take("anna", new Life(1)))
        {
            before = first.Token;
        }

        using var second = Take("ben", new Life(2));

        second.Token.ShouldBeGreaterThan(before);
    }

    [Fact]
    public void The_lock_of_a_dead_process_is_taken_over_at_once()
    {
        var life = new Life(1);
        using var dead = Take("anna", life);

        using var next = Take("ben", new Life(2) { Dead = [1] });

        next.Token.ShouldBe(dead.Token + 1);
    }

    [Fact]
    public void The_lock_of_a_process_that_shows_no_life_is_taken_over_after_its_expiry()
    {
        using var frozen = ReleaseLock.Take(Path, "anna", "deploy", new Life(1), new FakeTimeProvider(_time.GetUtcNow()));
        _time.Advance(ReleaseLock.Expiry - TimeSpan.FromSeconds(1));
        Should.Throw<LockHeldException>(() => Take("ben", new Life(2)));
        _time.Advance(TimeSpan.FromSeconds(2));

        using var next = Take("ben", new Life(2));

        next.Token.ShouldBe(frozen.Token + 1);
    }

    [Fact]
    public void A_working_owner_keeps_the_lock_however_long_it_takes()
    {
        using var working = Take("anna", new Life(1));
        for (var beats = 0; beats < 100; beats++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Should.Throw<LockHeldException>(() => Take("ben", new Life(2)));
    }

    [Fact]
    public void One_that_was_taken_over_is_told()
    {
        using var zombie = Take("anna", new Life(1));
        using var next = Take("ben", new Life(2) { Dead = [1] });

        _time.Advance(TimeSpan.FromSeconds(3));

        zombie.Lost.IsCancellationRequested.ShouldBeTrue();
        ReleaseLock.Read(Path).Owner.ShouldBe("ben", "its signs of life are of no effect any more");
    }

    [Fact]
    public void Releasing_a_lock_that_was_taken_over_does_not_release_the_successor()
    {
        var zombie = Take("anna", new Life(1));
        using var next = Take("ben", new Life(2) { Dead = [1] });

        zombie.Dispose();

        Should.Throw<LockHeldException>(() => Take("carl", new Life(3)));
    }

    [Fact]
    public async Task Of_many_that_want_it_at_once_exactly_one_gets_it()
    {
        var attempts = await Task.WhenAll(
            Enumerable
                .Range(1, 20)
                .Select(pid =>
                    Task.Run(() =>
                    {
                        try
                        {
                            return ReleaseLock.Take(Path, $"user {pid}", "deploy", new Life(pid), TimeProvider.System);
                        }
                        catch (LockHeldException)
                        {
                            return null;
                        }
                    })
                )
        );

        using var only = attempts.Single(attempt => attempt is not null);
    }

    private ReleaseLock Take(string owner, Life life) => ReleaseLock.Take(Path, owner, "deploy", life, _time);

    private sealed class Life(int pid) : IProcessLife
    {
        public IReadOnlyList<int> Dead { get; init; } = [];

        public int Pid => pid;

        public string Began => "then";

        public bool IsAlive(int other, string began) => !Dead.Contains(other);
    }
}
