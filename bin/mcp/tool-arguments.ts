import type { Argument, Command, Option } from 'commander';
import type { ZodRawShape, ZodType } from 'zod';
import { UserError } from '../cli/user-error';
import type { Mcp } from './load-mcp';
import type { Roots } from './roots';
import { givenOptions, type Tool } from './tool-table';

/** A value from a caller, for an option or an argument of the command line. */
interface Parameter {
  /** Its name in the protocol, as the command line names it in its code: `minSeverity`. */
  readonly name: string;
  readonly option?: Option;
  readonly argument?: Argument;
  readonly isRepeatable: boolean;
  /** Whether the default is everything that the server reads. */
  readonly isAll: boolean;
  /** Words of the command line that are no path; undefined of what is no path at all. */
  readonly pathExcept: RegExp | undefined;
}

/** What is between `<` and `>` in the usage of the command line, if it is a path; and what else it may be. */
const PATHS: Readonly<Record<string, RegExp>> = {
  path: /^$/,
  archive: /^$/,
  template: /^$/,
  'cdk.out': /^$/,
  file: /^$/,
  folder: /^$/,
  'file|id': /^\d{12}(?:[\s,]+\d{12})*$/,
  rules: /^(?:builtin|none)$/,
};

/** The maximum length of an argument; SQL is the longest. */
const MAX_TEXT = 20_000;
const MAX_VALUES = 100;

/** The parts of an argument list. */
export interface CommandLine {
  readonly argv: readonly string[];
  /** What the command reads: absolute paths, and URLs of buckets. */
  readonly reads: readonly string[];
}

/** The arguments of a tool, as one reads them from the usage of its command. */
export class ToolArguments {
  private readonly parameters: readonly Parameter[];

  /** @throws Error if the command lacks an option of the table */
  constructor(
    private readonly tool: Tool,
    private readonly command: Command,
  ) {
    const options = tool.options.map((name) => {
      const option = command.options.find(({ long }) => long === name);
      if (option === undefined) throw new Error(`${tool.command} has no option ${name}`);
      return toParameter(option);
    });
    const operands = command.registeredArguments.map((argument) => toOperand(argument, tool));
    this.parameters = [...operands, ...options];
  }

  /** The schema of the arguments. Unknown names are rejected. */
  shape(z: Mcp['z']): ZodRawShape {
    const [, apart] = this.tool.apart ?? [];
    return Object.fromEntries(
      this.parameters.map((parameter) => {
        const schema = schemaOf(parameter, z);
        return [parameter.name, parameter.name === apart ? schema.optional() : schema];
      }),
    );
  }

  /**
   * The arguments of the command line. Each option is one word with its value, and positional arguments follow `--`: a value is
   * never parsed as an option. Paths are restricted and absolute.
   *
   * @throws {@link UserError} for a path that may not be read
   */
  async toCommandLine(given: Readonly<Record<string, unknown>>, roots: Roots): Promise<CommandLine> {
    this.checkApart(given);
    const options: string[] = [];
    const operands: string[] = [];
    const reads: string[] = [];
    for (const parameter of this.parameters) {
      const { option } = parameter;
      for (const value of valuesOf(parameter, given[parameter.name], roots)) {
        const isPath = typeof value === 'string' && parameter.pathExcept?.test(value) === false;
        const word = isPath ? await roots.confine(value) : value;
        if (isPath) reads.push(String(word));
        if (option !== undefined) options.push(...optionWords(option, word));
        else operands.push(this.operand(String(word), isPath));
      }
    }
    const words = [...this.tool.command.split(' '), ...givenOptions(this.tool), ...options];
    return { argv: [...words, '--', ...operands], reads };
  }

  private checkApart(given: Readonly<Record<string, unknown>>): void {
    const [flag, argument] = this.tool.apart ?? [];
    if (flag === undefined || argument === undefined) return;
    const isFlag = given[flag] === true;
    if (isFlag && given[argument] !== undefined)
      throw new UserError(`${flag} and ${argument} cannot be combined; leave one out`);
    if (!isFlag && given[argument] === undefined)
      throw new UserError(`${argument} is missing; give it, or ${flag}`);
  }

  /** Of a command that has commands below it, SQL that is one word is not taken for one of them: it begins with a blank. */
  private operand(text: string, isPath: boolean): string {
    return this.command.commands.length > 0 && !isPath ? ` ${text}` : text;
  }
}

function optionWords(option: Option, value: string | boolean): readonly string[] {
  const { long = '', negate } = option;
  if (typeof value === 'string') return [`${long}=${value}`];
  return value === negate ? [] : [long];
}

function valuesOf(
  { argument, isAll }: Parameter,
  given: unknown,
  roots: Roots,
): readonly (string | boolean)[] {
  if (given !== undefined) return [given].flat() as (string | boolean)[];
  if (argument === undefined || !isAll) return [];
  if (argument.variadic || roots.paths.length === 1) return roots.paths;
  throw new UserError(`${argument.name()} is missing: this server reads ${roots.paths.join(', ')}`);
}

function schemaOf(parameter: Parameter, z: Mcp['z']): ZodType {
  const { option, argument, isRepeatable, isAll } = parameter;
  const about = aboutOf(parameter);
  const isFlag = option !== undefined && !option.required && !option.optional;
  if (isFlag) return z.boolean().optional().describe(about);
  const choices = option?.argChoices;
  const text =
    choices === undefined
      ? z
          .string()
          .min(1)
          .max(MAX_TEXT)
          .refine((value) => !value.includes('\0'), 'it has a NUL character')
      : z.enum(choices);
  const value = isRepeatable ? z.array(text).min(1).max(MAX_VALUES) : text;
  // A text that may be left out on the command line is followed by paths, which would be taken for it.
  const mayBeAbsent =
    argument === undefined || isAll || (!argument.required && parameter.pathExcept !== undefined);
  return (mayBeAbsent ? value.optional() : value).describe(about);
}

function toParameter(option: Option): Parameter {
  // Choices have a parser, too.
  const isRepeatable = option.parseArg !== undefined && option.argChoices === undefined;
  const [, placeholder = ''] = /[<[](.*)[>\]]/.exec(option.flags) ?? [];
  const pathExcept = PATHS[placeholder];
  return { name: option.attributeName(), option, isRepeatable, isAll: false, pathExcept };
}

function toOperand(argument: Argument, { readsAll = false }: Tool): Parameter {
  const name = argument.name();
  const isPath = PATHS[name] !== undefined;
  return {
    isAll: isPath && (argument.required || (argument.variadic && readsAll)),
    name: PROTOCOL_NAMES[name] ?? (argument.variadic ? `${name}s` : name),
    argument,
    isRepeatable: argument.variadic,
    pathExcept: PATHS[name],
  };
}

/** Names of arguments that are no names of a property. */
const PROTOCOL_NAMES: Readonly<Record<string, string>> = { 'cdk.out': 'template' };

function aboutOf({ option, argument, isAll, pathExcept }: Parameter): string {
  const isPath = pathExcept !== undefined;
  if (option !== undefined) {
    const about = option.description.replace(/ \(repeatable\)$/, '');
    if (option.negate) return `false: ${about}`;
    return isPath ? `${about}; a path below what the server reads` : about;
  }
  if (!isPath) return argument?.description ?? '';
  return `${argument?.variadic === true ? 'files and folders' : argument?.description}, absolute or relative to what the server reads${isAll ? '; default: all of it' : ''}`;
}
