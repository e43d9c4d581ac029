using System.Collections.ObjectModel;
using System.Globalization;

namespace Musubi.Fleet.Pages;

/// <summary>Figures in order; each is told as it comes, to whoever waits.</summary>
internal sealed class FigureLog : Collection<Figure>
{
    protected override void InsertItem(int index, Figure item)
    {
        Console.WriteLine($"{item.What}: {string.Join(' ', item.Values.Select(value => value.ToString("0.0", CultureInfo.InvariantCulture)))}");
        base.InsertItem(index, item);
    }
}
