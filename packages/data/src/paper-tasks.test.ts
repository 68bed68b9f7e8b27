import { listTasks } from './list-tasks.ts';
import { paperTasks } from './shared.test.helper.ts';
test('x', async () => { const l = await listTasks([paperTasks]); console.log(l.map(t => t.name + ' ' + (t.error?.oneLine ?? 'ok')).join('\n')); });
