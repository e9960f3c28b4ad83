"""Names that look alike: a skeleton under which two spellings of one party usually fall together."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"z": "s", "c": "s", "k": "s", "q": "s", "y": "i", "w": "v", "ß": "ss", "ø": "o"})
#: Letters of other alphabets behind the Latin one that each is taken for: what Unicode's confusables.txt
#: (UTS #39, table 15.1; © Unicode, Inc., Unicode License v3) has of scripts that names are written in. Skeletons
#: are stored, and verified by making them again: a library's table would change under them.
_TAKEN_FOR = (
    "AΑАᎪꓮ BΒВᏴꓐꞴ CСᏟⲤꓚ DᎠꓓ EΕЕᎬꓰ FϜꓝꞘ GԌᏀᏳꓖ HΗНᎻⲎꓧ IƖΙІӀⲒꓲ JͿЈᎫꓙꞲ KΚКᏦⲔꓗ LᏞⳐꓡ MΜϺМᎷⲘꓟ NΝⲚꓠ "
    "OΟОՕⲞꓳ PΡРᏢⲢꓑ RƦᎡᏒꓣ SЅՏᏕᏚꓢ TΤТᎢⲦꓔ UՍꓴ VѴᏙꓦ WԜᎳᏔꓪ XΧХⲬꓫꞳ YΥУҮᎩᎽⲨꓬ ZΖᏃꓜ aɑαа bƄЬᏏ cсᴄⲥꮯ "
    "dԁᏧꓒ eеҽꬲ fքẝꞙꬵ gƍɡցᶃ hһհᏂ iıɩɪιіӏᎥꙇꭵ jϳј lǀ nոռ oοσоօᴏᴑⲟꬽ pρрⲣ qԛգզ rгᴦⲅꭇꭈꮁ sƽѕꜱꮪ "
    "uʋυսᴜꞟꭎꭒ vνѵᴠꮩ wɯѡԝաᴡꮃ xх yɣʏγуүᶌỿꭚ zᴢꮓ "
)
_LATIN = str.maketrans({letter: group[0] for group in _TAKEN_FOR.split() for letter in group[1:]})
_DROPPED = frozenset({"the", "of", "for", "and", "a", "an", "de", "la", "le", "der", "die", "das"})


def skeleton(name: str) -> str:
    """A name without case, accents, punctuation, small words, inner vowels and doubled letters.

    "UK Ministry of Defense" and "The UK Ministry of Defence" have the same skeleton, and so has either with a
    letter of another alphabet that looks like its own, or with something in it that cannot be seen. Words of up to
    three letters are kept whole, since initials have nothing to spare.
    """
    # Letters are taken for one another as they are written: В for B, and в for nothing Latin.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).translate(_LATIN).casefold())
    plain = "".join(
        character
        for character in plain
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    # U.K. is UK.
    words = [word for word in re.findall(r"\w+", plain.replace(".", "")) if word not in _DROPPED]
    return " ".join(_bones(word) for word in words) or plain


def skeletons(name: str) -> frozenset[str]:
    """The skeletons under which a name is looked for: its own, and that of its Latin letters where it has others.

    "Медиазона" is looked for as Mediazona too, and "Alexey" as Aleksey.
    """
    latin = name
    if not name.isascii():
        # Loaded for names in other alphabets alone.
        from anyascii import anyascii

        latin = anyascii(name).replace("'", "")
    return frozenset([skeleton(name), skeleton(re.sub("(?<=.)x", "ks", latin))])


def strangers(name: str) -> list[str]:
    """Letters of other alphabets in a name of Latin letters, by code point and name: U+0430 CYRILLIC SMALL LETTER A."""
    if not any(character.isascii() and character.isalpha() for character in name):
        return []
    odd = (c for c in name if ord(c) in _LATIN or unicodedata.category(c) == "Cf")
    return [f"U+{ord(c):04X} {unicodedata.name(c, 'without a name')}" for c in dict.fromkeys(odd)]


def _bones(word: str) -> str:
    if len(word) <= 3 or word.isdigit():
        return word
    first, rest = word[0], word[1:].translate(_LETTERS)
    return first + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiou]", "", rest))
