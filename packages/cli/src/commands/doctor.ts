import { probeBackends } from '@skill-neurons/runtime';
import type { CommandAdder } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { textTable } from '../text-table.ts';

export function addDoctorCommand(commands: CommandAdder): void {
  commands.add(
    'doctor',
    'which backends this machine can use, and why not the others',
    (yargs) => yargs.example('$0 doctor', 'exit code 3 when none works'),
    async (_, { terminal }) => {
      const backends = await probeBackends();
      const table = textTable(['backend', 'usable', 'detail'], backends.map(({ name, usable, reason, detail }) => [name, usable ? 'yes' : 'no', (usable ? detail : reason) ?? '']));
      const chosen = backends.find(({ usable }) => usable)?.name ?? 'none';
      terminal.result({ node: process.versions.node, platform: `${process.platform} ${process.arch}`, chosen, backends }, `Node ${process.versions.node} on ${process.platform} ${process.arch}; --backend auto uses ${chosen}\n${table}`);
      return chosen === 'none' ? exitCodes.environment : exitCodes.done;
    },
  );
}
