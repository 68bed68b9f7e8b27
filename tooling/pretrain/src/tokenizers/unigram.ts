import { countWords } from './count-words.ts';
import { learnMerges } from './learn-merges.ts';
import { bestSegmentation } from './segment.ts';
import type { TokenizerFiles } from './tokenizer-files.ts';

const leading = ['<pad>', '</s>', '<unk>'];
const sentinels = 16;
const unknownScore = 0;
/** Pieces that never win a segmentation keep the score of one that is seen half a time. */
const smoothing = 0.5;
const rounds = 2;
/** Letters that misspelt and foreign words may need, whether or not the corpus has them. */
const printable = Array.from({ length: 0x7e - 0x20 }, (_, i) => String.fromCodePoint(0x21 + i));

/**
 * Trains a tokenizer in the layout of T5's: a unigram model over pieces whose words start with U+2581, `<pad> </s>
 * <unk>` first and `<extra_id_N>` last. Candidate pieces come from byte-pair merges over characters; their scores are
 * the logarithms of their frequencies in the best segmentation, re-estimated (Kudo 2018, with Viterbi counts).
 */
export function trainUnigram(texts: Iterable<string>, vocabularySize: number): TokenizerFiles {
  const counts = countWords(texts, (text) => text.split(/\s+/).filter((word) => word !== '').map((word) => `\u2581${word}`));
  const characters = [...new Set([...printable, '\u2581', ...[...counts.keys()].flatMap((word) => [...word])])].sort();
  const room = vocabularySize - leading.length - characters.length - sentinels;
  const merged = learnMerges(counts, room).map(([left, right]) => left + right);
  const scores = estimateScores([...new Set([...characters, ...merged])], counts);
  const extra = Array.from({ length: sentinels }, (_, i) => `<extra_id_${sentinels - 1 - i}>`);
  const vocabulary = [
    ...leading.map((token): [string, number] => [token, unknownScore]),
    ...[...scores].sort(([one, a], [two, b]) => b - a || (one < two ? -1 : 1)),
    ...extra.map((token): [string, number] => [token, unknownScore]),
  ];
  const special = vocabulary.flatMap(([content], id) => (leading.includes(content) || extra.includes(content) ? [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }] : []));
  return {
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: special,
      normalizer: null,
      pre_tokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true, add_prefix_space: true },
      post_processor: {
        type: 'TemplateProcessing',
        single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
        pair: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
        special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } },
      },
      decoder: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true, add_prefix_space: true },
      model: { type: 'Unigram', unk_id: 2, vocab: vocabulary, byte_fallback: false },
    },
    configuration: {
      tokenizer_class: 'T5Tokenizer',
      eos_token: '</s>',
      pad_token: '<pad>',
      unk_token: '<unk>',
      extra_ids: sentinels,
      additional_special_tokens: [...extra].reverse(),
      model_max_length: 128,
    },
    vocabularySize: vocabulary.length,
  };
}

function estimateScores(pieces: readonly string[], counts: ReadonlyMap<string, number>): Map<string, number> {
  // Longer pieces first: every piece starts equal, so the fewest pieces win.
  let scores = new Map(pieces.map((piece) => [piece, -10]));
  for (let round = 0; round < rounds; round++) {
    const frequencies = new Map(pieces.map((piece) => [piece, smoothing]));
    for (const [word, count] of counts) {
      for (const piece of bestSegmentation(word, scores)) frequencies.set(piece, frequencies.get(piece)! + count);
    }
    const total = [...frequencies.values()].reduce((sum, frequency) => sum + frequency, 0);
    // Five decimals are exact enough and keep the file the same on every machine.
    scores = new Map([...frequencies].map(([piece, frequency]) => [piece, Math.round(Math.log(frequency / total) * 1e5) / 1e5]));
  }
  return scores;
}
