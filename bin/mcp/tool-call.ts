import { lstat, realpath, stat } from 'node:fs/promises';
import { parseAgo } from '../../lib/core/record/parse-time';
import { listObjects } from '../aws/list-bucket';
import { openObjectGetter } from '../aws/open-object-getter';
import { renderListingError } from '../aws/s3-error';
import { parseS3Url } from '../aws/s3-url';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import { ExcludedFiles } from '../inputs/excluded-files';
import type { InputFile } from '../inputs/input-file';
import { listInputs } from '../inputs/list-inputs';
import { ONLY_BELOW } from '../inputs/only-below';
import { type PlaceOptions, RecordFilter } from '../records/record-filter';
import { type Answer, toAnswer } from './answer';
import { type Limits, MAX_CALLS, renderLimit, USUAL_BYTES } from './limits';
import { Pages } from './pages';
import { RealFolders, type Roots } from './roots';
import { runCommand } from './run-command';
import { type CommandLine, toCommandLine } from './tool-arguments';
import { type ToolResult, toRefusal, toToolResult } from './tool-result';
import type { Given, Tool } from './tool-table';

/** What all calls share. */
export interface CallTools {
  readonly io: CommandIo & Required<Pick<CommandIo, 'startCommand'>>;
  readonly roots: Roots;
  readonly limits: Limits;
  readonly mayAskAws: boolean;
  /** Whether clients show a model nothing but text. */
  readonly isText: boolean;
}

/** Calls of tools: each is checked, measured and bounded before its command is run. */
export class ToolCalls {
  private running = 0;
  private readonly pages = new Pages();

  constructor(private readonly tools: CallTools) {}

