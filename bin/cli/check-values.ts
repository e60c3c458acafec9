import type { Command } from 'commander';
import { UserError } from './user-error';

/** What the values of an option look like, whichever command has it. */
const SHAPES: Readonly<Record<string, { readonly shape: RegExp; readonly advice: string }>> = {
  '--account': { shape: /^\d{12}$/, advice: 'write the 12 digits of an account' },
  '--region': { shape: /^[a-z]{2}(-[a-z]+)+-\d+$/, advice: 'write a Region such as eu-west-1' },
};

/**
 * Checks the values of all options of a command before it does anything: none is empty, as an unset variable of a shell makes
 * it, and accounts and Regions look like such.
 *
 * @throws {@link UserError} naming the first option that has no value which can be meant
 */
export function checkValues(command: Command): void {
  // A command takes the options of the one above it, too.
  if (command.parent !== null) checkValues(command.parent);
  for (const option of command.options) {
    const name = option.long ?? option.flags;
    const given: unknown = command.getOptionValue(option.attributeName());
    const texts = [given].flat().filter((value) => typeof value === 'string');
    if (texts.some((text) => text.trim() === ''))
      throw new UserError(`${name} is empty; leave it out, or give it a value`);
    const { shape, advice } = SHAPES[name] ?? {};
    const odd = texts.find((text) => shape?.test(text) === false);
    if (odd !== undefined) throw new UserError(`${name} is '${odd}'; ${advice}`);
  }
}
