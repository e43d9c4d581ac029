using Musubi.Switch.Control.Lacp;

namespace Musubi.Switch.Tests.Control.Lacp;

/// <summary>A link between two members. What one side sends reaches the other at once, unless it is lost or the cable is out.</summary>
internal sealed class Cable(LacpGroup leftGroup, LacpMember left, LacpGroup rightGroup, LacpMember right)
{
    public LacpMember Left => left;

    public LacpMember Right => right;

    /// <summary>LACPDUs are lost in this direction, unseen by both.</summary>
    public bool LosesToRight { get; set; }

    public bool LosesToLeft { get; set; }

    /// <summary>LACPDUs that either side sent.</summary>
    public int Sent { get; private set; }

    public void Plug(bool plugged)
    {
        left.SetEnabled(plugged);
        right.SetEnabled(plugged);
    }

    /// <summary>True when something was sent.</summary>
    public bool Exchange()
    {
        bool sent = false;
        if (left.TryTransmit(out Lacpdu pdu))
        {
            sent = true;
            Deliver(in pdu, LosesToRight, rightGroup, right);
        }

        if (right.TryTransmit(out pdu))
        {
            sent = true;
            Deliver(in pdu, LosesToLeft, leftGroup, left);
        }

        return sent;
    }

    private void Deliver(in Lacpdu pdu, bool lost, LacpGroup group, LacpMember member)
    {
        Sent++;
        byte[] wire = new byte[Lacpdu.Bytes];
        pdu.Write(wire);
        Assert.True(Lacpdu.TryRead(wire, out Lacpdu read));
        Assert.Equal(pdu, read);
        if (!lost)
        {
            group.OnPdu(member, in read);
            group.Run();
        }
    }
}
