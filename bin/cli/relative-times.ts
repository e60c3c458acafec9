import type { Command } from 'commander';
import { parseAgo } from '../../lib/core/record/parse-time';
import { UserError } from './user-error';

/** The options that take a time, of any command. Others with this placeholder take a duration. */
const OPTIONS: readonly string[] = ['start', 'end', 'since'];

/** Of `2026-11-20`. */
const DAY_LENGTH = 10;

/** What `--since` is where a command does not say otherwise. */
const AS_START = 'the same as --start, such as 2h, 3d or a day';

/** Gives every command that has `--start` the option `--since`, unless it has one of its own. */
export function withSince(command: Command): void {
  const has = (name: string) => command.options.some(({ flags }) => flags === `--${name} <time>`);
  if (has('start') && !has('since')) command.option('--since <time>', AS_START);
  for (const inner of command.commands) withSince(inner);
}

/**
 * Replaces each time that says how long ago it was by the time itself, before the command or anything else reads it, and `--since` by
 * `--start`.
 *
 * @throws {@link UserError} if both are given, or where a later run would mean another time
 */
export function resolveTimes(command: Command, now: Date): void {
  if (command.parent !== null) resolveTimes(command.parent, now);
  for (const { flags, description } of command.options) {
    const name = OPTIONS.find((one) => flags === `--${one} <time>` || flags === `--${one} <day>`);
    const given: unknown = name === undefined ? undefined : command.getOptionValue(name);
    if (name === undefined || typeof given !== 'string') continue;
    const exact = timeOf(name, given, { command, now });
    const time = exact !== given && flags.endsWith(' <day>') ? exact.slice(0, DAY_LENGTH) : exact;
    if (description !== AS_START) command.setOptionValue(name, time);
    else if (command.getOptionValue('start') === undefined) {
      command.setOptionValue('start', time);
      command.setOptionValue(name, undefined);
    } else throw new UserError('--since and --start cannot be combined; leave one out');
  }
}

function timeOf(
  name: string,
  text: string,
  { command, now }: { readonly command: Command; readonly now: Date },
): string {
  const time = parseAgo(text, now.getTime());
  if (time !== undefined && command.getOptionValue('resume') !== undefined)
    throw new UserError(
      `--${name} is '${text}', which is another time whenever --resume goes on; write the time itself, such as ${time}`,
    );
  return time ?? text;
}