  /** Runs one call. Every error is a result. */
  async run(tool: Tool, given: Given, signal: AbortSignal): Promise<ToolResult> {
    if (this.running >= MAX_CALLS)
      return toRefusal(`limit calls: ${MAX_CALLS} calls are in progress; call again when one has finished`);
    this.running += 1;
    try {
      return await this.checked(tool, given, signal);
    } catch (error) {
      if (error instanceof UserError) return toRefusal(error.message);
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  private async checked(tool: Tool, given: Given, signal: AbortSignal): Promise<ToolResult> {
    const { isText, limits } = this.tools;
    const { cursor, ...values } = given;
    const call = JSON.stringify([tool.name, values]);
    const size = { wanted: Math.min(USUAL_BYTES, limits.resultBytes), most: limits.resultBytes };
    const page =
      typeof cursor !== 'string'
        ? this.pages.first(call, await this.ask(tool, values, signal), size)
        : this.pages.next(call, cursor, size);
    return toToolResult(tool.name, page, { isText });
  }

  private async ask(tool: Tool, given: Given, signal: AbortSignal): Promise<Answer> {
    const { io, roots, limits, mayAskAws } = this.tools;
    const fromMs = io.nowMs();
    const values = withTimes(given, io.currentTime().getTime());
    const { command, argv, reads: named } = await toCommandLine(tool, values, roots);
    const reads =
      command.words === 'validate'
        ? named.map(({ path }) => ({ path: roots.archiveOf(path), isWalked: false }))
        : named;
    const bytes = await this.measure(reads, values as PlaceOptions, signal);
    if (bytes > limits.readBytes) throw new UserError(renderLimit('readBytes', limits));
    const leftMs = limits.seconds * 1000 - (io.nowMs() - fromMs);
    if (leftMs <= 0) throw new UserError(renderLimit('seconds', limits));
    const environment = {
      ...environmentOf(io.environment, mayAskAws),
      [ONLY_BELOW]: JSON.stringify(roots.localPaths),
    };
    return toAnswer(command, await runCommand(argv, command, { io, environment, limits, leftMs, signal }));
  }

  /** The listing also ends at the time limit. */
  private async measure(
    reads: CommandLine['reads'],
    { account, region, start, end, lateDays }: PlaceOptions,
    signal: AbortSignal,
  ): Promise<number> {
    const { io, roots, limits } = this.tools;
    // `review` has one account and Region, of a template: its files are not in their folders.
    const choice = RecordFilter.of({
      account: listOf(account),
      region: listOf(region),
      start,
      end,
      lateDays,
    });
    // Digest files hold no records, and validate reads them.
    const filter = {
      isOpen: choice.isOpen,
      mayHold: (name: string) => choice.mayHold(name) || name.includes('CloudTrail-Digest'),
    };
    const over = new AbortController();
    const done = new AbortController();
    io.wait(limits.seconds * 1000, done.signal).then(
      () => over.abort(),
      () => undefined,
    );
    try {
      const either = AbortSignal.any([signal, over.signal]);
      return await measureReading(
        { reads, filter, roots },
        { io, maxBytes: limits.readBytes, signal: either },
      );
    } finally {
      done.abort();
    }
  }
}

/** Times that say how long ago they were, as times: files are chosen by them before the command runs. */
function withTimes(given: Given, nowMs: number): Given {
  const times = ['start', 'end', 'since'].flatMap((name) => {
    const { [name]: text } = given;
    const time = typeof text === 'string' ? parseAgo(text, nowMs) : undefined;
    return time === undefined ? [] : [[name, time] as const];
  });
  return { ...given, ...Object.fromEntries(times) };
}

/** As commands have them. */
function listOf(value: unknown): readonly string[] | undefined {
  return typeof value === 'string' ? value.split(/[\s,]+/) : undefined;
}

/** A file that is empty everywhere. */
const NO_FILE = process.platform === 'win32' ? 'NUL' : '/dev/null';

/** Without AWS, a command has neither credentials nor a way to find any. */
function environmentOf(environment: CommandIo['environment'], mayAskAws: boolean): CommandIo['environment'] {
  if (mayAskAws) return environment;
  const rest = Object.entries(environment).filter(([name]) => !/^AWS_/i.test(name));
  return {
    ...Object.fromEntries(rest),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: NO_FILE,
    AWS_SHARED_CREDENTIALS_FILE: NO_FILE,
  };
}

/** The inputs of a call. */
interface Reading {
  /** Real paths below the roots, and URLs of buckets. */
  readonly reads: CommandLine['reads'];
  /** Excludes files that the command does not open, by name. */
  readonly filter: Pick<RecordFilter, 'isOpen' | 'mayHold'>;
  readonly roots: Roots;
}

/** Options for measuring it. */
interface MeasureTools {
  readonly io: Pick<CommandIo, 'stdin' | 'environment' | 'wait'>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * The bytes that a call would read, as stored, before it reads any. Every file is checked: a link that leads out of the roots
 * is rejected, unless it is in a folder of log files, where it is left out.
 *
 * @returns more than `maxBytes` as soon as there are more
 * @throws {@link UserError} naming a link that leads out of the roots, or what is no file
 */
async function measureReading(reading: Reading, tools: MeasureTools): Promise<number> {
  let bytes = 0;
  for (const read of reading.reads) {
    for await (const size of read.path.startsWith('s3://')
      ? objectSizes(read.path, reading, tools)
      : fileSizes(read, reading, tools)) {
      bytes += size;
      if (bytes > tools.maxBytes || tools.signal.aborted) return bytes;
    }
  }
  return bytes;
}

async function* fileSizes(
  { path, isWalked }: CommandLine['reads'][number],
  { filter, roots }: Reading,
  { io }: MeasureTools,
): AsyncGenerator<number, void> {
  const folders = new RealFolders();
  for await (const input of listInputs({ paths: [path], io, except: new ExcludedFiles() })) {
    if (!('open' in input)) continue;
    const isRead = filter.isOpen || filter.mayHold(input.name);
    if (isRead) yield await sizeOf(input, { roots, folders, isWalked });
  }
}

async function sizeOf(
  { name, path = name }: InputFile,
  {
    roots,
    folders,
    isWalked,
  }: { readonly roots: Roots; readonly folders: RealFolders; readonly isWalked: boolean },
): Promise<number> {
  // A name that is not UTF-8 is known by its bytes, and its folder by a link at most.
  const link = await lstat(path);
  const real =
    link.isSymbolicLink() || typeof path !== 'string' ? await realpath(path) : await folders.of(path);
  if (!roots.has(real)) {
    if (isWalked) return 0;
    throw new UserError(`${name} is a link out of what this server may read`);
  }
  const found = link.isSymbolicLink() ? await stat(path) : link;
  if (!found.isFile()) throw new UserError(`${name} is not a file`);
  return found.size;
}

async function* objectSizes(
  url: string,
  { filter }: Reading,
  { io: { environment, wait } }: MeasureTools,
): AsyncGenerator<number, void> {
  const { bucket = '', prefix = '' } = parseS3Url(url) ?? {};
  const getter = await openObjectGetter({ connections: 1 }, { environment, wait });
  try {
    for await (const { key, bytes } of listObjects({ bucket, prefix }, { getter, wait })) {
      if (filter.isOpen || filter.mayHold(`s3://${bucket}/${key}`)) yield bytes;
    }
  } catch (error) {
    throw new UserError(`${url}: ${renderListingError(error)}`);
  }
}
