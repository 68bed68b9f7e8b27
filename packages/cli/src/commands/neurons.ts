import type { CommandAdder } from '../command.ts';
import { addCompareCommand } from './neurons-compare.ts';
import { addRankCommand } from './neurons-rank.ts';
import { addSuppressCommand } from './neurons-suppress.ts';

export function addNeuronsCommands({ group }: CommandAdder): void {
  group('neurons', 'find, suppress and compare skill neurons', (neurons) => {
    addRankCommand(neurons);
    addSuppressCommand(neurons);
    addCompareCommand(neurons);
  });
}
