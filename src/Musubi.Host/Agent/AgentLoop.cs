using System.Threading.Channels;
using Musubi.Host.Agent.Messages;

namespace Musubi.Host.Agent;

/// <summary>The agent's one thread: takes inputs from a bounded queue and gives them to the <see cref="AgentCore"/>. Any thread may post.</summary>
internal sealed class AgentLoop
{
    /// <summary>Inputs waiting; more makes whoever posts wait.</summary>
    private const int QueueLength = 1024;

    private readonly Channel<AgentInput> _inputs = Channel.CreateBounded<AgentInput>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly Action<Exception> _fail;

    /// <param name="fail">Called once when the core throws: the process should end and be started anew from its disk.</param>
    public AgentLoop(Action<Exception> fail) => _fail = fail;

    /// <summary>Waits for room in the queue, from a thread that may wait; false when the agent is ending.</summary>
    public bool Post(AgentInput input)
    {
        while (!_inputs.Writer.TryWrite(input))
        {
            ValueTask<bool> room = _inputs.Writer.WaitToWriteAsync();
            if (!room.AsTask().GetAwaiter().GetResult())
            {
                return false;
            }
        }

        return true;
    }

    public ValueTask PostAsync(AgentInput input, CancellationToken cancellation) => _inputs.Writer.WriteAsync(input, cancellation);

    /// <summary>For what comes again anyway, such as ticks: dropped when the queue is full.</summary>
    public void TryPost(AgentInput input) => _inputs.Writer.TryWrite(input);

    public void Stop() => _inputs.Writer.TryComplete();

    public void Start(AgentCore core)
    {
        Thread thread = new(() => Run(core)) { Name = "agent", IsBackground = true };
        thread.Start();
    }

    private void Run(AgentCore core)
    {
        try
        {
            while (_inputs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_inputs.Reader.TryRead(out AgentInput? input))
                {
                    core.Handle(input);
                }
            }
        }
        catch (Exception defect)
        {
            _fail(defect);
        }
    }
}
