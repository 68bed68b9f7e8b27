/**
 * English function words: articles, pronouns, prepositions, conjunctions, auxiliaries, and every word of negation, since a
 * text that loses its "not" is no longer the same text. Also the pieces into which treebanks and tokenizers cut contractions (n't, s, ll, don).
 */
const stopWords = new Set(
  `a an the this that these those some any each every either neither no none not never nor n't nothing nobody nowhere hardly barely scarcely
  without i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
  itself they them their theirs themselves who whom whose which what where when why how there here
  about above across after against along among around as at before behind below beneath beside between beyond by despite down during
  except for from in inside into like near of off on onto out outside over past per since than through throughout till to toward towards
  under underneath until up upon versus via with within
  and but or so yet if unless while whereas although though because whether
  am is are was were be been being do does did doing done have has had having can could may might must shall should will would ought
  cannot can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mightn't mustn't needn't shan't shouldn't wasn't weren't won't
  wouldn't ain't aren't it's that's what's there's he's she's let's i'm you're we're they're i've you've we've they've i'd you'd he'd
  she'd we'd they'd i'll you'll he'll she'll we'll they'll
  s t ll re ve d m ca wo sha ai don didn doesn isn wasn couldn wouldn shouldn aren weren hasn hadn ain mustn needn both few more most other such only own same too very just also now then once again further all many much`.split(/\s+/),
);

/** Whether a word carries little meaning by itself; capitals do not matter. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word.toLowerCase().replaceAll('’', "'"));
}
