"""Words so common in calls that a recogniser that writes one is most likely right."""

from __future__ import annotations

from voice_agent.text.word_lists import word_set

# Never one half of a misheard phrase: "so milk" is not soy milk.
FUNCTION_WORDS = word_set(
    """
    a an the and or but so if then than that this these those there here it its it's is isn't
    was were be been being am are aren't do does did don't doesn't didn't have has had haven't
    will would won't can could can't should may might must shall not no yes yeah to too of in
    on at by for from with without into over under up down out off as i i'm i'd i'll i've me my
    mine you your you're he him his she her we us our they them their who whose what what's
    which where when why how how's all any some both each few more most much many other another
    such only own same just also very now again once ever never always let let's get got give
    go going make made want need like please thanks thank okay ok well oh uh let's say said see
    saw about after before because while until yet still even else hello hi hey sorry sure
    right
    """
)
# Never a misheard single word either.
COMMON_WORDS = FUNCTION_WORDS | word_set(
    """
    able account across add address agent ago ahead almost alone along already although america
    american amount answer anyone anything app apply around ask asked available away back bad
    bag balance bank base basic been began begin behind believe best better between big bill
    bit block body book bought box boy break bring brother brought build business buy call
    called calling came car card care carry case cash cat catch caught cause cent chance change
    charge check cheque child city class clear close cold come company complete contact cool
    copy correct cost count country couple course cover current currently customer cut daily
    date daughter day dead deal debt december delay did die different dinner direct dollar done
    door double early easy eat eight either email end enough enter entire evening every
    everyone everything exactly example except expect expensive explain express extra eye face
    fact family far fast father fee feel fees felt fifty fill final find fine finish first five
    fix floor follow food foot forget forgot form found four free friday friend front full fund
    gave general gone good great group grow guess half hand happen happened happy hard head
    hear heard heart held help here's high hold home hope hot hour house hundred idea important
    inside instead issue job june july keep kept kid kind knew know lady large last late later
    latest laugh lead learn least leave left less letter level life light line list listen
    little live load loan local lock long look looking lose loss lost lot love low lunch
    machine mail main male man manage manager matter maybe mean media meet member men message
    mess might mind minute miss mock moment monday money month morning mother mouth move movie
    moving much music name near nearly next nice night nine none normal north note nothing
    notice november number october offer office often old one open order original outside own
    page paid pain paper part party pass past pay payment peace pen people percent perfect
    perhaps person phone pick picture piece place plan play point pool poor post power present
    press pretty price print private problem process product profile promise proper public pull
    push put question quick quickly quiet quite rate rather reach read ready real really reason
    receive record red refund regular relate remember report rest result return road room rose
    round rule run sad safe sale saturday save school second seem seen send sent service set
    seven several shop short show side sign simple since single sir sister sit site situation
    six sleep slow small soil some someone something sometimes son song soon sort sound south
    speak special spell spend spent spoke staff stand start state stay step stock stop store
    story street strong stuff suit sunday support suppose system table take taken talk talking
    tell ten test text thing think third thought thousand three through thursday ticket tie
    time tired today together told tomorrow tonight took top total touch town train transfer
    travel trip trouble true trust try trying tuesday turn twelve twenty two type understand
    use used usual usually visit voice wait waiting walk war was water way wear weather website
    wednesday week weekend went whole wife wind window wish woman word work working world worry
    worse worst worth write wrong wrote year yesterday young zero
    """
)
