import type { CommandAdder } from './command.ts';
import { addAdvGlueCommands } from './commands/advglue.ts';
import { addAttackCommands } from './commands/attack.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addDataCommands } from './commands/data.ts';
import { addDefenceCommands } from './commands/defence.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addModelsCommands } from './commands/models.ts';
import { addNeuronsCommands } from './commands/neurons.ts';
import { addOpenCommand } from './commands/open.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addPromptsCommands } from './commands/prompts.ts';
import { addReportCommand } from './commands/report.ts';
import { addRunCommand } from './commands/run.ts';
import { addRunsCommands } from './commands/runs.ts';
import { addStoreCommands } from './commands/store.ts';
import { addTasksCommands } from './commands/tasks.ts';
import { addTransferCommand } from './commands/transfer.ts';
import { addTuneCommand } from './commands/tune.ts';

/** Every command, in the order of `--help`. */
export const allCommands: readonly ((adder: CommandAdder) => void)[] = [
  addDemoCommand, addRunCommand, addPlanCommand, addRunsCommands, addReportCommand,
  addOpenCommand, addCompareCommand, addTuneCommand, addEvaluateCommand, addTransferCommand,
  addAdvGlueCommands, addAttackCommands, addDefenceCommands, addPromptsCommands, addNeuronsCommands,
  addTasksCommands, addModelsCommands, addDataCommands, addStoreCommands, addDoctorCommand,
];

/** Of the command that yargs itself adds. */
export const completionText = 'a script for bash or zsh that completes commands and options: skill-neurons completion >> ~/.bashrc';
