import { spawnSync } from 'node:child_process';

/** Commands that Windows runs through a shell. */
const SCRIPTS = ['npm', 'mvn'];

/** The time of every file in what is built, which is that of the files in npm's packages: the same sources make the same bytes. */
export const TIME_OF_FILES = new Date('1985-10-26T08:15:00.000Z');

const EPOCH_SECONDS = `${TIME_OF_FILES.getTime() / 1_000}`;

/** Maven's names for it, and for pages of documentation without the time. */
const MAVEN_OPTIONS = [`-Dproject.build.outputTimestamp=${EPOCH_SECONDS}`, '-Dnotimestamp=true'];

/** Runs a tool to its end, and gives what it printed; throws with all of it if it fails. */
export function runTool(command: string, args: readonly string[], folder: string): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    shell: process.platform === 'win32' && SCRIPTS.includes(command),
    env: {
      ...process.env,
      JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
      SOURCE_DATE_EPOCH: EPOCH_SECONDS,
      MAVEN_OPTS: [process.env.MAVEN_OPTS ?? '', ...MAVEN_OPTIONS].join(' ').trim(),
    },
  });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
}

/** Whether a command is on this machine. */
export function hasTool(command: string, ...args: readonly string[]): boolean {
  const shell = process.platform === 'win32' && SCRIPTS.includes(command);
  return spawnSync(command, args, { stdio: 'ignore', shell }).status === 0;
}
