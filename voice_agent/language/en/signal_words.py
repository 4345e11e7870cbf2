"""English for what turns say about the conversation itself, sign by sign. Patterns.

They are matched against all of a turn, in lower case and without punctuation.
"""

from __future__ import annotations

from voice_agent.language.base import Signal

CALLED = (
    r"(?: (?:please|sorry|thanks|thank you|love|dear|honey|hon|sir|ma'am|mate|buddy|there|for me"
    r"|will you|would you))*"
)
LEAD = (
    r"(?:(?:oh|um|uh|er|hm+|huh|ah|wait|stop|hang on|hold on|my god|gosh|damn|yes|yeah|okay|ok|no"
    r"|sure|alright|all right|sorry|please|well|and|but|so|then|now"
    r"|actually|just|right|thanks|thank you|oops|whoops|shoot|hey|you know|you know what|i'm sorry"
    r"|excuse me|pardon(?: me)?"
    r"|can we|could we|can i|could i|may i|let's|let us|let me|can you|could you|would you|will you"
    r"|i(?:'d)? (?:want|need|like|have|would like) to|i think|i said|i just|please just) )*"
)
_MOMENT = (
    r"(?:a|one|two|just a|just one|half a|a few|a couple(?: of)?)"
    r"(?: (?:quick|wee|little|short|more))? (?:moment|second|sec|minute|min|mo|tick)s?"
)
_TO_THINK = r"(?: to (?:think|look|check|decide|find it|(?:gather|collect|sort out) my thoughts))?"
_HOLD = (
    rf"(?:(?:hold|hang) (?:on|up)(?: {_MOMENT})?|hold the line|wait(?: up)?(?: {_MOMENT})?"
    rf"|{_MOMENT}|just (?:moment|second|sec)|(?:give me|gimme) {_MOMENT}{_TO_THINK}|bear with me(?:"
    rf" {_MOMENT})?|stand by"
    rf"|(?:hold|wait|waiting)(?: for)? (?:{_MOMENT}|a (?:little )?(?:bit|while))|sec"
    rf"|i need {_MOMENT}{_TO_THINK}|be with you in {_MOMENT}"
    r"|hold that thought|hang tight|hang about|(?:hang|hold) fire"
    r"|(?:give me|i need) some time|patience|stay (?:there|with me)"
    r"|sit tight|who+a|hold your horses|steady on|brb|hold"
    rf"|i(?:'m| am)? (?:gonna|going to) need {_MOMENT}(?: here)?"
    r"|(?:i'll |i will )?be (?:right |straight )?back(?: in (?:a|one|two|just a) \w+)?"
    r"|(?:this |it |i )?(?:won't|will not) (?:be|take) (?:a|long)(?: \w+)?)"
)
_FETCH = (
    r"(?:go (?:and )?)?(?:check|look|see|think|find|get|grab|fetch|ask|dig|search|open|put"
    r"|go and|pull)"
)
# A reason to wait that changes nothing: "hold on, somebody is at the door".
_NO_CHANGE = (
    r"(?!.*\b(?:(?!what was it|where is it|what is it)(?:\d+|make|change|not|instead|rather|mean"
    r"|meant|said|cancel|stop|forget that|send|pay"
    r"|move|transfer|wrong|mistake|error|problem|typo|isn't|dollars?|bucks|today|tomorrow"
    r"|yesterday|\w+day|how|what|why|which"
    r"|don't|doesn't|won't|can't|want|should|is that|is it|are you|do you|never mind))\b)"
)
_LOOKING = (
    r"(?:let me|let's|(?:i(?:'m| am)(?: just)? )?(?:looking|getting|going|checking|searching"
    r"|trying|asking)"
    rf"|i(?:'ll| will| have to| need to|'ve got to|'ve to|'m gonna)(?: just)? {_FETCH}"
    r"|i(?:'ve| have) (?:got )?(?:it|them|that) (?:(?:written|noted|saved|stored)(?: down)? )?"
    r"(?:here )?(?:somewhere|in my|in the|on my|on a|upstairs|downstairs)"
    r"|it(?:'s| is) (?:here |around"
    r" )?(?:somewhere|in my"
    r"|in the|on my|on the|upstairs|downstairs)|where(?:'s| is| did| have) (?:i|it|my|that)"
    r"|some(?:body|one)(?:'s| is)|(?:there|they|he|she)(?:'s|'re| is| are)|the (?:door|dog"
    r"|kids?|baby|phone|doorbell|kettle)|while i|till i"
    r"|until i|my (?:wife|husband|son|daughter|kid|dog|glasses|battery|phone)"
    r"|i (?:always|keep|dropped|forgot|left|(?:just )?need (?:a|my|to))|i(?:'m| am) (?:on|in|at) "
    r"(?:a|my|the)|i(?:'m| am)(?: just)? (?:driving|walking|parking|cooking|eating|putting|opening"
    r"|outside|unlocking|crossing|boarding|holding|feeding))"
)
# "Know, thanks" is what a recogniser writes for "no, thanks".
_NO = r"(?:no|nope|nah|nay|nothing|know(?= thank))"
_ENOUGH = (
    r"(?:that(?:'s| is| was| will be|'ll be| does it)?(?: absolutely| really| just)?(?: all| it"
    r"| everything| the lot| about it)?(?: i (?:need|needed|wanted|have|had)(?: to know)?)?"
    r"|nothing(?: else| more| further)?|not (?:today|now|at the moment|right now|this time)"
    r"|i(?:'m| am) (?:good|done|fine|all set|okay|ok|all good|happy)|all (?:good|done|set)|we(?:'re"
    r"| are) (?:good|done|all set)|you(?:'ve| have) been (?:\w+ )?(?:\w+ )?(?:helpful|kind|great"
    r"|good"
    r"|wonderful|a (?:great |big )?help|lovely)|(?:thank you|thank and you|thanks|ta"
    r"|cheers)(?: (?:so much|though|anyway|all the same"
    r"|very much"
    r"|a lot|again|kindly|a bunch|for (?:your|the|all your|all the) (?:help|time)))?|bye(?:"
    r" bye)?|goodbye"
    r"|bye now|see you|take care|have a (?:good|nice|great|lovely|wonderful) (?:day|one|evening"
    r"|weekend"
    r"|afternoon|night)|for (?:now|today)|today|dear|love|then|i think|thats all)"
)
_NOTHING = (
    rf"{_NO}(?: {_NO}| {_ENOUGH})*|not (?:today|now|right now|at the moment)(?: {_ENOUGH})*"
    r"|(?:nothing(?: else| more)?|that(?:'s| is| was| will be|'ll be) (?:all|it|everything)"
    rf"|i(?:'m| am) (?:good|done|all set))(?: {_ENOUGH})*"
)
WORDS: dict[Signal, tuple[str, ...]] = {
    # "Wait, let's start over" waits for nothing.
    "restart": (
        r"(?:(?!.*\b(?:not|\w+n't|how|if|without|did you|have to)\b).+ (?=start|begin))?"
        r"(?:start|begin|do (?:this|it|that)|go)(?: (?:this|it|that|the whole thing))?(?: all)? "
        r"(?:over|again|anew|from scratch|(?:again )?from the (?:beginning|start|top))(?: again)?"
        r"(?: from the (?:beginning|start|top))?|restart(?: (?:it|this|that))?|begin anew|start"
        r" fresh"
        r"|from the (?:top|beginning)|back to square one",
    ),
    "hold": (
        rf"{_HOLD}(?: {_HOLD})*{CALLED}",
        rf"(?:{_HOLD} )*(?:let me|let's) (?:just )?{_FETCH}\b{_NO_CHANGE}.*",
        rf"(?:{_HOLD} )*(?:i(?:'ll| will| have to| need to|'ve got to)|(?:i )?(?:gotta|need to))"
        rf" (?:just )?{_FETCH}\b{_NO_CHANGE}.*",
        rf"(?:{_HOLD}{CALLED} )+{_NO_CHANGE}{_LOOKING}\b.*",
        rf"{_NO_CHANGE}{_LOOKING}\b.* {_HOLD}{CALLED}",
        rf"(?:{_HOLD} )*(?:let me|i(?:'ll| will| have to| need to| must|'ve got to"
        rf"|'m gonna))(?: just)?"
        r" ask (?:him|her|them|my \w+)(?: (?:how|what|which|when|who|if|about)\b\D*)?",
        r"i(?:'m| am)(?: just| still)? (?:looking for|getting|fetching|finding|searching for)"
        r" (?:it|my"
        r"|the|them)\b.*|it(?:'s| is) (?:in|on) (?:my|the) (?:other )?(?:room|kitchen|car|drawer"
        r"|desk|bedroom|office|hall|garage|jacket|coat)|it(?:'s| is) (?:here "
        r"|around )?(?:somewhere|in my (?:purse|wallet|bag|car"
        r"|pocket|other \w+))\b.*|where did i put .*",
    ),
    "repeat": (
        r"(?:.* )?(?:say|repeat|read|run)(?: me)?(?: all)? (?:that|it|this)(?: all)?"
        r"(?: (?:again|once more|one more time|back|to me|by me|for me))*",
        r"(?:repeat|(?:say|read)(?: me)?(?= .* (?:again|back))) (?:the|that) (?:last )?"
        r"(?:amount|sum|day|date|time|name|number|question|sentence|part|bit|details|whole thing)"
        r"(?: (?:again|once more|one more time|back|to me|for me))*",
        r"(?:.* )?(?:say (?:again|what)|come again)|once more|one more time|again",
        r"(?:pardon(?: me)?|excuse me|(?:i )?beg (?:your )?pardon|repeat(?: the question)?"
        r"|tell me again|i'm sorry|what's that|what(?: was that| now| did you say)?|eh"
        r"|(?<!uh )huh)(?: again)?",
        r"(?:i )?(?:did(?:n't| not)|could(?:n't| not)|can(?:'t|not))(?: quite| really)? (?:hear"
        r"|catch"
        r"|get|make(?: that| it)? out)(?: (?:that|you|it|what you said|a word))(?: .*)?"
        r"|i missed (?:that|it|what you said)",
        r"(?:you(?:'re| are) (?:breaking up|cutting out)|you broke up"
        r"|the connection is (?:bad|terrible)"
        r"|you cut out|speak up|louder|it(?:'s| is) (?:so |very |a"
        r" bit )?"
        r"(?:loud|noisy)(?: in)? here|the line is (?:bad|terrible))(?: .*)?",
        r"(?:(?:i(?:'m| am)|we(?:'re| are)) (?:back|here)(?: now| again)?|where were we"
        r"|(?:go ahead )?i(?:'m| am) listening(?: now| again)?)",
        # Who greets in the middle of a task is still there.
        r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day))(?: (?:hello|there|again"
        r"|by the way|to you(?: too)?|too|everyone|are you (?:still )?there|can you hear me))*",
        r"(?:what(?:'s| was| is) (?:the question|(?:the|that) (?:last|first) (?:bit|part|thing))"
        r"|what did you (?:just )?(?:ask|say|want)(?: .*)?"
        r"|(?:who|how much|when|which \w+|what \w+) did you (?:just )?say(?: .*)?)",
        r"i (?:dropped (?:the|my) phone|(?:was|got) distracted|was (?:talking|speaking) to"
        r" (?:my \w+|somebody|someone)(?: (?:here|else))?"
        r"|was(?:n't| not) (?:listening|paying attention))",
        r"how much (?:was|is) (?:it|that)(?: again)?|who (?:was|is) (?:that|it) (?:to|for)(?:"
        r" again)?",
    ),
    "slower": (r"(?:.* )?(?:slower|more slowly|slow down|too fast|too quick(?:ly)?)(?: .*)?",),
    "why": (
        r"why(?: (?:(?:do )?you (?:need|ask|want|have to know)|is (?:that|it)|does (?:that"
        r"|it))(?: .*)?"
        r"| that| (?:would|should|must) .*| do i (?:have|need) to (?:give|tell|say)(?: .*)?)?",
        r"what (?:for|do you need (?:that|it|this|them|those|these|the \w+|my \w+) for"
        r"|(?:is|'s) (?:that|it|this) for)"
        r"|what(?:'s| is) (?:that|it|this) for|how come(?: .*)?",
        r"(?:is (?:that|it|this)|are they) (?:really )?(?:necessary|needed|required)"
        r"|do you (?:really )?need (?:that|it|this)(?: .*)?|do i (?:really )?have to(?: .*)?",
        r"(?:what(?:'s| has| does)|how(?:'s| is)) (?:that|it) (?:got to do with|to do with"
        r"|have to do"
        r" with|your business|any of your business)(?: .*)?|do i need to (?:give"
        r"|tell) you (?:that|this)",
    ),
    "rephrase": (
        r"(?:what do you mean|what does (?:that|it) mean|in other words|rephrase(?: that)?)(?:"
        r" .*)?",
        r"(?:i(?:'m| am) (?:confused|lost|not following)|i do(?:n't| not) (?:understand|get|follow)"
        r"(?: the question| that| you| it)?|i(?:'m| am) not with you|explain (?:that|the"
        r" question|it)|you lost me|in plain english|what are you (?:asking|on about|talking about)"
        r"|i(?:'m| am) not sure what you(?:'re| are)? (?:asking|mean|want|need|after)"
        r"|i do(?:n't| not) know what (?:you mean|(?:that|this|it) means))"
        r"(?: .*)?",
        r"(?:put|say|ask) (?:it|that)(?: \w+)? (?:differently|another way|(?:in )?(?:other"
        r"|different|simpler|easier|plainer) (?:words|terms)|more simply)",
        r"(?:which|what) (?:\w+ )?(?:do|did|would) you (?:mean|need|want|like|require)(?: .*)?",
        r"(?:which|what) (?:one|ones|numbers?|digits?|card|account|code|bill|day|date|time|name"
        r"|email)",
        r"where (?:do|can|would|will) i (?:find|see|get) (?:that|it|them|this|those|these|the"
        r" \w+)(?: .*)?"
        r"|where (?:is|are|'s) (?:that|it|they|those|these)(?: .*)?|where's that(?: .*)?",
        r"what (?:are|were) (?:my|the) (?:options|choices)|what can i (?:say|choose|pick|do)"
        r"|what are (?:they|those)|like what|such as|for example|how do i (?:do|say|answer) that",
    ),
    "back": (
        r"(?:(?:go|get|come|jump) back|take me back|back up)(?: (?:one|a)(?: (?:step|question|bit"
        r"|little))?| to .*)?(?: (?:because |so )?i (?:need|want|have|would like) to (?:change"
        r"|correct|fix) .*)?",
        r"(?:the )?previous (?:question|one|step)|one step back"
        r"|(?:change|correct|fix) my (?:last |previous )?answer",
    ),
    "skip": (
        r"(?:skip|pass)(?: (?:that|it|this|on (?:that|it|this))(?: one| question)?)?"
        r"|next(?: (?:question|one))?|leave (?:that|it|this) (?:out|blank|open|empty)",
        r"i(?:'d| would) (?:rather|prefer) not(?: to)?(?: (?:say|tell|give|answer))?(?: .*)?"
        r"|i(?:'m| am) not (?:telling|giving|saying)(?: .*)?|none of your business",
    ),
    "unsure": (
        r"(?:i )?(?:really |honestly )*(?:do(?:n't| not)|did(?:n't| not)) (?:really |actually "
        r"|quite )*"
        r"(?:know|remember|recall)(?: (?:that|it|them|yet|right now|off (?:the top of )?my head"
        r"|exactly"
        r"|by heart|which|what|when|how much|the \w+))?",
        r"(?:i(?:'ve| have) )?(?:got )?no (?:idea|clue)|dunno|(?:i(?:'m| am) )?(?:really )?not sure"
        r"(?: (?:yet|about that|really))?|i ca(?:n't|nnot) (?:remember|recall|say|tell)(?: .*)?"
        r"|i(?:'ve| have)? forg[eo]t(?:ten)?(?: (?:that|it|the \w+))?|who knows|good question",
    ),
    "change": (
        r"(?:change|correct|fix|edit|adjust|alter|amend|update) (?:that|it|this|something|the|what"
        r"|who|when|how)(?: (?!to\b)[\w']+){0,4}",
        r".*\b(?:except|apart from|other than|but not|all but)(?: for)? (?:the |my |that )?\w+",
        r"(?:a |an |some )?(?:different|another|the other) (?:amount|sum|day|date|time|person"
        r"|name|payee"
        r"|number|bill|account|email|address)(?: please)?",
    ),
    "undo": (
        r"(?:.* )?(?<!if i )(?<!how to )(?<!to )(?<!don't )(?<!how do i )(?<!why )(?<!not"
        r" )(?<!did you )"
        r"(?:undo|reverse|revert|cancel|stop|retract|scrap|scratch|call off)"
        r" (?:that|it|this|the last one)"
        r"(?: (?:again|for me|right away|immediately|now|transfer|payment|order|one|then))*",
        r"(?:forget(?: about)?|drop|scrap|scratch|cancel|ditch|kill|undo|call off)"
        r" (?:the (?:whole )?(?:thing|lot|order)|everything|all of (?:it|that)|it all)(?: off)?"
        r"(?: (?:after all|then|again|now))*",
        # The second is what a recogniser writes for "undo that".
        r"undo|(?:and|oh i|i) do (?:that|it)|(?:.* )?(?<!not )(?<!did you )(?<!did they )"
        r"take (?:that|it) back(?: again| now| for me)*"
        r"|call (?:that|it) off(?: again| now| for me)*"
        r"|put (?:that|it) back(?: .*)?",
        r"i (?:did(?:n't| not) (?:want|mean)(?: for)?(?: (?:that|it|this|to))?(?: .*)?"
        r"|(?:have |'ve )?changed? my mind(?: .*)?)|i've changed my mind(?: .*)?",
        r"(?:never mind )?i do(?:n't| not) want (?:that|it|this|to do (?:that|it|this))(?: .*)?",
        r"(?:that|it|this)(?:'s| is| was) (?:(?:all )?wrong|(?:a|my) mistake|not what i"
        r" (?:wanted|said"
        r"|meant|asked for)|the wrong \w+|not right)(?: .*)?",
        r"(?:that|it|this) (?:was meant to|was supposed to|should(?:'ve| have)?) (?:have )?(?:be"
        r"|been|go"
        r"|gone|go to)\b.*",
        r"(?:i (?:gave you|said|named|picked|told you|chose) )?(?:the )?wrong (?:amount|sum|day"
        r"|date|time|person|one|guy|card|account|name|number|payee|bill)(?: (?:i|it|not|the)(?:"
        r" .*)?)?|i(?:'ve| have)? made a mistake(?: .*)?|my mistake(?: .*)?",
        r"i meant (?:to say )?(?!what|how|when|where|why|who|is |are |can |do ).*|it"
        r" should(?:'ve| have) been .*",
    ),
    "nothing": (_NOTHING,),
    "keep": (
        r"(?:(?:nothing(?: at all)?|no|sorry|oh|i think) )*(?:(?:it|that|this|everything|all of"
        r" it)(?:'s| is| was| looks)"
        r"(?: all| actually| just)? (?:right|fine|good|correct|ok|okay|perfect|as it should be)"
        r"|leave (?:it|that|everything) (?:as it is|as is|like that)|keep (?:it|that)(?: .*)?"
        r"|(?:do(?:n't| not)|never) (?:cancel|stop|change|drop|delete) (?:it|that|this|anything|the"
        r" \w+)(?: (?:keep|leave|do|send|book|pay) (?:it|that)(?: in)?)?"
        r"|no changes?|nothing (?:needs (?:to change|changing)|to change|is wrong))(?: after all)?"
        r"(?: (?:thank you|thanks|sorry))*",
    ),
    "small_talk": (
        r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)) )*(?:and )?how (?:are|have)"
        r" (?:you|things"
        r"|ya)(?: (?:doing|been|keeping|feeling))?(?: (?:today|there|this (?:morning|afternoon"
        r"|evening"
        r"|fine \w+)|tonight|these days|lately|all right))*|how(?:'s| is) (?:it going|your"
        r" day(?: going)?"
        r"|everything|life|things)(?: (?:today|so far|there))*|how do you do|what's up|you"
        r" (?:okay|all "
        r"right)|(?:are )?you having a (?:good|nice) (?:day|one)|how was your (?:\w+ )?(?:day"
        r"|weekend"
        r"|evening|holiday|thanksgiving)",
    ),
    "acknowledge": (
        r"(?:okay|okey dokey|ok|alright|all right|right|sure|fine|good|great|perfect|i see|got it"
        r"|gotcha|uh huh|mhm|mm+(?: ?h+m+)?|aha|ah|oh|cool|nice|wonderful|excellent|understood"
        r"|so|then"
        r"|now|there|lovely|brilliant|awesome|super|very well|fair enough|makes? sense|good to know"
        r"|that makes? sense|i understand|that's (?:good|great|fine|nice|okay|ok|cool)(?: to"
        r" know)?|well"
        r"|wow|interesting|really|no problem|no worries|phew|that's a relief|really good|very"
        r" good| )+",
        # A cough, and what is said about it.
        r"(?:(?:ahem|achoo|cough|sorry|excuse me|pardon me|oh|my|about that|uh|um) ?)*"
        r"(?:ahem|achoo|i(?:'ve| have|'ve got| have got| got) (?:a|this) (?:\w+ ){0,2}"
        r"(?:cold|cough|throat)|(?:i )?(?:just )?(?:had|have|needed) to (?:cough|sneeze)"
        r"|frog in my throat|(?:i )?(?:just )?sneezed)(?: (?:sorry|excuse me|today|about that))*",
    ),
}
