import { findDataFiles, surveyColumns } from '@skill-neurons/data';
import type { CommandEnvironment } from '../command.ts';
import type { InspectDataOptions } from '../commands/data.ts';
import { textTable } from '../text-table.ts';
import { openDataSource } from './data-source.ts';

const shownCharacters = 60;

/** The splits of a data set with their files, and its columns with the values of the first row. */
export async function inspectData({ dataset, config, select = [] }: InspectDataOptions, environment: CommandEnvironment): Promise<undefined> {
  const data = await openDataSource(dataset, environment);
  const { format, splits } = findDataFiles(data.paths, config);
  const [first] = Object.values(splits);
  const columns = await surveyColumns({ root: await data.open(first!), files: first!, format, select, signal: environment.signal });
  const facts = { source: dataset, ...(data.hub === undefined ? {} : { hub: data.hub }), format, splits, columns: columns.map(({ name, sample }) => ({ name, ...(sample === undefined ? { nested: true } : { sample }) })) };
  const shown = (sample: string | null | undefined) => (sample === undefined ? '(a list or an object)' : sample === null ? '(null)' : sample.slice(0, shownCharacters));
  const tables = [
    textTable(['split', `files (${format})`], Object.entries(splits).map(([split, files]) => [split, files.join(', ')])),
    textTable(['column', 'first value'], columns.map(({ name, sample }) => [name, shown(sample)])),
  ];
  environment.terminal.result(facts, `${data.hub === undefined ? dataset : `${data.hub.id} at commit ${data.hub.revision}`}\n${tables.join('\n')}\nskill-neurons tasks new ${dataset} --text-column ... --label-column ... writes a task file`);
}
