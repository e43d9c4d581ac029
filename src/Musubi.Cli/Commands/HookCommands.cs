using System.CommandLine;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Libvirt;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>The libvirt hook of this host: its installation, and what it does when libvirt runs it.</summary>
internal static class HookCommands
{
    /// <summary>libvirt waits for its hooks; the script around this gives up at 20 s.</summary>
    private static readonly TimeSpan AttachLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan DetachLimit = TimeSpan.FromSeconds(5);

    public static Command Make(CommandFactory factory) => CommandFactory.Group("hook", "The libvirt hook that attaches this host's VMs",
        Install(factory), Remove(factory), Status(factory), Run(factory));

    private static Option<string> PathOption() => new("--path") { Description = $"The hook's file ({HookFile.DefaultPath})", HelpName = "FILE", DefaultValueFactory = _ => HookFile.DefaultPath };

    private static Command Install(CommandFactory factory)
    {
        Option<string> path = PathOption();
        return factory.Leaf("install", "Have libvirt attach and detach VMs; --config names the file with which the controller is asked", [path], invocation =>
        {
            string program = Environment.ProcessPath ?? throw new CliException(ExitCode.Failure, "the path of this program is not known");
            bool changed = new HookFile(invocation.Value(path)).Install(HookFile.Script(program, Variables(invocation)));
            invocation.Output.Say($"{invocation.Value(path)} {(changed ? "is installed; a libvirtd that had no hook when it started must be started again" : "is already so; nothing was changed")}");
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static Command Remove(CommandFactory factory)
    {
        Option<string> path = PathOption();
        return factory.Leaf("remove", "Take the hook away; VMs that run keep their ports", [path], invocation =>
        {
            bool existed = new HookFile(invocation.Value(path)).Remove();
            invocation.Output.Say($"{invocation.Value(path)} {(existed ? "was removed" : "is not there; nothing was changed")}");
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static Command Status(CommandFactory factory)
    {
        Option<string> path = PathOption();
        return factory.Leaf("status", "Whether the hook is installed: 0 if so, 4 if not, 6 if another is", [path], invocation =>
        {
            HookFile file = new(invocation.Value(path));
            (string word, ExitCode code) = !file.Exists ? ("is not there", ExitCode.NotFound)
                : file.IsOurs ? ("is Musubi's", ExitCode.Done) : ("is another hook", ExitCode.Conflict);
            invocation.Output.Say($"{invocation.Value(path)} {word}");
            return Task.FromResult(code);
        });
    }

    /// <summary>What libvirt has no environment for, the script brings along.</summary>
    private static IEnumerable<(string Name, string Value)> Variables(Invocation invocation)
    {
        yield return ("MUSUBI_SOCKET", Path.GetFullPath(invocation.AgentSocket));
        if (invocation.ConfigFile is { } config)
        {
            yield return ("MUSUBI_CONFIG", Path.GetFullPath(config));
        }

        if (invocation.Surroundings.Variable("DOTNET_ROOT") is { Length: > 0 } runtime)
        {
            yield return ("DOTNET_ROOT", runtime);
        }
    }

    private static Command Run(CommandFactory factory)
    {
        Argument<string> guest = Symbols.Name("GUEST", "Name of the domain");
        Argument<string> operation = Symbols.Name("OPERATION", "prepare, reconnect, release; others do nothing");
        Argument<string[]> rest = new("MORE") { Description = "What else libvirt says", HelpName = "MORE", Arity = ArgumentArity.ZeroOrMore };
        return factory.Leaf("run", "What libvirt runs, with the domain's XML on standard input", [guest, operation, rest],
            invocation => invocation.Value(operation) switch
            {
                "prepare" => AttachAsync(invocation),
                "reconnect" or "release" => WithoutRefusalAsync(invocation, invocation.Value(operation) == "release"),
                _ => Task.FromResult(ExitCode.Done),
            });
    }

    private static async Task<ExitCode> AttachAsync(Invocation invocation)
    {
        Domain domain = DomainReader.Read(invocation.Surroundings.In);
        if (domain.Nics.Count == 0)
        {
            return ExitCode.Done;
        }

        using CancellationTokenSource late = new(AttachLimit);
        try
        {
            await WithClientsAsync(invocation, hook => hook.AttachAsync(domain), late.Token).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (OperationCanceledException error) when (late.IsCancellationRequested)
        {
            throw new CliException(ExitCode.NotRunning, $"Musubi: VM {domain.Name} gets no ports: no answer within {AttachLimit.TotalSeconds:0} s", error);
        }
    }

    /// <summary>libvirt kills a guest whose hook fails as it connects to it again, and a guest that has ended has ended: failures are only told.</summary>
    private static async Task<ExitCode> WithoutRefusalAsync(Invocation invocation, bool detach)
    {
        try
        {
            Domain domain = DomainReader.Read(invocation.Surroundings.In);
            if (domain.Nics.Count > 0)
            {
                using CancellationTokenSource late = new(DetachLimit);
                await WithClientsAsync(invocation, hook => detach ? TellAsync(invocation, hook, domain) : hook.AttachAsync(domain), late.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is CliException or OperationCanceledException)
        {
            foreach (string line in error is CliException told ? told.Lines : [$"Musubi: no answer within {DetachLimit.TotalSeconds:0} s"])
            {
                invocation.Surroundings.Error.WriteLine(SafeText.Of(line));
            }
        }

        return ExitCode.Done;
    }

    private static async Task TellAsync(Invocation invocation, DomainHook hook, Domain domain)
    {
        foreach (string failure in await hook.DetachAsync(domain).ConfigureAwait(false))
        {
            invocation.Surroundings.Error.WriteLine(SafeText.Of($"Musubi: {failure}"));
        }
    }

    private static async Task WithClientsAsync(Invocation invocation, Func<DomainHook, Task> act, CancellationToken cancellation)
    {
        using ApiClient agent = new(Endpoint.Agent(invocation.AgentSocket));
        ApiClient? controller = null;
        try
        {
            await act(new DomainHook(agent, () => controller ??= new ApiClient(invocation.ControllerEndpoint()), invocation.Surroundings.Time, cancellation)).ConfigureAwait(false);
        }
        finally
        {
            controller?.Dispose();
        }
    }
}
