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
    """Return a name without case, accents, punctuation, small words, inner vowels and doubled letters.

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
    """Return the skeletons by which to look for a name: its own, and that in Latin letters if it has others.

    "Медиазона" is looked for as Mediazona too, and "Alexey" as Aleksey.
    """
    latin = name
    if not name.isascii():
        # Loaded for names in other alphabets alone.
        from anyascii import anyascii

        latin = anyascii(name).replace("'", "")
    return frozenset([skeleton(name), skeleton(re.sub("(?<=.)x", "ks", latin))])


#: Words that are written short in names, and what they stand for.
_SHORT = {
    "univ": "university", "dept": "department", "govt": "government", "gov": "government", "assoc": "association",
    "inst": "institute", "natl": "national", "intl": "international", "min": "ministry", "comm": "commission",
    "admin": "administration", "org": "organisation", "organization": "organisation", "centre": "center",
    "st": "saint",
}  # fmt: skip
#: Words that a name may have or leave out: what sort of body it is, and where.
_OPTIONAL = frozenset({
    "news", "online", "press", "agency", "service", "ltd", "limited", "plc", "inc", "corp", "corporation", "company",
    "co", "llc", "gmbh", "ag", "sa", "nv", "group", "holdings", "uk", "us", "usa", "eu", "international", "global",
    "worldwide", "england", "britain", "europe", "foundation", "trust", "newspaper", "magazine", "com",
})  # fmt: skip
#: No acronym has more letters.
_LONGEST_ACRONYM = 7


def marks(name: str) -> frozenset[str]:
    """Return what two names of one party share, by which a person is asked: skeletons, words in any order.

    "Ministry of Defence (UK)" shares its words with "UK Ministry of Defence", "Univ. of Leeds" with "University of
    Leeds". The mark of an acronym is its letters.
    """
    words = [_SHORT.get(word, word) for word in re.findall(r"\w+", name.replace(".", "").casefold())]
    found = {*skeletons(name), f"words {' '.join(sorted(skeleton(' '.join(words)).split()))}"}
    written = name.replace(".", "")
    if written.isalpha() and 2 <= len(written) <= _LONGEST_ACRONYM and sum(map(str.isupper, written)) >= 2:
        found.add(f"initials {written.casefold()}")
    return frozenset(found)


def shorter_marks(name: str) -> frozenset[str]:
    """Return the marks of what a name may be called for short, which are not its own.

    "BBC" of "BBC News", whose words it may leave out, and "ONS" of "Office for National Statistics".
    """
    words = re.findall(r"\w+", name.replace(".", "").casefold())
    full = [word for word in words if word not in _DROPPED]
    found = set()
    if len(full) > 1:
        found = {f"initials {''.join(word[0] for word in named)}" for named in (words, full)}
    kept = [word for word in words if word not in _OPTIONAL]
    if len(kept) < len(words) and not _DROPPED.issuperset(kept):
        bones = skeleton(" ".join(_SHORT.get(word, word) for word in kept))
        found.add(f"words {' '.join(sorted(bones.split()))}")
    return frozenset(found)


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
