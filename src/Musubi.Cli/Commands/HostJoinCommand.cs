using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Makes this host a part of a fabric. It speaks with this host's agent, which does the joining.</summary>
internal static class HostJoinCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Command Make(CommandFactory factory)
    {
        Option<string> controller = Symbols.Required("--controller", "The controller's fabric address, such as 192.0.2.1:7444", "ADDRESS:PORT");
        Option<string> token = Symbols.Required("--token", "A join token: musubi host token create", "TOKEN");
        Option<string?> name = Symbols.Text("--name", "Name that the host gets in the fabric (its present name)", "NAME");
        ChangeOptions change = new();
        return factory.Leaf("join", "Join this host to a fabric, by its own agent", [controller, token, name, change.Wait, change.Timeout], async invocation =>
        {
            JsonObject body = new() { ["controller"] = invocation.Value(controller), ["token"] = invocation.Value(token) };
            body.AddIf("name", invocation.Value(name));
            ApiClient agent = invocation.UseAgent();
            JsonElement host = await agent.SendAsync(new ApiRequest(HttpMethod.Post, Routes.LocalJoin, body), invocation.Cancellation).ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                invocation.Output.Say($"host {host.Text("name")} joined fabric {host.Text("fabricId")} of {host.Text("controller")}");
            }
            else
            {
                invocation.Output.Object(host);
            }

            return invocation.Value(change.Wait)
                ? await WaitAsync(invocation, invocation.Value(change.Timeout)).ConfigureAwait(false)
                : ExitCode.Done;
        });
    }

    private static async Task<ExitCode> WaitAsync(Invocation invocation, TimeSpan timeout)
    {
        TimeProvider time = invocation.Surroundings.Time;
        long started = time.GetTimestamp();
        while (!(await invocation.GetAsync(Routes.Local).ConfigureAwait(false)).Flag("connected"))
        {
            if (time.GetElapsedTime(started) >= timeout)
            {
                invocation.Surroundings.Error.WriteLine("the host has joined, but its stream to the controller does not stand yet: see musubi --local event list");
                return ExitCode.NotRunning;
            }

            await Task.Delay(Pause, time, invocation.Cancellation).ConfigureAwait(false);
        }

        invocation.Output.Say("connected to the controller");
        return ExitCode.Done;
    }
}
