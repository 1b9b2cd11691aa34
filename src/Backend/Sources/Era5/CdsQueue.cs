using System.Text;
using MalariaPredictor.Backend.Errors;
using MalariaPredictor.Backend.Sources.Connectors;

namespace MalariaPredictor.Backend.Sources.Era5;

/// <summary>
/// Brings the results of some requests into a part's folder. All are queued at the store before the first is waited for. The name of each
/// job is remembered beside its file, so that an interrupted run goes on waiting for the same job and does not queue another.
/// </summary>
internal sealed class CdsQueue(CdsClient client, SourceHttp http, TimeProvider clock)
{
    /// <summary>A job that takes longer is waited for in the next run.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    private const long LargestFile = 1L << 30;
    private const int MostTries = 3;
    private const double Growth = 1.5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(120);

    /// <returns>The files; or why there are none yet.</returns>
    /// <exception cref="UserFacingException">Something cannot be brought.</exception>
    public async Task<(IReadOnlyList<string> Files, string? NotYet)> BringAsync(
        IEnumerable<CdsRequest> requests,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var (ask, queued, files) = (new Queue<CdsRequest>(requests), new Queue<(CdsRequest Request, string Job)>(), new List<string>());
        var tries = new Dictionary<string, int>(StringComparer.Ordinal);
        while (ask.Count + queued.Count > 0)
        {
            while (ask.TryDequeue(out var request))
            {
                var file = folder.File($"{request.Name}.nc");
                if (File.Exists(file))
                {
                    files.Add(file);
                }
                else if (Remembered(folder, request) is { } job)
                {
                    queued.Enqueue((request, job));
                }
                else if (await client.SubmitAsync(request, cancellationToken) is var answer && answer.State == CdsState.Waiting)
                {
                    await File.WriteAllTextAsync(Memory(folder, request), answer.Job, Encoding.ASCII, cancellationToken);
                    queued.Enqueue((request, answer.Job));
                }
                else if (answer.State == CdsState.NotYet)
                {
                    return ([], answer.Words);
                }
                else
                {
                    Again(request, answer, ask, tries);
                }
            }

            if (queued.TryDequeue(out var next))
            {
                var answer = await WaitAsync(next.Request, next.Job, progress, cancellationToken);
                if (answer.State == CdsState.Ready)
                {
                    answer = await DownloadAsync(next.Request, answer, folder, progress, cancellationToken);
                }

                if (answer.State == CdsState.Ready)
                {
                    files.Add(folder.File($"{next.Request.Name}.nc"));
                    continue;
                }

                File.Delete(Memory(folder, next.Request));
                if (answer.State == CdsState.NotYet)
                {
                    return ([], answer.Words);
                }

                Again(next.Request, answer, ask, tries);
            }
        }

        return (files, null);
    }

    /// <summary>Asks for smaller parts, or for the same once more, or gives up.</summary>
    private static void Again(CdsRequest request, CdsAnswer answer, Queue<CdsRequest> ask, Dictionary<string, int> tries)
    {
        if (answer.Failure is { } failure)
        {
            throw failure;
        }

        if (answer.State == CdsState.TooLarge)
        {
            var halves = request.Halves();
            if (halves.Count == 0)
            {
                throw new UserFacingException(
                    $"{Era5Settings.Source}: the store finds {request.Shown} too large, and there is no smaller part of it: {answer.Words}",
                    "Leave out a variable in the sources file, or import boundaries of a smaller area."
                );
            }

            foreach (var half in halves)
            {
                ask.Enqueue(half);
            }

            return;
        }

        tries[request.Name] = tries.GetValueOrDefault(request.Name) + 1;
        if (tries[request.Name] >= MostTries)
        {
            throw new UserFacingException(
                $"{Era5Settings.Source}: the store lost the request of {request.Shown} {MostTries} times: {answer.Words}",
                "The next run asks again. The state of the store: https://status.ecmwf.int"
            );
        }

        ask.Enqueue(request);
    }

    private async Task<CdsAnswer> WaitAsync(
        CdsRequest request,
        string job,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var (wait, begin, shown) = (FirstWait, clock.GetUtcNow(), "");
        while (true)
        {
            var answer = await client.StateAsync(request.Dataset, job, cancellationToken);
            if (answer.State != CdsState.Waiting)
            {
                return answer;
            }

            if (answer.Words != shown)
            {
                await progress($"the store's job {job} is {answer.Words}.");
                shown = answer.Words;
            }

            if (clock.GetUtcNow() - begin > LongestWait)
            {
                throw new UserFacingException(
                    $"{Era5Settings.Source}: the store's job {job} of {request.Shown} is not done after {LongestWait.TotalHours:0} hours.",
                    "The next run goes on waiting for it. The state of the store: https://status.ecmwf.int"
                );
            }

            await Task.Delay(wait, clock, cancellationToken);
            wait = TimeSpan.FromTicks(Math.Min(MostWait.Ticks, (long)(wait.Ticks * Growth)));
        }
    }

    /// <summary>The token stays with the store: results lie on other hosts, which ask for none.</summary>
    private async Task<CdsAnswer> DownloadAsync(
        CdsRequest request,
        CdsAnswer ready,
        PartFolder folder,
        Func<string, Task> progress,
        CancellationToken cancellationToken
    )
    {
        var file = folder.File($"{request.Name}.nc");
        await progress($"downloading {ready.Size >> 10} KiB.");
        if (ready.Size > LargestFile)
        {
            return ready with { State = CdsState.TooLarge, Words = $"the result has {ready.Size >> 20} MiB" };
        }

        // Under another name until its length is checked: what has the file's name is whole.
        var loaded = $"{file}.loaded";
        if (
            !await http.DownloadAsync(
                () => new HttpRequestMessage(HttpMethod.Get, ready.Result),
                loaded,
                LargestFile,
                explain: null,
                cancellationToken
            )
        )
        {
            return ready with { State = CdsState.Forgotten, Words = "the result is no longer there" };
        }

        var length = new FileInfo(loaded).Length;
        if (ready.Size > 0 && length != ready.Size)
        {
            File.Delete(loaded);
            throw new UserFacingException(
                $"{Era5Settings.Source}: {HttpWords.Shown(ready.Result)} brought {length} bytes, and the store states {ready.Size}.",
                "The next run downloads it again."
            );
        }

        File.Move(loaded, file, overwrite: true);
        return ready;
    }

    private static string? Remembered(PartFolder folder, CdsRequest request)
    {
        var path = Memory(folder, request);
        var job = File.Exists(path) ? File.ReadAllText(path, Encoding.ASCII).Trim() : "";
        return CdsClient.IsJob(job) ? job : null;
    }

    private static string Memory(PartFolder folder, CdsRequest request) => folder.File($"{request.Name}.job");
}
