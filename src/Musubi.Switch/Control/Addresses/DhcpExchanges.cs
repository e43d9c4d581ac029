namespace Musubi.Switch.Control.Addresses;

/// <summary>What DHCP clients have asked and servers may still answer, a few for each port. Control thread only.</summary>
internal sealed class DhcpExchanges
{
    /// <summary>A server that takes longer answers nobody.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<TransactionKey, Transaction> _asked = [];

    /// <summary>False when somebody else asks the same at the same time: whoever came first is answered, so that nobody gets another's answer.</summary>
    public bool TryAsk(TransactionKey key, Transaction asked)
    {
        bool isKnown = _asked.TryGetValue(key, out Transaction earlier);
        if (isKnown && earlier.Port != asked.Port && asked.At - earlier.At <= Patience)
        {
            return false;
        }

        if (!isKnown || earlier.Port != asked.Port)
        {
            Queue<TransactionKey> own = asked.Port.Asked;
            if (own.Count == SnoopedPort.MostTransactions)
            {
                Drop(asked.Port, own.Dequeue());
            }

            own.Enqueue(key);
        }

        _asked[key] = asked;
        return true;
    }

    /// <param name="sender">Of the answer, where that is a snooped port: nobody answers himself.</param>
    public bool TryAnswer(TransactionKey key, SnoopedPort? sender, TimeSpan now, out Transaction asked) =>
        _asked.TryGetValue(key, out asked) && asked.Port != sender && now - asked.At <= Patience;

    public void Forget(SnoopedPort port)
    {
        while (port.Asked.TryDequeue(out TransactionKey key))
        {
            Drop(port, key);
        }
    }

    private void Drop(SnoopedPort port, TransactionKey key)
    {
        if (_asked.TryGetValue(key, out Transaction asked) && asked.Port == port)
        {
            _asked.Remove(key);
        }
    }
}
