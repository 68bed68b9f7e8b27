import type { CommandAdder } from '../command.ts';
import { addCompareCommand } from './neurons-compare.ts';
import { addLayersCommand } from './neurons-layers.ts';
import { addLinkCommand } from './neurons-link.ts';
import { addNullCommand } from './neurons-null.ts';
import { addPruneCommand } from './neurons-prune.ts';
import { addRankCommand } from './neurons-rank.ts';
import { addRetainedCommand } from './neurons-retained.ts';
import { addSpecificityCommand } from './neurons-specificity.ts';
import { addSuppressCommand } from './neurons-suppress.ts';

export function addNeuronsCommands({ group }: CommandAdder): void {
  group('neurons', 'find, test, suppress, compare and keep skill neurons', (neurons) => {
    addRankCommand(neurons);
    addNullCommand(neurons);
    addSuppressCommand(neurons);
    addCompareCommand(neurons);
    addLayersCommand(neurons);
    addSpecificityCommand(neurons);
    addRetainedCommand(neurons);
    addLinkCommand(neurons);
    addPruneCommand(neurons);
  });
}
