using System.Text;
using MalariaPredictor.Pipeline.Storage;
using MalariaPredictor.Pipeline.Terminal;
using MalariaPredictor.Pipeline.Tests.Harness;

namespace MalariaPredictor.Pipeline.Tests.Storage;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_its_user_may_enter_the_directory_of_the_command_socket()
    {
        var state = new StateDirectory(_folder.File("state"));

        File.GetUnixFileMode(Path.GetDirectoryName(state.Socket)!)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_directory_that_others_may_enter_is_refused()
    {
        var state = new StateDirectory(_folder.File("state"));
        File.SetUnixFileMode(state.Run, File.GetUnixFileMode(state.Run) | UnixFileMode.OtherExecute);

        Should.Throw<UserFacingException>(() => new StateDirectory(state.Root)).Remedy.ShouldContain("chmod 700");
    }

    [Fact]
    public void A_path_too_long_for_a_socket_gets_a_private_runtime_directory_of_its_own()
    {
        var state = new StateDirectory(_folder.File(new string('d', 120)));
        var other = new StateDirectory(_folder.File(new string('e', 120)));
        try
        {
            Encoding.UTF8.GetByteCount(state.Socket).ShouldBeLessThanOrEqualTo(100);
            state.Socket.ShouldNotBe(other.Socket);
            File.GetUnixFileMode(Path.GetDirectoryName(state.Socket)!)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(state.Socket)!);
            Directory.Delete(Path.GetDirectoryName(other.Socket)!);
        }
    }
}
