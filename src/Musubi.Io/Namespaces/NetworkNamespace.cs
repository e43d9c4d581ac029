using System.Runtime.ExceptionServices;
using Musubi.Io.Native;

namespace Musubi.Io.Namespaces;

/// <summary>
/// A network namespace, kept alive by a descriptor. What has to happen inside it runs on a thread of its own that ends
/// afterwards, so no other thread of the process ever leaves its namespace. Any thread.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    /// <summary>Where ip-netns(8) keeps its names.</summary>
    public const string NamedFolder = "/run/netns";

    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int CloneNewNetwork = 0x40000000;
    private const int StackBytes = 256 << 10;
    private const string OwnPath = "/proc/thread-self/ns/net";

    private readonly FileDescriptor _descriptor;

    private NetworkNamespace(FileDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>For messages that name a namespace by descriptor.</summary>
    public int Descriptor => _descriptor.Number;

    /// <summary>The kernel's name of it, such as "net:[4026531840]": equal for two descriptors of one namespace.</summary>
    public string Identity => new FileInfo($"/proc/self/fd/{_descriptor.Number}").LinkTarget ?? "";

    /// <summary>The namespace of the calling thread.</summary>
    public static NetworkNamespace Current() => OpenPath(OwnPath);

    /// <summary>One that ip-netns(8) made.</summary>
    /// <exception cref="SystemCallException">NoEntry: there is none of that name.</exception>
    /// <exception cref="ArgumentException">The name is not one file name.</exception>
    public static NetworkNamespace OpenNamed(string name)
    {
        if (name is "" or "." or ".." || name.Contains('/'))
        {
            throw new ArgumentException($"network namespace '{name}' must be a name without '/'", nameof(name));
        }

        return OpenPath(Path.Combine(NamedFolder, name));
    }

    /// <summary>The namespace that a process is in.</summary>
    public static NetworkNamespace OfProcess(int processId) => OpenPath($"/proc/{processId}/ns/net");

    /// <param name="path">A file that stands for a namespace, such as /proc/1/ns/net.</param>
    public static NetworkNamespace OpenPath(string path) =>
        new(new FileDescriptor(SystemCall.Check(Libc.open(path, ReadOnlyCloseOnExec, 0), $"open({path})")));

    /// <summary>A new one without a name: it ends with its last descriptor and the last process in it.</summary>
    public static NetworkNamespace CreateUnnamed() => OnOwnThread(() =>
    {
        SystemCall.Check(Libc.unshare(CloneNewNetwork), "unshare(CLONE_NEWNET)");
        return Current();
    });

    /// <summary>Runs the action inside the namespace and waits for it; what it throws is thrown here.</summary>
    /// <exception cref="SystemCallException">NotPermitted: no CAP_SYS_ADMIN.</exception>
    public T Run<T>(Func<T> action) => OnOwnThread(() =>
    {
        SystemCall.Check(Libc.setns(_descriptor.Number, CloneNewNetwork), "setns(CLONE_NEWNET)");
        return action();
    });

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    public void Dispose() => _descriptor.Dispose();

    private static T OnOwnThread<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(Body, StackBytes) { IsBackground = true, Name = "in-netns" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;

        void Body()
        {
            try
            {
                result = action();
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the caller's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        }
    }
}
