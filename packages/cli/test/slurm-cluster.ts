import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Why no cluster can be started here, or null. */
export function noSlurmReason(): string | null {
  if (process.platform !== 'linux') return 'Slurm runs on Linux only';
  if (process.getuid?.() !== 0) return 'a cluster of its own needs root';
  for (const program of ['munged', 'slurmctld', 'slurmd', 'sbatch', 'setpriv']) {
    try {
      execFileSync('which', [program], { stdio: 'ignore' });
    } catch {
      return `${program} is not installed (apt-get install slurm-wlm munge util-linux)`;
    }
  }
  return null;
}

/** A Slurm cluster of two nodes on this machine: real daemons, without systemd, cgroups and slurmdbd. Jobs in `urgent` take the nodes of those in `main`. */
export interface SlurmCluster {
  /** What its programs need in their environment. */
  env: Record<string, string>;
  folder: string;
  /** Ends a node as a power cut does: its daemon and all that runs under it. */
  killNode(name: 'n1' | 'n2'): void;
  startNode(name: 'n1' | 'n2'): void;
  killController(): void;
  startController(): void;
  stop(): Promise<void>;
}

export async function startSlurmCluster(): Promise<SlurmCluster> {
  // Short: a socket's path has 107 characters at most.
  const folder = mkdtempSync(join(tmpdir(), 'sl-'));
  const at = (name: string) => join(folder, name);
  const [controllerPort, n1, n2] = await freePorts(3);
  for (const name of ['state', 'spool.n1', 'spool.n2']) mkdirSync(at(name));
  writeFileSync(at('munge.key'), randomBytes(128), { mode: 0o400 });
  const host = hostname().split('.')[0];
  writeFileSync(
    at('slurm.conf'),
    `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controllerPort}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${at('munge.socket')},cred_expire=5
StateSaveLocation=${at('state')}
SlurmdSpoolDir=${folder}/spool.%n
SlurmctldPidFile=${at('slurmctld.pid')}
SlurmdPidFile=${folder}/slurmd.%n.pid
SlurmctldLogFile=${at('slurmctld.log')}
SlurmdLogFile=${folder}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MailProg=/bin/true
MinJobAge=600
ReturnToService=2
SlurmdTimeout=5
KillWait=5
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName=n1 NodeHostname=${host} NodeAddr=127.0.0.1 Port=${n1} CPUs=1 RealMemory=1500
NodeName=n2 NodeHostname=${host} NodeAddr=127.0.0.1 Port=${n2} CPUs=1 RealMemory=1500
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=main Nodes=n1,n2 Default=YES DefMemPerCPU=700 MaxTime=INFINITE State=UP
PartitionName=urgent Nodes=n1,n2 DefMemPerCPU=700 PriorityTier=10 PreemptMode=OFF State=UP
`,
  );
  const env = { SLURM_CONF: at('slurm.conf') };
  const children = new Map<string, ChildProcess>();
  const start = (name: string, program: string, args: string[]) => {
    // Out of the reach of Ctrl-C, so that tests can end it in order; but it does not outlive a test process that is killed.
    children.set(name, spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], { stdio: 'ignore', detached: true, env: { ...process.env, ...env } }));
  };
  const startController = () => start('slurmctld', 'slurmctld', ['-D', '-f', env.SLURM_CONF]);
  const startNode = (name: string) => start(name, 'slurmd', ['-D', '-N', name, '-f', env.SLURM_CONF]);
  const kill = (name: string) => {
    try {
      children.get(name)?.kill('SIGKILL');
    } catch {
      // It has ended.
    }
    children.delete(name);
  };
  start('munged', 'munged', ['--foreground', '--force', `--key-file=${at('munge.key')}`, `--socket=${at('munge.socket')}`, `--pid-file=${at('munged.pid')}`, `--log-file=${at('munged.log')}`, `--seed-file=${at('munged.seed')}`]);
  await sleep(300);
  startController();
  startNode('n1');
  startNode('n2');
  const cluster: SlurmCluster = {
    env, folder, startController, startNode,
    killController: () => kill('slurmctld'),
    killNode(name) {
      kill(name);
      for (const pid of processesOf(name)) attempt(() => process.kill(pid, 'SIGKILL'));
    },
    async stop() {
      try {
        execFileSync('scancel', ['--user=root'], { env: { ...process.env, ...env }, stdio: 'ignore', timeout: 5000 });
      } catch {
        // The controller may be gone.
      }
      for (const name of ['n1', 'n2'] as const) cluster.killNode(name);
      for (const name of [...children.keys()]) kill(name);
      await sleep(200);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (let tries = 0; ; tries++) {
    const states = sinfo(env);
    if (states.filter((state) => state === 'idle').length === 2) return cluster;
    if (tries > 150) {
      const log = ['slurmctld.log', 'slurmd.n1.log'].map((name) => `${name}: ${attempt(() => readFileSync(at(name), 'utf8').slice(-1500))}`).join('\n');
      await cluster.stop();
      throw new Error(`the cluster did not start (${states.join(' ')})\n${log}`);
    }
    await sleep(100);
  }

  /** Everything that runs under a node: Slurm names it in the environment of its tasks; their parents are its step daemons. */
  function processesOf(name: string): number[] {
    const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number);
    const tasks = pids.filter((pid) => {
      const environment = attempt(() => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')) ?? [];
      return environment.includes(`SLURMD_NODENAME=${name}`) && environment.includes(`SLURM_CONF=${env.SLURM_CONF}`);
    });
    const steps = tasks.map((pid) => Number(attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))?.split(') ')[1]?.split(' ')[1])).filter((parent) => (attempt(() => readFileSync(`/proc/${parent}/cmdline`, 'utf8')) ?? '').startsWith('slurmstepd'));
    return [...new Set([...steps, ...tasks])];
  }
}

function sinfo(env: Record<string, string>): string[] {
  return attempt(() => execFileSync('sinfo', ['--noheader', '--Node', '--partition=main', '--format=%T'], { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 3000 }).trim().split('\n')) ?? [];
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => resolve(server)); })));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
