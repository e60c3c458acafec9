import type { Ended } from '../peers/run-process';
import type { Machine } from './machine';

/** Of a message of a program, what a transcript has. */
const MAX_MESSAGE_LINES = 4;

/** The AWS CLI in one account and Region. */
export class Aws {
  constructor(
    private readonly machine: Machine,
    readonly region: string,
    readonly profile: string | undefined,
  ) {}

  /** What a call answers; throws when AWS refuses it. */
  async ask<Answer>(args: readonly string[], signal: AbortSignal): Promise<Answer> {
    const ended = await this.call(args, signal);
    if (ended.status !== 0) throw new Error(`aws ${args.slice(0, 2).join(' ')}: ${lastLines(ended)}`);
    return JSON.parse(ended.stdout.trim() === '' ? '{}' : ended.stdout) as Answer;
  }

  /** A call that may fail. */
  call(args: readonly string[], signal: AbortSignal): Promise<Ended> {
    const profile = this.profile === undefined ? [] : ['--profile', this.profile];
    const place = ['--region', this.region, '--output', 'json', ...profile];
    return this.machine.run('aws', [...args, ...place], { signal });
  }
}

/** The end of what a program printed, which says why it failed. */
export function lastLines({ stdout, stderr }: Ended): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-MAX_MESSAGE_LINES).join(' | ');
}
