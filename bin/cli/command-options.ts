import { Option } from 'commander';

/** Collects the values of an option that may be repeated. */
export function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** `--format`. */
export function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'default: table on a terminal, ndjson otherwise').choices(formats);
}

/** The exit status of the command line. */
export interface Run {
  status: number;
}
