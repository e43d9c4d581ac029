using System.Runtime.InteropServices;
using Musubi.Io.Native;
using Musubi.Io.Native.Shim;

namespace Musubi.Io.Memory;

/// <summary>
/// Keeps a reader of somebody else's memory alive when the file behind it is cut short (or the kernel has no page for it):
/// the access that would have died by SIGBUS reads zeroes, as does all of that mapping from then on, and
/// <see cref="Shrunk"/> turns true. Watching and disposing belong to the control thread; any thread may read the flag.
/// </summary>
public sealed unsafe class MemoryGuard : IDisposable
{
    private static readonly Lock Registering = new();
    private static bool _installed;

    private readonly List<int> _slots = [];
    private uint* _flag;

    /// <exception cref="SystemCallException">The handler could not be set.</exception>
    public MemoryGuard()
    {
        lock (Registering)
        {
            if (!_installed)
            {
                int error = BusErrorShim.Install();
                _installed = error == 0 ? true : throw new SystemCallException("sigaction(SIGBUS)", error);
            }
        }

        // Safe: one number that the handler writes; freed in Dispose, after the last range was given up.
        _flag = (uint*)NativeMemory.AllocZeroed(sizeof(uint));
    }

    /// <summary>Something that this guard watches is gone; it stays true.</summary>
    public bool Shrunk => Volatile.Read(ref *_flag) != 0; // Safe: lives as long as the guard.

    /// <summary>Watches one mapping, which must be whole: from its first page to its last, huge pages included.</summary>
    /// <returns>What to give to <see cref="Forget"/>; negative when the process watches as many as it can (8192).</returns>
    internal int Watch(nint start, nuint length)
    {
        lock (Registering)
        {
            // Safe: the handler maps over the range only, and the caller unmaps it after it has called Forget.
            int slot = BusErrorShim.Register((void*)start, length, _flag);
            if (slot >= 0)
            {
                _slots.Add(slot);
            }

            return slot;
        }
    }

    /// <summary>Before the mapping is unmapped, and when no thread reads it any more.</summary>
    internal void Forget(int watch)
    {
        lock (Registering)
        {
            if (_slots.Remove(watch))
            {
                BusErrorShim.Unregister(watch);
            }
        }
    }

    /// <summary>Forgets all that is left. When no thread looks at <see cref="Shrunk"/> any more.</summary>
    public void Dispose()
    {
        lock (Registering)
        {
            _slots.ForEach(BusErrorShim.Unregister);
            _slots.Clear();
            NativeMemory.Free(_flag);
            _flag = null;
        }
    }
}
