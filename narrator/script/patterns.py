"""Written forms as patterns, in the order in which they are tried: the most specific first.

Each is the name of its rule, a semiotic class, a cue and a regular expression with the groups that the reading
wants. The cue is a short expression that stands somewhere in every text in which the other fits, empty for any
text: what a text has no cue for is neither looked for nor compiled. ``<name>`` stands for a fragment of
``vocabulary.py``: words of the language's tables, or a shape that many patterns share. The shapes are those of
every language that groups numbers as India does.
"""

from __future__ import annotations

PATTERNS: tuple[tuple[str, str, str, str], ...] = (
    # Addresses of the net
    ("address", "electronic", r"://|www\.", r'(?:https?://|www\.)[^\s<>"“”।]*[<LATIN>0-9/=&#-]'),
    ("email", "electronic", "@", r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"),
    (
        "domain",
        "electronic",
        r"[A-Za-z0-9]\.[a-z]{2}",
        r"<before>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}<domain>(?:/[^\s।,]*[<LATIN>0-9/])?<after>",
    ),
    ("handle", "electronic", "@", r"<start>@([A-Za-z0-9_]{2,}(?:\.[A-Za-z0-9_]+)*)"),
    ("hashtag", "electronic", "#", r"<start>#([<WORD>_]+)"),
    # Dates
    ("date_iso", "date", r"\d{4}-\d", r"<before>(<year>)-(<month>)-(<day>)<after>"),
    (
        "date_dmy",
        "date",
        r"\d[/.-]\d{1,2}[/.-]\d",
        r"<before>(<day>)([/.-])(<month>)\2(<year>|\d\d)<after>(?!\.\d)",
    ),
    ("date_mdy", "date", r"\d[/.-]\d{1,2}[/.-]\d", r"<before>(<month>)([/.-])(<day>)\2(<year>)<after>"),
    ("date_short", "date", r"\d\d-[01]", r"<before>(?=0|\d\d-0)([0-2]\d|3[01])-(0[1-9]|1[0-2])<after>(?!-)"),
    ("month_year", "date", r"\d[-/][12]\d{3}", r"<before>(0?[1-9]|1[0-2])[-/](<year>)<after>"),
    (
        "date_span",
        "date",
        r"[-–—]\s?\d",
        r"<before>(<day>)\s+(<months>)(?:,?\s*(<year>))?<dash>(<day>)\s+(<months>)(?:,?\s*(<year>))?"
        r"<after>",
    ),
    (
        "date_words",
        "date",
        r"\d(?:st|nd|rd|th)?\s",
        r"<before>(<day>)(?:st|nd|rd|th)?(?:<dash>(<day>))?\s+(<months>)(?:,?\s*(<year>))?<after>",
    ),
    (
        "date_english",
        "date",
        r"\S\s+\d",
        r"<before>(<months>)\s+(<day>)(?:st|nd|rd|th)?(?:,?\s+(<year>)|(?=\s+(?:<on_day>)))<after>",
    ),
    ("month_word_year", "date", r"\S\s+[12]\d{3}", r"<before>(<months>),?\s+(<year>)<after>"),
    # Times of day
    (
        "clock_span",
        "time",
        r"\d",
        r"<before>(<hour>)(?:[:.](<minute>))?(?:<dash>|\s+<to>\s+)(<hour>)(?:[:.](<minute>))?\s*(<oclock>)"
        r"<after>",
    ),
    (
        "clock",
        "time",
        r"\d[:.]\d\d",
        r"<before>(<hour>)[:.](<minute>)(?::(<minute>))?\s*(<oclock>|<halfday>(?:\s+<oclock>)?)<after>",
    ),
    ("clock_dashed", "time", r"\d-[34]", r"<before>(<hour>)-(30|45)()\s*(<oclock>)<after>"),
    (
        "clock_plain",
        "time",
        r"\d:\d\d",
        r"(?<!<ratio> )<before>(<hour>):(<minute>)(?::(<minute>))?()"
        r"<after>(?!:|(?:\s+\S+)?\s+<of_ratio>|(?<!:\d\d:\d\d)\s+<within><after>)",
    ),
    ("clock_of_day", "time", r"\d\.\d\d", r"(?:<day_word>)(<hour>)\.(<minute>)()()(?=\s+(?:<at_hour>)<after>)"),
    ("clock_hour", "time", r"\d", r"<before>(<hour>)()()\s*(<halfday>(?:\s+<oclock>)?)<after>"),
    # Numbers read digit by digit
    (
        "phone",
        "phone",
        r"\+\d",
        r"<before>(\+91[\s-]?[6-9]\d{4}[\s-]?\d{5}|\+\d{1,3}(?:[\s-]\d{1,10}){1,4})<after>",
    ),
    ("phone_free", "phone", r"1[89]00[\s-]", r"<before>(1[89]00[\s-]\d{2,4}[\s-]\d{3,5})<after>"),
    ("phone_mobile", "phone", r"\d{5}", r"<before>([6-9]\d{9}|[6-9]\d{4}[\s-]\d{5})<after>(?!\s*<scale>)"),
    (
        "phone_line",
        "phone",
        r"\d{3,4}[\s)-]*\d{3}",
        r"<before>((?:\(0\d{2,4}\)\s?|0\d{2,4}[\s-])\d{3,4}[\s-]?\d{3,4}(?:\s*,\s*\d{6,8})*)<after>",
    ),
    ("phone_named", "phone", r"\d{3}", r"(?=\d{3})(?:<phone>)(\d{3,}(?:-\d{3,})*<further>)<after>"),
    ("phone_short", "phone", r"\d[\d-]{7}", r"(?<![<WORD>.])(<phone_short>)\.?:?\s?(\d[\d-]{7,})<after>"),
    (
        "phone_codes",
        "phone",
        r"\d{3}",
        r"<before>(?=(?:<code>(?:\s*,\s*|\s+<or>\s+)){0,6}<sure>(?!\d))"
        r"(<code>(?:(?:\s*,\s*|\s+<or>\s+)<code>){1,6})<after>",
    ),
    ("phone_code", "phone", r"\d{4}\s", r"<before>(?=\d{4})(<code>)(?=\s+<on><after>)"),
    ("phone_called", "phone", r"\d{3}", r"<before>(\d{3,6})(?=(?:\s+<or>\s+\d{3,6})?\s+(?:<called>)<after>)"),
    (
        "numbered",
        "digits",
        r"\d{3} ?\d",
        r"(?=\d{3})(?:<numbered>)(\d{3} \d{3}|\d{4,}(?:/\d{5})?<further>)<after>",
    ),
    (
        "pin",
        "digits",
        r"\d{3}\s?\d{3}",
        r"(?=[1-8]\d\d\s?\d{3}<after>)"
        r"(?:(?<=[<INDIC>][-–])|(?<=[<INDIC>] [-–] )(?=\d{3} )|(?:<place>)(?!\d\d0\s?000))"
        r"(\d{3}\s?\d{3})(?!\s*(?:<scale>|<said>))",
    ),
    (
        "train",
        "digits",
        r"\d{5}",
        r"(?=[012]\d{4})(?:<before>(?=[\d/]+\s+(?:\S+\s+){0,3}<trains>)|(?:<after_train>)(?=[\d/]+\)))"
        r"([012]\d{2}(?!00)\d\d(?:/(?:[012]\d{4}|\d\d))?)(?!\s+<counted><after>)",
    ),
    (
        "vehicle",
        "digits",
        r"[A-Z]{2}[-\s]?\d",
        r"<start>([A-Z]{2})[-\s]?(\d{1,2})[-\s]?([A-Z]{1,3})[-\s]?(\d{4})<after>",
    ),
    ("groups", "digits", r"\d{4}[ -]\d{4}", r"<before>(\d{4}(?:[ -]\d{4}){2,3})<after>"),
    ("flight", "mixed", r"[\s-]\d\d", r"<start>(<airline>)[\s-](\d{2,4})<after>"),
    # Forms with a reading of their own
    ("known", "mixed", "", r"(?<![<WORD>.,])(<whole_form>)(?![<WORD>]|-\d)"),
    # Money
    (
        "money",
        "money",
        r"\d",
        r"<start>(-?)(<sign>)\s*(<number>)(?:(?:<dash>(?:<sign>\s*)?|\s+<to>\s+(?=<number>\s+<scale><after>))(<number>))?"
        r"(?:\s*(<scale>)<after>((?:\s+<number>\s+<scale><after>){0,3}))?(?:/-)?(?:\s+<said><after>)?",
    ),
    (
        "money_after",
        "money",
        r"\d",
        r"<before>(<number>)()(?:\s*(<scale>))?\s?(<sign>|/-)<after>(?:\s+<said><after>)?",
    ),
    # Shares, sections, ordinals
    ("percent", "percent", "%", r"<before>([-+]?)(<number>)(?:\s?%?<dash>(<number>))?\s?%"),
    ("hundred", "percent", "100", r"<before>(100)(?=\s+<shares><after>)"),
    ("section", "section", r"\s\d", r"<before>(<section>)\s+(\d[\dA-Za-z()/-]*)"),
    ("section_act", "section", r"\d/\d", r"<before>(\d{1,3})/(\d{1,3})(?=\s+(?:\S+\s+){0,2}<act><after>)"),
    ("ordinal", "ordinal", r"\d", r"<before>(\d[\d,]*)[-\s]?(<suffix>)<after>"),
    ("ordinal_english", "ordinal", r"\d(?:st|nd|rd|th)", r"<before>(\d[\d,]*)(st|nd|rd|th)<after>"),
    # Decades, eras, versions
    ("decade", "decade", r"\d0['’]?s", r"<before>((?:(?:1[0-9]|20)\d|[5-9])0)['’]?s<after>"),
    ("decade_pair", "decade", r"\d0-\d0", r"<before>(\d0)-(\d0)(?=\s+<decade>)"),
    ("era", "year", r"\d", r"<before>(\d{1,4})(?:<dash>(\d{1,4}))?\s*(<era>)"),
    ("version_named", "version", r"\d\.\d", r"<start>([vV]\.?\s?|[A-Za-z]{1,6}[-.]?)(\d+(?:\.\d+)+)<after>"),
    ("version", "version", r"\d\.\d+\.\d", r"<before>(\d+(?:\.\d+){2,})<after>"),
    # Measures and scores
    ("measure", "measure", r"\d", r"<before>([-−]?)(<number>)(?:<dash>(<number>))?\s?(<unit>)<after>"),
    ("height", "measure", r"\d\s?['’′]", r"<before>(\d{1,2})\s?['’′]\s?(\d{1,2})\s?(?:[\"”″]|['’′]{2})"),
    ("scaled_measure", "measure", r"\d\s+\S+\s", r"<before>(<number>)\s+(<scale>)\s+(<unit>)<after>"),
    (
        "score",
        "score",
        r"\d\s?[-–—]\s?\d",
        r"<before>(\d{1,3}(?:\.5)?)<dash>(\d{1,3}(?:\.5)?)"
        r"(?=(?:\s*,?\s*(?:<both>\s+)?\d{1,3}-\d{1,3}){0,6}\s+"
        r"(?:<result>))",
    ),
    ("score_named", "score", r"\d\s?[-–—]\s?\d", r"(?:<score>)(\d{1,3})<dash>(\d{1,3})<after>"),
    ("wickets", "score", r"\d/\d", r"<before>(\d{1,3})/(\d{1,3})(?:\s+(<wicket>))?<after>"),
    # Spans
    ("year_short_span", "year", r"\d\d\s?[-–—]\s?\d\d", r"(?:<before_year>)(\d\d)<dash>(\d\d)<after>(?!-)"),
    ("year_span", "year", r"\d{4}\s?[-–—]\s?\d\d", r"<before>(<year>)<dash>(\d\d)<after>(?!-)"),
    ("year_range", "year", r"\d{4}\s?[-–—]\s?\d{4}", r"<before>(<year>)<dash>(<year>)<after>(?!-)"),
    ("series", "series", r"\d-\d+-\d", r"<before>(\d{1,3}(?:-\d{1,3}){2,})<after>"),
    (
        "extent",
        "measure",
        r"\d\s?[xX×]\s?\d",
        r"<before>(<number>)\s?[xX×]\s?(<number>)(?:\s?[xX×]\s?(<number>))?"
        r"(?:\s?(<unit>))?<after>(?!\s*=)",
    ),
    ("range", "range", r"\d\s?[-–—]\s?\d", r"<before>(<number>)<dash>(<number>)(?:\s+(<scale>))?<after>"),
    # Fractions and ratios
    ("parted", "fraction", r"\d", r"<before>(\d{1,6})\s?([<parts>])"),
    ("mixed_fraction", "fraction", r"\d/\d", r"<before>(\d+)\s+(\d+)/(\d+)<after>"),
    ("fraction", "fraction", r"\d/\d", r"<before>(\d+)/(\d+)<after>"),
    ("ratio", "ratio", r"\d:\d", r"<before>(\d+(?::\d+)+)<after>"),
    # Years
    (
        "year_pair",
        "year",
        r"\d{4}\s+\S+\s+1\d{3}",
        r"<before>((?:1[1-9]|20)\d[1-9])\s+<to>\s+(1[1-9]\d[1-9])<after>",
    ),
    (
        "year",
        "year",
        r"1[1-9]\d\d",
        r"<no_year>(?:<before_year>|<after_month>|<after_act>)(1[1-9]\d\d)(?!,?\d)<after>"
        r"|<before>(1[1-9]\d\d)(?=(?:<between_years>(?:<year>|\d0)){0,6}\s*(?:<after_year>)<after>)"
        r"|(?:<after_event>)(1[1-9]\d\d)(?=\s*(?:[।,:)]|$))"
        r"|<before>(1[1-9]\d[1-9])(?=\s+[<INDIC>]+\s+(?:<of>\s+)?<war><after>)"
        r"|<before>(1[1-9]\d[1-9])(?=(?:,|\s+<both>)\s+(?:1[1-9]|20)\d[1-9]<after>)"
        r"|(?:(?<=1\d{3} <both> )|(?<=20\d\d <both> )|(?<=1\d{3}, ))(1[1-9]\d[1-9])(?=\s*(?:[।,)]|$))"
        r"|(?<=\()(1[1-9]\d\d)(?=\))"
        r"|<no_count><before>(1[89]\d[1-9])(?=\s+(?!<counted><after>|<said>|<unit><after>|[<LATIN>])[<INDIC>])",
    ),
    # Numbers
    ("halved", "cardinal", r"\d\.50?\s", r"<before>(\d+\.50?)(?=\s+<halved><after>)"),
    ("scaled_short", "cardinal", r"\d", r"<before>(<number>)(?:\s(?=K))?([<letters>])(\+?)(?![<WORD>-])"),
    ("compared", "cardinal", "", r"(<compare>)\s?(<number>)(?:\s*(<scale>|%|<unit>|<halved>))?<after>"),
    ("scaled", "cardinal", r"\d", r"<before>([-−+]?)(<number>)\s*(<scale>)(\+?)<after>"),
    ("half_hour", "time", r"\d\.5\s", r"<before>(\d{1,2}\.5)\s+(<oclock>)<after>"),
    (
        "mixed",
        "mixed",
        r"[A-Za-z]-?\d|\d-?[A-Za-z]",
        r"<start>(?=[A-Za-z0-9])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*<after>",
    ),
    ("decimal", "decimal", r"\.\d", r"<start>([-−+]?)((?:\d{1,3}(?:,\d{2,3})+|\d+)?\.\d+)((?:\+(?!\d))?)"),
    (
        "cardinal",
        "cardinal",
        r"\d",
        r"(?:<start>(?<!\.)([-−+]))?((?:\d{1,3}(?:,\d{2,3})+(?!\d)|\d+))((?:\+(?!\d))?)",
    ),
    # Words
    (
        "abbreviation",
        "abbreviation",
        r"[^\d\s](?:[.॰]|0(?!\d))",
        r"(?<![<WORD>.])(<abbreviation>)(?:\.(?!\.)|॰|0(?!\d))",
    ),
    (
        "initials",
        "initials",
        r"[^\d\s][.॰]",
        r"(?<![<WORD>.])((?:(?:<letter>|[A-Z])[.॰]\s?)+(?:<letter>[.॰])?)(?<!\s)",
    ),
    (
        "roman",
        "roman",
        "(?<![A-Za-z])[IVXL]+(?![A-Za-z])",
        r"<before>(<numeral>|XX|XV|XIV"
        r"|(?!XXX)(?=[XVIL]{3})(?:LX{0,3}|X{2,3})(?:IX|IV|VI{0,3}|I{1,3})"
        r"|(?:<roman>)[IVX]|(?<=[<INDIC>]-)[IV]|(?<=[<INDIC>] )V(?=\s+<of>)"
        r"|(?:(?<=[IVX] <both> )|(?<=[IVX] <to> )|(?<=[IVX]-)|(?<=[IVX], ))[IVX]"
        r"|(?<=[<INDIC>] )I(?!\s+[A-Za-z]))<after>",
    ),
    (
        "latin",
        "latin",
        "[A-Za-zÀ-ɏ]",
        r"[<LATIN>]<latin>(?:['’&][<LATIN>]<latin>)*(?:-(?!<numeral><after>)[<LATIN>]<latin>)*",
    ),
    ("word", "word", "", r"(?:(?![<LATIN>])[<LETTER>])+(?:[-‑][<INDIC>]+)*"),
    ("punctuation", "punctuation", "", r"[।॥?!.,;:…|/\\‘’“”'\"«»()\[\]{}‹›–—-]"),
    ("symbol", "symbol", "", r"\S"),
)
