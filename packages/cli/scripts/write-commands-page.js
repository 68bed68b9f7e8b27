import { writeFileSync } from 'node:fs';
import { commandsPage } from '../dist/commands-page.js';

writeFileSync(new URL('../../../docs/commands.md', import.meta.url), commandsPage());
