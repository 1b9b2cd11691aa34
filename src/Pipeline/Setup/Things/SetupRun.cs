using MalariaPredictor.Pipeline.Terminal;

namespace MalariaPredictor.Pipeline.Setup.Things;

/// <summary>
/// Looks at everything, then makes what is missing and mends what differs, one thing after the other, each looked at again just before and
/// just after. Nothing is remembered: a run that was cut off is resumed by the next, since that looks again.
/// </summary>
internal sealed class SetupRun(IReadOnlyList<SetupSection> sections, SetupLines lines)
{
    private readonly List<(SetupSection Section, IThing Thing, SetupEntry Entry)> _all = [];

    /// <summary>Changes nothing.</summary>
    public async Task<SetupDocument> PlanAsync(CancellationToken cancellationToken)
    {
        foreach (var section in sections)
        {
            if (section.Check is { } check)
            {
                await check(cancellationToken);
            }
        }
        foreach (var section in sections)
        {
            lines.Section(section);
            foreach (var thing in section.Things)
            {
                var sight = await thing.LookAsync(cancellationToken);
                var entry = new SetupEntry(section.Area, section.Environment, thing.Name, sight.Standing, sight.Details);
                _all.Add((section, thing, entry));
                lines.Planned(entry);
            }
        }
        return Document(SetupDocument.Planned);
    }

    /// <summary>Carries out what the plan has found to do. A thing that is held lets the others go on; a failure stops.</summary>
    public async Task<SetupDocument> ApplyAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _all.Count; i++)
        {
            var (section, thing, entry) = _all[i];
            try
            {
                Note(i, await BringAsync(thing, entry, cancellationToken));
            }
            catch (HeldException held)
            {
                Note(i, entry with { Standing = Standing.Held, Details = [held.Message, held.Remedy], Result = SetupEntry.HeldBack });
            }
            catch (Failure failure)
            {
                Note(i, entry with { Result = SetupEntry.Failed });
                for (var later = i + 1; later < _all.Count; later++)
                {
                    _all[later] = _all[later] with { Entry = _all[later].Entry with { Result = SetupEntry.NotAttempted } };
                }
                throw new SetupFailure(Document(SetupDocument.Failed), $"{section.Title}: {thing.Name}: {failure.Message}", failure);
            }
        }
        return Document(
            _all.Any(one => one.Entry.Standing == Standing.Held) ? SetupDocument.Held
            : _all.Any(one => one.Entry.Result is not null) ? SetupDocument.Applied
            : SetupDocument.NothingToDo
        );
    }

    private static async Task<SetupEntry> BringAsync(IThing thing, SetupEntry entry, CancellationToken cancellationToken)
    {
        var before = await thing.LookAsync(cancellationToken);
        if (!before.ToDo)
        {
            return entry with
            {
                Standing = before.Standing,
                Details = before.Details,
                Result = before.Standing == Standing.Held ? SetupEntry.HeldBack : null,
            };
        }
        await thing.MakeAsync(cancellationToken);
        var after = await thing.LookAsync(cancellationToken);
        if (after.Standing != Standing.AsWanted)
        {
            throw new Failure(
                $"it was applied, and is not as it should be: {after.Standing} {string.Join("; ", after.Details)}",
                "Look who else changes it."
            );
        }
        return entry with
        {
            Standing = before.Standing,
            Details = before.Details,
            Result = before.Standing == Standing.Missing ? SetupEntry.Made : SetupEntry.Changed,
        };
    }

    private void Note(int index, SetupEntry entry)
    {
        _all[index] = _all[index] with { Entry = entry };
        lines.Applied(entry);
    }

    private SetupDocument Document(string outcome) => new(outcome, [.. _all.Select(one => one.Entry)]);
}
