namespace FraudWatch.Detection.Accounts;

/// <summary>
/// The countries of ISO 3166-1. Alpha-2 in capitals is the form (contract §1); alpha-3 and small letters are read as the same
/// country, anything else names none.
/// </summary>
public static class CountryCodes
{
    private const int Entry = 5;
    private const int Letters = 26;

    /// <summary>Alpha-2 and alpha-3 of each country, in the order of alpha-2.</summary>
    private const string Table =
        "ADANDAEAREAFAFGAGATGAIAIAALALBAMARMAOAGOAQATAARARGASASMATAUTAUAUSAWABWAXALAAZAZEBABIHBBBRB" +
        "BDBGDBEBELBFBFABGBGRBHBHRBIBDIBJBENBLBLMBMBMUBNBRNBOBOLBQBESBRBRABSBHSBTBTNBVBVTBWBWABYBLR" +
        "BZBLZCACANCCCCKCDCODCFCAFCGCOGCHCHECICIVCKCOKCLCHLCMCMRCNCHNCOCOLCRCRICUCUBCVCPVCWCUWCXCXR" +
        "CYCYPCZCZEDEDEUDJDJIDKDNKDMDMADODOMDZDZAECECUEEESTEGEGYEHESHERERIESESPETETHFIFINFJFJIFKFLK" +
        "FMFSMFOFROFRFRAGAGABGBGBRGDGRDGEGEOGFGUFGGGGYGHGHAGIGIBGLGRLGMGMBGNGINGPGLPGQGNQGRGRCGSSGS" +
        "GTGTMGUGUMGWGNBGYGUYHKHKGHMHMDHNHNDHRHRVHTHTIHUHUNIDIDNIEIRLILISRIMIMNININDIOIOTIQIRQIRIRN" +
        "ISISLITITAJEJEYJMJAMJOJORJPJPNKEKENKGKGZKHKHMKIKIRKMCOMKNKNAKPPRKKRKORKWKWTKYCYMKZKAZLALAO" +
        "LBLBNLCLCALILIELKLKALRLBRLSLSOLTLTULULUXLVLVALYLBYMAMARMCMCOMDMDAMEMNEMFMAFMGMDGMHMHLMKMKD" +
        "MLMLIMMMMRMNMNGMOMACMPMNPMQMTQMRMRTMSMSRMTMLTMUMUSMVMDVMWMWIMXMEXMYMYSMZMOZNANAMNCNCLNENER" +
        "NFNFKNGNGANINICNLNLDNONORNPNPLNRNRUNUNIUNZNZLOMOMNPAPANPEPERPFPYFPGPNGPHPHLPKPAKPLPOLPMSPM" +
        "PNPCNPRPRIPSPSEPTPRTPWPLWPYPRYQAQATREREUROROURSSRBRURUSRWRWASASAUSBSLBSCSYCSDSDNSESWESGSGP" +
        "SHSHNSISVNSJSJMSKSVKSLSLESMSMRSNSENSOSOMSRSURSSSSDSTSTPSVSLVSXSXMSYSYRSZSWZTCTCATDTCDTFATF" +
        "TGTGOTHTHATJTJKTKTKLTLTLSTMTKMTNTUNTOTONTRTURTTTTOTVTUVTWTWNTZTZAUAUKRUGUGAUMUMIUSUSAUYURY" +
        "UZUZBVAVATVCVCTVEVENVGVGBVIVIRVNVNMVUVUTWFWLFWSWSMYEYEMYTMYTZAZAFZMZMBZWZWE";

    private static readonly short[] ByTwo = Index(0, 2);
    private static readonly short[] ByThree = Index(2, 3);

    /// <summary>Every country as alpha-2 and alpha-3.</summary>
    public static IEnumerable<(string Two, string Three)> All =>
        Enumerable.Range(0, Table.Length / Entry).Select(i => (Table.Substring(i * Entry, 2), Table.Substring((i * Entry) + 2, 3)));

    /// <summary>Writes the alpha-2 of a country in capitals; false when no country is written so.</summary>
    public static bool TryRead(ReadOnlySpan<byte> code, Span<byte> alpha2)
    {
        int place = KeyOf(code) is int key and >= 0 ? (code.Length == 2 ? ByTwo : ByThree)[key] - 1 : -1;
        if (place < 0)
        {
            return false;
        }

        alpha2[0] = (byte)Table[place * Entry];
        alpha2[1] = (byte)Table[(place * Entry) + 1];
        return true;
    }

    /// <summary>Two or three letters of either case as a number; -1 for anything else.</summary>
    private static int KeyOf(ReadOnlySpan<byte> code)
    {
        if (code.Length is not (2 or 3))
        {
            return -1;
        }

        int key = 0;
        foreach (byte character in code)
        {
            int letter = (character | 0x20) - 'a';
            if (letter is < 0 or >= Letters)
            {
                return -1;
            }

            key = (key * Letters) + letter;
        }

        return key;
    }

    /// <summary>For each code of so many letters the place of its country, counted from 1.</summary>
    private static short[] Index(int from, int length)
    {
        var places = new short[length == 2 ? Letters * Letters : Letters * Letters * Letters];
        for (int i = 0; i < Table.Length / Entry; i++)
        {
            int key = 0;
            foreach (char letter in Table.AsSpan((i * Entry) + from, length))
            {
                key = (key * Letters) + letter - 'A';
            }

            places[key] = (short)(i + 1);
        }

        return places;
    }
}
