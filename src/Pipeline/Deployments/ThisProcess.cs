using MalariaPredictor.Pipeline.Releases;
using MalariaPredictor.Pipeline.Tools;

namespace MalariaPredictor.Pipeline.Deployments;

internal sealed class ThisProcess : IProcessLife
{
    public int Pid => ProcessIdentity.Current.Pid;

    public string Began => ProcessIdentity.Current.Began;

    public static string Owner => $"{Environment.UserName}@{Environment.MachineName}";

    public bool IsAlive(int pid, string began) => new ProcessIdentity(pid, began).IsAlive;
}
