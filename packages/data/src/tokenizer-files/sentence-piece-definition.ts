import { readFile } from 'node:fs/promises';
import { PbfReader } from 'pbf';
import { addedTokens } from './added-tokens.ts';
import { checkSize, invalidTokenizer, type JsonObject } from './json-object.ts';

/** What of a SentencePiece model its tokens need; field numbers of sentencepiece_model.proto. */
interface SentencePieceModel {
  pieces: { piece: string; score: number; type: number }[];
  /** 1 is unigram, the only kind read here. */
  modelType: number;
  unknownId: number;
  charsmap: Uint8Array;
}

const unigram = 1;
const pieceTypes = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 };

/**
 * A T5 tokenizer of its spiece.model, as transformers makes it: the pieces, and behind them the sentinels <extra_id_99> ...
 * <extra_id_0> (as many as the configuration's `extra_ids`, else 100).
 *
 * @throws TOKENIZER_INVALID
 */
export async function sentencePieceDefinition(path: string, configuration: JsonObject): Promise<JsonObject> {
  await checkSize(path);
  const { pieces, modelType, unknownId, charsmap } = parse(await readFile(path), path);
  if (modelType !== unigram) throw invalidTokenizer(path, 'it is no unigram model; only those (T5) are read, for any other save tokenizer.json');
  if (pieces.length === 0 || unknownId >= pieces.length) throw invalidTokenizer(path, 'it has no pieces, or not the unknown one');
  if (pieces.some(({ type }) => type === pieceTypes.byte || type === pieceTypes.userDefined)) throw invalidTokenizer(path, 'it has byte or user-defined pieces, which are not read; save tokenizer.json');
  const sentinels = extraTokens(configuration);
  const vocab = [...pieces.map(({ piece, score }): [string, number] => [piece, score]), ...sentinels.map((token): [string, number] => [token, 0])];
  const ids = new Map(vocab.map(([token], id) => [token, id]));
  const controls = pieces.flatMap(({ piece, type }) => (type === pieceTypes.control || type === pieceTypes.unknown ? [piece] : []));
  return {
    added_tokens: addedTokens([...controls, ...sentinels], (token) => ids.get(token), (token) => sentinels.includes(token), (token) => sentinels.includes(token)),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Precompiled', precompiled_charsmap: Buffer.from(charsmap).toString('base64') },
        { type: 'Strip', strip_left: false, strip_right: true },
        { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '\u2581' },
      ],
    },
    pre_tokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true },
    post_processor: null,
    decoder: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true },
    model: { type: 'Unigram', unk_id: unknownId, vocab, byte_fallback: false },
  };
}

function parse(bytes: Uint8Array, path: string): SentencePieceModel {
  const model: SentencePieceModel = { pieces: [], modelType: unigram, unknownId: 0, charsmap: new Uint8Array() };
  try {
    new PbfReader(bytes).readFields((field, into, reader) => {
      if (field === 1) into.pieces.push(reader.readMessage(readPiece, { piece: '', score: 0, type: pieceTypes.normal }));
      if (field === 2) reader.readMessage(readTrainer, into);
      if (field === 3) reader.readMessage(readNormalizer, into);
    }, model);
  } catch (cause) {
    throw invalidTokenizer(path, `it is not a SentencePiece model: ${(cause as Error).message}`, cause);
  }
  return model;
}

function readPiece(field: number, piece: SentencePieceModel['pieces'][number], reader: PbfReader): void {
  if (field === 1) piece.piece = reader.readString();
  if (field === 2) piece.score = reader.readFloat();
  if (field === 3) piece.type = reader.readVarint();
}

function readTrainer(field: number, model: SentencePieceModel, reader: PbfReader): void {
  if (field === 3) model.modelType = reader.readVarint();
  if (field === 40) model.unknownId = reader.readVarint();
}

function readNormalizer(field: number, model: SentencePieceModel, reader: PbfReader): void {
  if (field === 2) model.charsmap = reader.readBytes();
}

function extraTokens(configuration: JsonObject): string[] {
  const { extra_ids: extra } = configuration;
  const count = typeof extra === 'number' && Number.isInteger(extra) && extra >= 0 && extra <= 10_000 ? extra : 100;
  return Array.from({ length: count }, (_, i) => `<extra_id_${count - 1 - i}>`);
}
