"""English words of consent: what agrees, refuses, doubts, waits. Patterns over lower case."""

from __future__ import annotations

import re

from voice_agent.text.word_lists import word_set


def _phrases(*alternatives: str) -> re.Pattern[str]:
    """Match any of the alternatives, which are patterns, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})(?!['\w])")


# "That's what I said, isn't it? Yes." asks nothing.
TAG = re.compile(r",? (?:is|was|does|did|do)n'?t (?:it|that|i|we|you)\?(?=\W+(?:yes|yeah|yep)\b)")
# Idioms that hold a word for no, a question or a condition and mean none.
# "No wait, which one is that?" asks before it answers.
NO_WAIT = re.compile(
    r"^\W*no,? (?:wait|hang on|hold on|one (?:second|moment))\W+(?=(?:what|which|how|where|who|when"
    r"|why|is|are|do|does|can|could|will|would)(?:'?s|'?re)?\b)"
)
ENDS = _phrases(r"that(?:'s| is|'ll be| will be) (?:all|everything|it for (?:now|today))")
FINE = _phrases(
    r"no problems?(?: at all)?|not a problem|no worries|no objections?|no issues?|no complaints",
    r"(?:i )?(?:do not|don'?t) mind",
    r"(?:can'?t|cannot|could ?n'?t) (?:argue with that|be better|complain|say fairer)",
)
REPEATED = _phrases(
    r"i(?:'ve)? (?:already |just )?said yes",
    r"(?:i mean|what i mean(?:t)? is|i mean(?:t)? to say|actually|rather|make that a),? (?:yes"
    r"|yeah|yep)",
    r"^(?:yes )?if you (?:would|could|will)(?: be so kind| please)*(?=\W*$)",
    r"^(?:could|would|will|can) you(?: do (?:that|it|so))?(?: for me)? please(?=\W*$)",
    r"(?:just )?(?:that(?:'s| is) )?(?:exactly |precisely |just )?(?:what|as|like|how) i (?:just )?"
    r"(?:said|told you|wanted|want|need|asked for|meant|like)(?=[\s,.!]*$|[,.] (?:yes|yeah|yep))",
)
HARMLESS = _phrases(
    r"(?:there is |there's )?no need to (?:e ?mail|call|text|ring|phone|write|remind|tell"
    r"|notify|ask|thank|repeat|explain|print|confirm)\b[^.,;?!]*",
    r"(?:there is |there's )?no (?:need(?=\W+\w)|rush|hurry|doubt)(?: to)?|^no need(?=\W*$)",
    r"no (?:more |further )?questions",
    r"no (?:other |further )?changes|nothing (?:else(?: to (?:change|add|correct))?|to (?:change"
    r"|add|correct|fix))|(?:do not|don'?t) (?:worry|bother(?=\W+\w))",
    r"nothing(?=[,.]? (?:it|everything)(?:'s| is)\b)",
    r"without (?:a |any )?(?:doubt|question)|(?:can'?t|cannot) wait|i(?: can| will|'ll) wait",
    r"for (?:\w+'?s|goodness) sake|fair enough|thank god",
    r"(?:i (?:do not|don'?t) see )?why not\??|might as well",
    r"if you (?:please|would|could|can|will|like|do not mind|don'?t mind)",
)
# Courtesy like thanks: it agrees to nothing, and takes nothing from a yes beside it.
PRAISE = _phrases(
    r"you(?:'re| are) (?:(?:very|so|really|too) )+(?:good|kind|helpful|nice|great|wonderful"
    r"|quick|fast|clever|smart|lovely|patient)(?: (?:at|with) (?:this|that|it))?",
    r"you(?:'re| are) (?:good at (?:this|that|it)|kind|helpful|nice|wonderful|lovely|amazing)",
    r"you(?:'re| are) an? (?:star|angel|gem|lifesaver|doll|treasure|sweetheart|darling)",
    r"that (?:was|is) (?:really |very |so )?(?:quick|fast|easy)|bless you|(?:well done|good job)",
)
PUZZLED = _phrases(
    r"(?:not|never|isn'?t|wasn'?t) (?:\w+ )?(?:sure|certain|positive|clear|convinced)|unsure",
    r"(?:do not|don'?t|did not|didn'?t|could not|couldn'?t|can'?t|cannot) (?:really |quite |even )?"
    r"(?:know|remember|understand|recall|tell|say|decide|hear|catch|get|follow)|dunno|no idea",
    r"yes or no|yes and no",
)
WAIT = _phrases(
    r"(?<!a )(?:hold|hang) on|hang about|(?:hold|hang) fire|hold up|hold it"
    r"|hold the line|bear with me|stand by|not so fast",
    r"(?:just |give me |gimme )?(?:a|one|two|a few|a couple(?: of)?|half a) (?:wee |quick "
    r"|little )?"
    r"(?:second|sec|tick|moment|mo|minute|min|seconds|secs|ticks|moments|minutes)"
    r"|i'?ll be right back|who+a|hold your horses|steady on",
    r"let me (?:just )?(?:think|check|see|look|get|find|grab|ask|have a)",
    r"wait(?= *(?:$|[.!?])| (?:a|one|please|for|there|up|while|let)\b)",
)
SECOND_THOUGHT = _phrases(
    r"wait|actually(?! *(?:$|[.,!;]|yes|yeah|yep|that'?s right))|instead|rather|i mean(?:t)?",
    r"make (?:it|that)(?! (?:so|happen)\b)|change|hold off|double it|half of it",
    r"(?:on|having|have|got) second thoughts?",
)
CONDITION = _phrases(
    r"but|if|unless|except|besides|however|though|although|otherwise|other than|until|till|later",
    r"provided|providing|assuming|as long as|so long as|in case|depend(?:s|ing)|condition",
    r"as soon as|only (?:when|after|once|for|to)"
    r"|(?:need|have|want|got|going|like|should|must|let)\b.*\bfirst",
    r"(?:when|once|after|before) (?:i|i'?m|i'?ve|my|we|you|it|he|she|they|there|the)",
)
# Why something is called off is no refusal of that.
CANNOT_COME = _phrases(
    r"(?:i|we) (?:can'?t|cannot|won'?t|will not|am not able to|(?:don'?t|do not) (?:want|need))"
    r" (?:make|come|be|get|attend|go|keep|have|it|that|them|the)\b[^.,;?!]*"
)
# "As long as there is no fee" is no refusal.
AFTER_IF = re.compile(r"\b(?:if|unless|(?:as|so) long as|provided|providing|assuming)\b.*")
HEDGE = _phrases(
    r"maybe|perhaps|possibly|probably|presumably|apparently|supposedly|might|should be|whatever"
    r"|(?:most )?likely",
    r"i (?:do )?(?:guess|suppose|think|believe|hope|wonder|doubt)|wondering|too (?!right\b)\w+",
    r"kind of|kinda|sort of|sorta|almost|more or less|nearly|roughly|somewhat|partly|partially",
    # At the end of a conversation these decline.
    r"i(?:'m| am) (?:all )?(?:good|fine|okay|ok|set|done)(?! (?:with|to go))",
    r"could be|so so|hypothetically|theoretically|in (?:theory|principle)|normally|usually|seems?",
    r"yeah,? right(?=\W*$)|you sure|sure you (?:are|do|did|can)|if you say so|as if|hopefully",
    r"(?:okay|ok|sure|yes|yeah|right|fine|well|alright)\W+(?:h+m+|um+|uh+|er+)(?=\W*$)",
    r"(?:want|wanted|trying|like) to (?:avoid|prevent)|guess",
    r"half right|confused|hesitant|doubtful|ish|(?:want|like|need|love) to (?:know|ask)",
)
# "Probably, yes" doubts; "I think so, yes" ends in a yes of its own.
WEAK = _phrases(
    r"maybe|perhaps|possibly|probably|presumably|apparently|supposedly|might|could be|hopefully"
    r"|most likely|likely"
)
_BEGUN = (
    r"(?:^|[.,;:!?]|\b(?:and|so|well|ok|okay|yes|yeah|yep|right|sure|um|uh|oh|sorry|then|hm+))\s*"
)
ASKS = re.compile(
    r"\w[^?]*\?|" + _BEGUN + r"(?:(?:what|how|where|who|whose|why|which)(?:'?s|'?re|'?ll)?\b"
    r"(?! (?:i|we) (?:want|said|need|asked|meant|like))|when (?:is|are|will|do|does|did|can)\b|"
    r"(?:is|are|am|was|were) (?:that|it|this|these|those|the|there|you|we|they|he|she|i)\b|"
    r"(?:can|could|may|should|shall|would|will|do|does|did|have|has|had|must)(?:n't)? "
    r"(?:i|we|you|he|she|they|there|the|my)\b|(?:does|did|will|would|has|can) (?:it|that|this)\b)"
)
# Said after a yes these ask for nothing but that.
ONLY_PLEASE = re.compile(
    r"\b(?:can|could|would|will) you (?:please |just )*(?:do|go|send|make|proceed|confirm|book"
    r"|pay)\b[^?.,;]*\??|\b(?:would|could|can|will) you(?: please)?(?=\W*$)"
)
NO = _phrases(
    r"no|nope|nah|nay|nuh uh|wrong|incorrect|inaccurate|false|untrue|disagree|mistake|mistaken",
    r"misheard|misunderstood|cancel|stop|abort|refuse|decline|reject|negative|never ?mind",
    r"forget (?:it|that|about)|leave it|drop it|skip (?:it|that)|scra(?:p|tch) (?:it|that)",
    r"take (?:it|that) back|back up|do not|do ?n'?t|changed my mind|far from it|hardly",
    r"never(?=\W*$)",
    r"(?:absolutely|of course|certainly|i'?m|i am|i'?d|better|rather|prefer|would|maybe|let'?s"
    r"|(?:that|it|this)(?:'?s| is)) not|(?:is|does|was|wo|would|should) ?n'?t",
    r"not (?:really|at all|now|yet|today|quite|exactly|that|this|it|anymore|any more|mine|me|what"
    r"|true|the|an?|for me|on your life)|by no means|(?:i|we|you) never|under no circumstances",
)
NEGATION = re.compile(
    r"\b(?:not|never|nothing|none|nobody|neither|nor|cannot|\w+n't|(?:ca|wo|did|does|is|was|are"
    r"|could|have|had|would|should)nt|without|barely)(?!['\w])"
)
YES = re.compile(
    r"(?<!say )(?<!said )(?<!saying )(?<!says )(?<!\ba )(?<!does )(?<!is )(?<!put )"
    r"\b(?:yes|yeah|yep|yup|ya|yah|yea|yess|yessir|aye)(?!['\w]| (?:mean|men)s?\b)"
)
# "Yes, to Mark", "yes, on the third": the agreement is to something else than the question.
TO_OTHER = re.compile(
    rf"{YES.pattern}\W+(?:(?:please|but|and|um|uh|er)\W+)*(?:to|for|on|from|at|by) "
    r"(?:my |the |our |a )?(\w+)"
)
# A yes where nothing but courtesy and the agent's own words is beside it.
AGREES = _phrases(
    r"sure thing|correct(?! (?:it|this|that|the|my|his|her)\b)|right|sure|ok|okay",
    r"that(?:'?s| is) (?:right|it|correct|fine|good|okay|ok|perfect|great)",
    r"confirm(?:ed)?|go (?:right )?ahead|please do|do it|do that|do so|absolutely|of course",
    r"exactly|precisely|fine|sounds (?:like a plan|good|great|right|fine|perfect|about right)"
    r"|perfect",
    r"alright|all right|all good|good|great|cool|lovely|wonderful|excellent|super|agreed?",
    r"(?:it|this)(?:'?s| is) (?:right|correct|perfect)",
    r"affirmative|definitely|certainly|indeed|by all means|naturally|totally|true|positive",
    r"spot on|you(?:'?ve)? got (?:it|that)(?: right)?|you bet|go for it|for sure|it is(?! \w+ing)",
    r"(?:a )?hundred percent|roger|ten four|proceed|works(?: for me)?|suits me|be my guest",
    r"(?:would|will|'ll|should) (?:work|do)(?: nicely)?|very much so|please (?:proceed|go on)",
    r"(?:is|looks|would be) (?:right|correct|fine|good|ok|okay|perfect|great|lovely|nice|true)",
    r"(?:is|'s) the (?:one|right one)",
    r"let'?s (?:do|go)(?: (?:it|that|for it|with that))?",
    r"(?:every|no)thing(?:'?s| is) (?:correct|right|fine|good|in order)|bang on|too right",
    r"fire away|bingo|okey dokey|okie dokie|alrighty|very well|that(?:'s| is) the ticket"
    r"|(?:do|make) (?:your thing|it happen)|copy that|you know it|100 ?(?:%|percent)",
    r"that(?:'d| would) be (?:great|lovely|perfect|fine|good|wonderful|nice)",
    r"you betcha|amen|make it so|approved?|thumbs up|(?:you'?re |you are )?(?:damn|darn|dead"
    r"|absolutely|quite|so) right|obviously",
    r"(?:we'?re|we are|you'?re|you are|all|good) (?:good|right|correct|set|to go)",
)
_IT_IS = r"(?:(?:that|it|this|everything|all of (?:it|that))(?:'?s| is| was| looks| sounds))"
_RIGHT = r"(?:(?:exactly|absolutely|quite|perfectly) )?(?:right|correct)"
_APART = r"[^\w?]+"
_ASSENT = rf"(?:{_APART}(?:yes|yeah|yep|now|please|thanks|thank you))*[^\w?]*"
# Said in full these agree, although a word beside them may sound like a denial: "no, that's right"
# denies that anything was wrong. Not "no, that's all right", which is no, thank you.
OUTRIGHT = re.compile(
    rf"[^\w?]*(?:(?:yes|yeah|yep|oh|okay|ok|ah|well|sure){_APART})*"
    rf"(?:now )?{_IT_IS} (?:now )?{_RIGHT}(?: now)?{_ASSENT}"
    # Typed.
    r"|\W*(?:y|k|kk)\W*"
)
NO_BUT_RIGHT = re.compile(
    rf"[^\w?]*(?:(?:no|nope|nah){_APART})+(?:{_IT_IS} {_RIGHT}|all (?:good|correct)"
    rf"|you(?:'re| are|'ve got it| got it) right){_ASSENT}"
)
# "He says yes, so yes", "he says that's fine. Yes, go ahead": the caller's own.
AGREES_TOO = re.compile(
    r"\b(?:so|and|then) (?:yes|yeah|yep)\b"
    r"|[.!?] (?:(?:so|and|then|okay|ok|well)\W+)?"
    r"(?:yes|yeah|yep|please do|go ahead|do it|let's do it)\b"
)
ASKS_IF_RIGHT = re.compile(r"\b(?:right|correct)\?\s*$", re.IGNORECASE)
BESIDE = word_set(
    """
    please thanks thank you sir ma'am madam miss dear and so well oh ah um uh er hm hmm mm mhm mmhm
    huh then now just really very much quite exactly i i'd i'll i'm i've am we we'd let's let us
    you'd you've can could may would will do does it it's its that that's thats this these those
    is are was be all the to my me for of a an with by like love want appreciate happy go ahead on
    proceed continue carry send right one way everything both said sorry actually as
    cheers ta mate buddy pal man bro hurry up quick quickly fast asap
    """
)
AGREED_ABOUT = word_set(
    "sure certain me us the him her them that this now real once all everything"
)
# By themselves these are no agreement, however the model takes them; "uh huh" and "mm hm" are.
HESITATES = word_set(
    """
    hm hmm hmmm um uh er ah oh well then now sorry actually and as thanks thank really very much
    quite just could was way both said to my me be it it's its this sir ma'am madam miss dear
    """
)
NO_SENSE = (
    ["huh"],
    ["thank", "you"],
    ["thanks", "to", "you"],
    ["that's", "all"],
    ["that", "is", "all"],
    ["go", "on"],
)
TELLS_TO = _phrases(r"go (?:right )?ahead|do (?:it|that|so)|please do|proceed|go for it")
# Said to the line or to somebody in the room, and no answer to what was read back.
TO_THE_LINE = _phrases(
    r"(?:can|do|could) (?:still )?hear(?: you| me)?|i hear you|i heard(?: you| that)?",
    r"i(?:'m| am) (?:still |right )?(?:here|there|listening|on (?:the line|the phone|hold)|with you"
    r"|coming|driving|holding|waiting|at (?:home|work)|busy|back|calling about)",
    r"(?:yes|yeah|yep)[ ,]+(?:hello|speaking|who|mom|mommy|mum|dad|daddy|honey|sweetie|sweetheart"
    r"|darling|babe|kids|guys|son|boss)",
    r"i(?:'ve| have) (?:got )?(?:a|one|another|some) \w+",
    r"my name(?:'s| is)",
    r"(?:yes|yeah|yep)[ ,]+this is (?!right|correct|fine|good|ok|okay|great|perfect|what|it|the"
    r"|exactly|all|how|true)\w+",
    r"coming(?=\W*$)",
)
# "Yes, I object", "yes, I know": a yes to what follows it.
SAYS_OF_ONESELF = re.compile(
    rf"{YES.pattern}\W+i(?: (?:do|really|certainly|surely|sure))* (?:have an? |have some )?"
    r"(?!(?:do|did|am|will|would|can|could|should|have|want|need|wish|like|love|agree|confirm"
    r"|accept|approve|authori[sz]e|consent|permit|allow|mean|meant|said|say|told|asked|think|guess"
    r"|suppose|believe|hope|really|just|already|still|certainly|surely|sure)\b)\w+"
)
# The agent's own words, said back to it.
AGENTS_WORDS = re.compile(
    r"\W*(?:you (?:want|would like|said|asked)|i (?:can|will|have|could)|i'll|shall i|is that)\b"
)
WISHED = word_set(
    """
    what how when where have done need needed asked wanted meant told please he she about put most
    likely
    """
)
STRANGE_WORDS = 2
"""Words of a yes that neither agree nor are in the question: it is to something else."""
# "yes please, go ahead and cancel": a yes, and nothing but courtesy before the verb.
YES_DO = re.compile(
    rf"\W*(?:{YES.pattern}|{AGREES.pattern})(?:\W|{YES.pattern}|{AGREES.pattern}|"
    r"\b(?:please|and|just|now|(?:you can|can you|could you|i want(?: you)? to|"
    r"i would like(?: you)? to|i'?d like(?: you)? to))\b)*"
    r"\b(?:cancel\b|stop (?=(?:it|this|that|the|my)\b))"
)
