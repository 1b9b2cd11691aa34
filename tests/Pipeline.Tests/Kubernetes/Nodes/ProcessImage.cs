using System.Diagnostics;
using System.Text;
using MalariaPredictor.Pipeline.Targets.Process.Slots;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Tests.Kubernetes.Nodes;

/// <summary>An image that is a published folder: its containers are real processes, each with a loopback address of its own.</summary>
internal sealed class ProcessImage(string folder) : IImage
{
    public IContainer Start(ContainerStart start) => new Container(folder, start);

    private sealed class Container : IContainer
    {
        private static readonly HttpClient Probes = new() { Timeout = TimeSpan.FromSeconds(3) };
        private readonly StringBuilder _log = new();
        private readonly Process _process;
        private readonly Uri _probe;
        private readonly string _mounted;

        public Container(string folder, ContainerStart start)
        {
            // Everything of the pod's own network is its address, and of its own file system a folder.
            _mounted = Mount(start.Files);
            string[] command =
            [
                .. SlotProcess.Command(folder),
                .. start.Arguments.Select(argument =>
                    argument == "0.0.0.0" ? start.Address
                    : argument.StartsWith('/') && Directory.Exists(_mounted + argument) ? _mounted + argument
                    : argument
                ),
            ];
            var info = new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = Path.GetTempPath(),
            };
            foreach (var (name, value) in start.Environment)
            {
                info.Environment[name] = value;
            }
            _probe = new Uri($"http://{start.Address}:{start.Port}{start.ProbePath}");
            _process = new Process { StartInfo = info, EnableRaisingEvents = true };
            _process.OutputDataReceived += (_, line) => Write(line.Data);
            _process.ErrorDataReceived += (_, line) => Write(line.Data);
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            Ended = EndAsync();
        }

        public Task<int> Ended { get; }

        public string Log
        {
            get
            {
                lock (_log)
                {
                    return _log.ToString();
                }
            }
        }

        public async Task<bool> IsReadyAsync()
        {
            try
            {
                using var answer = await Probes.GetAsync(_probe);
                return answer.IsSuccessStatusCode;
            }
            catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }

        public void AskToEnd()
        {
            if (!_process.HasExited && ProcessIdentity.Of(_process.Id) is { } alive)
            {
                Signals.AskToStop(alive);
            }
        }

        public void Kill() => _process.Kill(entireProcessTree: true);

        public void Dispose()
        {
            _process.Dispose();
            Directory.Delete(_mounted, recursive: true);
        }

        private static string Mount(IReadOnlyDictionary<string, byte[]> files)
        {
            var root = Directory.CreateTempSubdirectory("malaria-pod-").FullName;
            foreach (var (path, bytes) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(root + path)!);
                File.WriteAllBytes(root + path, bytes);
            }
            return root;
        }

        private async Task<int> EndAsync()
        {
            await _process.WaitForExitAsync();
            return _process.ExitCode;
        }

        private void Write(string? line)
        {
            if (line is null)
            {
                return;
            }
            lock (_log)
            {
                _log.AppendLine(line);
            }
        }
    }
}
