using System.Diagnostics;
using System.Text;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Vhost.FrontEnds;

/// <summary>DPDK's packet generator with virtio_user ports: a real front end. Works with huge pages and without.</summary>
public sealed class Testpmd : IDisposable
{
    public const string Program = "/usr/bin/dpdk-testpmd";

    /// <summary>For files of its memory, which a killed one leaves.</summary>
    private readonly TemporaryFolder _runtime;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    /// <param name="memory">Where its memory comes from: arguments of DPDK.</param>
    /// <param name="devices">Such as net_virtio_user0,path=/a.sock.</param>
    public Testpmd(string prefix, IReadOnlyList<string> memory, IReadOnlyList<string> devices, params string[] options)
    {
        Assert.SkipUnless(File.Exists(Program), "missing: dpdk-testpmd, the front end to prove this with");
        _runtime = new TemporaryFolder();
        string[] arguments =
        [
            "-l", "0,1", "--no-pci", "-m", "256", "--no-telemetry", $"--file-prefix={prefix}", .. memory,
            .. devices.Select(device => "--vdev=" + device),
            "--", "-i", "--no-mlockall", "--total-num-mbufs=4096", .. options,
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["RUNTIME_DIRECTORY"] = _runtime.Path },
        })!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public void Command(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>Ends it as the kernel ends a process that is killed.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        _runtime.Dispose();
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
