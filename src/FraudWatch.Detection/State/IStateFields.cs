namespace FraudWatch.Detection.State;

/// <summary>
/// A record of plain figures, saved and loaded by one list of its fields for both ways:
/// <c>Purchases = state.Small(Purchases);</c> writes the figure when saving and gives it back; when loading it gives what was
/// read. So no field can be written and not read, or read in another order.
/// </summary>
public interface ISavedFigures
{
    void Exchange<TFields>(TFields state)
        where TFields : struct, IStateFields;
}

/// <summary>The kinds of figures. A struct, so that both ways are compiled without calls through an interface.</summary>
public interface IStateFields
{
    /// <summary>A whole number; small ones take few bytes.</summary>
    long Number(long value);

    /// <summary>A whole number of 32 bits.</summary>
    int Small(int value);

    bool Bool(bool value);

    /// <summary>A time, or one of the two values that stand for none (<see cref="long.MinValue"/>, <see cref="long.MaxValue"/>).</summary>
    long Time(long value);

    TEnum Choice<TEnum>(TEnum value)
        where TEnum : struct, Enum;

    string Text(string value);

    Guid Id(Guid value);

    /// <summary>A decimal with its scale.</summary>
    decimal Exact(decimal value);
}

/// <summary>On the way out.</summary>
internal readonly struct SavingFields(StateWriter to) : IStateFields
{
    public long Number(long value)
    {
        to.Number(value);
        return value;
    }

    public int Small(int value)
    {
        to.Small(value);
        return value;
    }

    public bool Bool(bool value)
    {
        to.Bool(value);
        return value;
    }

    public long Time(long value)
    {
        to.Time(value);
        return value;
    }

    public TEnum Choice<TEnum>(TEnum value)
        where TEnum : struct, Enum
    {
        to.Choice(value);
        return value;
    }

    public string Text(string value)
    {
        to.Text(value);
        return value;
    }

    public Guid Id(Guid value)
    {
        to.Id(value);
        return value;
    }

    public decimal Exact(decimal value)
    {
        to.Exact(value);
        return value;
    }
}

/// <summary>On the way in: what is given is ignored.</summary>
internal readonly struct LoadingFields(StateReader from) : IStateFields
{
    public long Number(long value) => from.Number();

    public int Small(int value) => from.Small();

    public bool Bool(bool value) => from.Bool();

    public long Time(long value) => from.Time();

    public TEnum Choice<TEnum>(TEnum value)
        where TEnum : struct, Enum => from.Choice<TEnum>();

    public string Text(string value) => from.Text();

    public Guid Id(Guid value) => from.Id();

    public decimal Exact(decimal value) => from.Exact();
}
