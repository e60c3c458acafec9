import pLimit from 'p-limit';
import type { CommandIo } from '../../cli/command-io';
import { UserError } from '../../cli/user-error';
import { Diagnostics } from '../../outputs/diagnostics';
import { toStream, whileOpen } from '../../outputs/text-output';
import { PlaceError } from '../../places/ask-place';
import { findPlaces, type Place, type PlaceOptions } from '../../places/find-places';
import { type TrailRow, type TrailsFormat, trailsOf, trailsText } from '../../trails/trails-text';

/** The options of `trailwatch trails`, as the command line names them. */
export interface TrailsOptions extends PlaceOptions {
  readonly format?: TrailsFormat | 'sarif';
  readonly json?: boolean;
  /** Checks the trails, and the resources that they need. */
  readonly check?: boolean;
  /** The folder of an app that is written. */
  readonly adopt?: string;
  /** The file of a register that is brought up to date. */
  readonly register?: string;
  /** Names of checks that are skipped. */
  readonly excludeCheck?: readonly string[];
  /** The name of a framework, of whose controls the checks are made. */
  readonly framework?: string;
}

/** The maximum number of Regions that are queried concurrently. */
const AT_ONCE = 16;

/** Prints the trails of all Regions and accounts with their status. Returns the exit status: 1 with findings. */
export async function trails(options: TrailsOptions, io: CommandIo): Promise<number> {
  if (options.excludeCheck !== undefined) throw new UserError('--exclude-check requires --check; add it');
  if (options.framework !== undefined) throw new UserError('--framework requires --check; add it');
  const format = formatOf(options, io);
  const fromMs = io.nowMs();
  const diagnostics = new Diagnostics(io);
  const onProblem = (sentence: string) => diagnostics.problem(sentence);
  const places = await findPlaces(options, { sessionName: 'trailwatch-trails', onProblem, wait: io.wait });
  const rows = await rowsOf(places, { diagnostics, io });
  await whileOpen(toStream(io.stdout)).write(trailsText(format, rows, io.stdout));
  const findings = rows.reduce((total, row) => total + row.findings.length, 0);
  const asked = rows.flatMap(({ trail, roleArn }) => (trail ? `${roleArn} ${trail.arn}` : []));
  const trailCount = new Set(asked).size;
  diagnostics.finish(`trails=${trailCount} places=${places.length} findings=${findings}`, fromMs);
  if (diagnostics.problems > 0) return 2;
  return findings > 0 ? 1 : 0;
}

/**
 * The rows of all places, in the order of the places. A place that does not respond is a problem, and the others continue.
 *
 * @param onSilent called for each place of which something is not known
 */
export async function rowsOf(
  places: readonly Place[],
  {
    diagnostics,
    io,
    onSilent = () => {},
  }: {
    readonly diagnostics: Diagnostics;
    readonly io: CommandIo;
    readonly onSilent?: (place: Place) => void;
  },
): Promise<readonly TrailRow[]> {
  const limit = pLimit(AT_ONCE);
  let answered = 0;
  const found = await Promise.all(
    places.map((place) =>
      limit(async () => {
        const sentences: string[] = [];
        try {
          const rows = await trailsOf(place, io, (sentence) => sentences.push(sentence));
          return { rows, sentences };
        } catch (error) {
          if (!(error instanceof PlaceError)) throw error;
          sentences.push(error.message);
          return { rows: [], sentences };
        } finally {
          place.client.destroy();
          answered += 1;
          diagnostics.progress(() => `${answered} of ${places.length} Regions`);
          if (sentences.length > 0) onSilent(place);
        }
      }),
    ),
  );
  for (const { sentences } of found) for (const sentence of sentences) diagnostics.problem(sentence);
  return found.flatMap(({ rows }) => rows);
}

/** The requested format, or else that of the standard output. */
export function formatOf({ format, json = false }: TrailsOptions, { stdout }: CommandIo): TrailsFormat {
  if (json && format !== undefined && format !== 'json') {
    throw new UserError(`--json and --format ${format} cannot be combined; leave one out`);
  }
  if (format === 'sarif') throw new UserError('--format sarif requires --check; add it');
  if (json) return 'json';
  return format ?? (stdout.isTTY === true ? 'table' : 'ndjson');
}
