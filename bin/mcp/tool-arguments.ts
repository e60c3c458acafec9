import type { ZodRawShape, ZodType } from 'zod';
import { UserError } from '../cli/user-error';
import type { Limits } from './limits';
import type { Mcp } from './load-mcp';
import type { Roots } from './roots';
import type { Given, Tool, ToolCommand, ToolParameter } from './tool-table';

/** The maximum length of an argument; SQL is the longest. */
const MAX_TEXT = 20_000;
const MAX_VALUES = 100;

/** The parts of an argument list. */
export interface CommandLine {
  readonly command: ToolCommand;
  readonly argv: readonly string[];
  /** What the command reads: absolute paths, and URLs of buckets. What is walked for log files leaves out links that lead elsewhere. */
  readonly reads: readonly { readonly path: string; readonly isWalked: boolean }[];
}

/** The schema of the arguments of a tool. Unknown names are rejected. */
export function shapeOf({ parameters }: Tool, limits: Limits, z: Mcp['z']): ZodRawShape {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => {
      const { isRequired = false, about } = parameter;
      const value =
        about === undefined ? schemaOf(parameter, limits, z) : schemaOf(parameter, limits, z).describe(about);
      return [name, isRequired ? value : value.optional()];
    }),
  );
}

function schemaOf({ type, choices }: ToolParameter, { rows }: Limits, z: Mcp['z']): ZodType {
  switch (type) {
    case 'text':
    case 'list':
    case 'path':
      return choices === undefined ? z.string() : z.enum(choices as [string, ...string[]]);
    case 'texts':
    case 'paths':
      return z.array(z.string());
    case 'flag':
    case 'off':
      return z.boolean();
    case 'pairs':
      return z.record(z.string(), z.string());
    case 'count':
      return z.int().min(1).max(rows);
    default:
      return type satisfies never;
  }
}

/**
 * The arguments of the command line. Each option is one word with its value, and positional arguments follow `--`: a value is
 * never parsed as an option. Paths are restricted and absolute.
 *
 * @throws {@link UserError} for a path that may not be read, and for what does not go together
 */
export async function toCommandLine(
  { parameters, commands: [first, ...others] }: Tool,
  given: Given,
  roots: Roots,
): Promise<CommandLine> {
  for (const [name, parameter] of Object.entries(parameters)) check(name, parameter, given);
  const command = [first, ...others].find(({ when }) => when === undefined || when(given)) ?? first;
  const options: string[] = [];
  const operands: string[] = [];
  const reads: { path: string; isWalked: boolean }[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter.isForServer === true) continue;
    for (const text of valuesOf(name, parameter, { given, roots })) {
      const isPath = /^paths?$/.test(parameter.type) && parameter.except?.test(text) !== true;
      const word = isPath ? await roots.confine(text) : text;
      if (isPath) reads.push({ path: word, isWalked: parameter.isLogs === true });
      if (parameter.option !== undefined) options.push(optionWord(parameter, word));
      // SQL that is one word is not taken for a command below `query`: it begins with a blank.
      else operands.push(name === 'sql' ? ` ${word}` : word);
    }
  }
  const words = [...command.words.split(' '), ...(command.fixed ?? []), ...options];
  return { command, argv: [...words, '--', ...operands], reads };
}

function check(name: string, { or, with: other }: ToolParameter, given: Given): void {
  const isGiven = (one: string) => given[one] !== undefined && given[one] !== false;
  if (or !== undefined && isGiven(name) && isGiven(or))
    throw new UserError(`${name} and ${or} cannot be combined; leave one out`);
  if (or !== undefined && !isGiven(name) && !isGiven(or))
    throw new UserError(`${name} is missing; give it, or ${or}`);
  if (other !== undefined && isGiven(name) && !isGiven(other))
    throw new UserError(`${name} is given without ${other}; give both, or leave it out`);
}

function optionWord({ option = '', type }: ToolParameter, value: string): string {
  return type === 'flag' || type === 'off' ? option : `${option}=${value}`;
}

/** One text for each word of the command line. */
function valuesOf(
  name: string,
  parameter: ToolParameter,
  { given: { [name]: value }, roots }: { readonly given: Given; readonly roots: Roots },
): readonly string[] {
  const { type, isAll = false } = parameter;
  if (value === undefined) return isAll ? allOf(name, parameter, roots) : [];
  if (type === 'flag' || type === 'off') return value === (type === 'flag') ? [''] : [];
  const texts = textsOf(type, value);
  if (texts.length > MAX_VALUES)
    throw new UserError(`${name} has ${texts.length} values; give ${MAX_VALUES} at most`);
  for (const text of texts) {
    if (text === '') throw new UserError(`${name} is empty; give it a value, or leave it out`);
    if (text.length > MAX_TEXT || text.includes('\0'))
      throw new UserError(`${name} has more than ${MAX_TEXT} characters, or a NUL character`);
  }
  return texts;
}

function textsOf(type: ToolParameter['type'], value: unknown): readonly string[] {
  if (type === 'pairs') return pairsOf(value as Given);
  return type === 'list' ? String(value).split(/[\s,]+/) : [value].flat().map(String);
}

function pairsOf(value: Given): readonly string[] {
  return Object.entries(value).map(([name, text]) => `${name}=${text}`);
}

function allOf(name: string, { type }: ToolParameter, { paths }: Roots): readonly string[] {
  if (type === 'paths' || paths.length === 1) return paths;
  throw new UserError(`${name} is missing: this server reads ${paths.join(', ')}`);
}
