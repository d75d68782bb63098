using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// Lets an account be looked at again only when a count of its has grown by a quarter since the last look, so that the
/// looks at a hub cost, all told, a fixed amount for each gift. A count that fell to half starts anew.
/// </summary>
public sealed class GrowthGate(int least) : ISavedState
{
    private int[] _lastLook = [];

    /// <summary>Whether to look at an account whose count is now this; notes that it was looked at.</summary>
    public bool TryPass(int account, int count)
    {
        if (account >= _lastLook.Length)
        {
            if (count < least)
            {
                return false;
            }

            Array.Resize(ref _lastLook, Math.Max(64, Math.Max(account + 1, _lastLook.Length * 2)));
        }

        int last = _lastLook[account];
        if (count * 2 <= last)
        {
            last = _lastLook[account] = 0;
        }

        if (count < least || count < last + Math.Max(1, last / 4))
        {
            return false;
        }

        _lastLook[account] = count;
        return true;
    }

    void ISavedState.Save(StateWriter to)
    {
        int used = Array.FindLastIndex(_lastLook, count => count != 0) + 1;
        to.Count(used);
        for (int i = 0; i < used; i++)
        {
            to.Small(_lastLook[i]);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        int used = from.Count();
        for (int i = 0; i < used; i++)
        {
            if (i == _lastLook.Length)
            {
                Array.Resize(ref _lastLook, Math.Max(64, i * 2));
            }

            _lastLook[i] = from.Small();
        }
    }
}
