"""Who states a figure: one sentence a way of saying so."""

from __future__ import annotations

import pytest

from ledger.article.scan import OFFER, scan_text

#: A sentence, and who states its figures, by a part of the name; nobody where the list is empty.
SENTENCES: list[tuple[str, list[str]]] = [
    ("The minister, Ann Lee, left. Bo Day grows figs. “I have 50 trees,” she says.", ["Bo Day"]),
    ("Ministers want 600,000 homes a year; last year 55,000 were built.", ["Ministers"]),
    ("The start-up says it will raise £300m.", ["start-up"]),
    (
        "Ann Lee, who drew maps, died on Good Friday. By her own reckoning she walked 31,000 miles.",
        ["Ann Lee"],
    ),
    ("That would cost £300m, by her estimate.", []),
    ("A survey by Which? found that 40% of people were unhappy.", ["Which?"]),
    ("The UN Office on Drugs and Crime says 30 tonnes pass.", ["UN Office on Drugs and Crime"]),
    ("It cost 300 euros, writes Ann Lee. My own shed cost 289 euros.", ["Ann Lee"]),
    ("The liquidator had found just €212 in the bank.", ["liquidator"]),
    ("Previous estimates had put it at 40%.", ["estimates"]),
    ("In Punjab the water table falls by half a metre a year.", []),
    ("A survey commissioned by the party found that 61% were afraid.", ["survey"]),
    ("A survey by Ipsos, commissioned by the party, found that 61% were afraid.", ["Ipsos"]),
    ("“You promised 40 buses,” Ann Lee said.", ["Ann Lee"]),
    ("VERDICT: False. The post was shared 3,400 times.", []),
    ("The IMF now expects growth of 3.2% this year.", ["IMF"]),
    ("Analysts had predicted 4%.", ["Analysts"]),
    ("“It cost us 40 jobs,” Mr Smith told the BBC.", ["Smith"]),
    ("“It cost us 40 jobs.” Smith said he was angry.", ["Smith"]),
    ("In a statement, the company said it had lost 300 customers.", ["company"]),
    ("The number of deaths rose to 45, the health ministry announced on Tuesday.", ["health ministry"]),
    ("Health officials reported 300 new cases.", ["Health officials"]),
    (
        "Leeds City Council will cut posts. The council employs 300 people, its report says.",
        ["Leeds City Council"],
    ),
    ("Acme Corp lost money. The company's annual report says it has 300 staff.", ["Acme Corp"]),
    ("Data published by Eurostat on Friday showed inflation at 2.4%.", ["Eurostat"]),
    ("Eurostat data released Friday put inflation at 2.4%.", ["Eurostat"]),
    ("A spokesman for the mayor said 40 people attended.", ["mayor"]),
    ("Some 40 people attended, a police spokesman said.", ["police spokesman"]),
    ("The UN's World Food Programme warned that 5 million people face hunger.", ["World Food Programme"]),
    ("Campaigners claim 300 trees were felled.", ["Campaigners"]),
    ("NASA scientists estimate the rock weighs 40 tonnes.", ["NASA scientists"]),
    ("Ann Lee, an economist at Citi, put the cost at $4bn.", ["Ann Lee"]),
    ("Ann Lee of Citi expects 5%.", ["Ann Lee"]),
    ("The bank, which has 300 branches, said profits fell 5%.", ["bank"]),
    ("Forty people died, the Interfax news agency reported.", ["Interfax"]),
    ("The Health Ministry in Gaza says 40 people were killed.", ["Health Ministry"]),
    ("Israel's army said it struck 300 targets.", ["army"]),
    ("The EU agency Frontex detected 380,000 crossings.", ["Frontex"]),
    ("Last year it detected 300 crossings, Frontex said.", ["Frontex"]),
    ("The institute forecast a deficit of 3%.", ["institute"]),
    ("A poll by Ipsos for the Times found 40% in favour.", ["Ipsos"]),
    ("Of those polled, 40% were in favour.", []),
    ("Researchers led by Ann Lee found 40 genes.", ["Researchers"]),
    ("The minister's office confirmed 12 deaths.", ["minister's office"]),
    ("The firm's accounts show a loss of £3m.", ["firm"]),
    ("Amazon, Google and Meta together announced 40,000 layoffs.", ["Amazon", "Google", "Meta"]),
    ("Prosecutors allege he stole $4m.", ["Prosecutors"]),
    ("He stole $4m, prosecutors allege.", ["prosecutors"]),
    ("He stole $4m, according to the indictment.", ["indictment"]),
    ("The court heard he stole $4m.", []),
    ("The Guardian revealed that 40 ministers knew.", ["Guardian"]),
    ("Officials at the ministry say 40 schools are closed.", ["Officials"]),
    ("The mayor, Ann Lee, said 40 schools are closed.", ["Ann Lee"]),
    ("Ann Lee, the mayor, said 40 schools are closed.", ["Ann Lee"]),
    ("Mayor Ann Lee said 40 schools are closed.", ["Ann Lee"]),
    ("It is the fourth fire in 12 months, the paper said, and cost £4m.", ["paper"]),
    ("Police believe 40 people were on board.", ["Police"]),
    ("There is a shortfall of $4bn, as the Budget Office puts it.", ["Budget Office"]),
    ("Staff treat 80 children a day, according to the clinic's doctor, Grace Akiru.", ["Grace Akiru"]),
    ("Fees are now worth £6,000 by the Russell Group's reckoning.", ["Russell Group"]),
    ("The University and College Union said 58 jobs would go.", ["University and College Union"]),
    ("Avanti, which had promised better, scrapped 31 trains.", []),
    ("Deficits are expected, according to the Office for Students, and 50 providers face closure.", []),
    ("Ministers lied, claims Equity, whose members number 47,000.", []),
    ("The bishop, Alan Crewe, demurred: “My cathedral drew 9,000 people.”", ["Alan Crewe"]),
    ("It was off course by 450 km, according to the site Flightradar24.", ["Flightradar24"]),
    ("Rents rose 5%, Daft.ie's latest report shows.", ["Daft.ie"]),
    ("She published 214 papers.", []),
    ("Customs and Border Protection seized 300 pounds, it told us.", ["Customs and Border Protection"]),
    ("Despite Mr Trump's claims that he is worth $10 billion, few agree.", ["Trump"]),
    ("Forbes disagrees: Hurun lists Mr. Lee's wealth at $6.5 billion.", ["Hurun"]),
    ("Wednesday's Quinnipiac poll has the senator leading by six points.", ["Quinnipiac"]),
    ("The tentative deal, announced Friday, would cost $40m.", []),
    ("It was sold at an estimated loss of $473 million.", []),
    ("The plan costs $350 billion based on enrolment.", []),
    ("The employee of nearly four years said she became ill.", []),
    ("Kim Jong-un, its leader, wants 7% growth.", ["Kim Jong-un"]),
    ("Unite wants talks; the leader, John Cotton, disputes that and says 17 people lose.", ["John Cotton"]),
    ("It set aside £1.6bn, against the £1.1bn that the City had been expecting.", ["City"]),
    ("Spain's weather service, Aemet, recorded 46 degrees.", ["Aemet"]),
    ("The talks failed, the State Department announced, adding that it owed $1.5bn.", ["State Department"]),
    ("It fell short of the 5% sought by the Police Federation.", ["Police Federation"]),
    ("The index fell 3% to 4,500.", []),
    ("More than 300 homes burned.", []),
    ("Tesla delivered 400,000 cars.", []),
    ("The government plans to build 300,000 homes.", []),
    ("The government said it plans to build 300,000 homes.", ["government"]),
]


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_who_states_it(text: str, wanted: list[str]) -> None:
    offered = [figure for figure in scan_text(text).figures if figure.figure_confidence >= OFFER]
    assert offered
    names = [party.name.lower() for figure in offered for party in figure.parties]
    assert len(names) == len(wanted)
    assert all(any(name.lower() in given for given in names) for name in wanted), names
