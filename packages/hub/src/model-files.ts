import { SkillNeuronsError } from '@skill-neurons/core';
import type { FileChoice } from './types.ts';

const small = ['config.json', 'tokenizer_config.json', 'special_tokens_map.json', 'added_tokens.json'];
/** In order of preference; the first whose files are all there is taken. */
const tokenizers = [['tokenizer.json'], ['vocab.json', 'merges.txt'], ['spiece.model'], ['sentencepiece.bpe.model'], ['vocab.txt']];
const weights = [
  { single: 'model.safetensors', index: 'model.safetensors.index.json', shard: /^model-\d{5}-of-(\d{5})\.safetensors$/ },
  { single: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json', shard: /^pytorch_model-\d{5}-of-(\d{5})\.bin$/ },
];

/**
 * The files of a repository that running a model needs: configuration, tokenizer and one form of the weights, safetensors
 * before pickled ones. Weights for other frameworks and duplicates are left out.
 */
export function modelFiles(repo: string): FileChoice {
  return (paths) => {
    const there = new Set(paths);
    const missing = (what: string, hint: string) => new SkillNeuronsError({ code: 'HUB_NOT_A_MODEL', message: `the repository has no ${what}`, where: repo, hint });
    if (!there.has('config.json')) throw missing('config.json', 'name the repository of a RoBERTa, BERT or T5 checkpoint; an adapter or a data set is none');
    const tokenizer = tokenizers.find((files) => files.every((file) => there.has(file)));
    if (tokenizer === undefined) throw missing('tokenizer (tokenizer.json, vocab.json with merges.txt, spiece.model or vocab.txt)', 'save the model with its tokenizer, or name the repository that has both');
    const chosenWeights = chooseWeights(paths);
    if (chosenWeights === undefined) throw missing('weights (model.safetensors or pytorch_model.bin, whole or in shards)', 'weights of other frameworks are not read; convert them with transformers in Python');
    return [...small.filter((file) => there.has(file)), ...tokenizer, ...chosenWeights];
  };
}

function chooseWeights(paths: readonly string[]): string[] | undefined {
  for (const { single, index, shard } of weights) {
    if (paths.includes(single)) return [single];
    const shards = paths.filter((path) => shard.test(path));
    const count = Number(shard.exec(shards[0] ?? '')?.[1]);
    if (paths.includes(index) && shards.length === count) return [index, ...shards];
  }
  return undefined;
}
