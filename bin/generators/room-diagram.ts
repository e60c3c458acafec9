import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');

/** The folders that contain rooms, in the order of the diagram, and whether each of their folders is a separate room. */
const FLOORS: readonly (readonly [folder: string, hasRooms: boolean])[] = [
  ['lib/core', true],
  ['lib/constructs', true],
  ['lambda', true],
  ['processing', false],
  ['bin', false],
];

/** Files of `bin` that are not part of the command line. */
const NOT_SHIPPED = /^bin\/((app|build|generate)\.ts$|generators\/)/;

/**
 * A Mermaid flowchart for each floor, with an arrow for every import between two of its rooms and no other; and a table
 * of the core's rooms that each room above the core imports.
 */
export function renderRoomDiagrams(): string {
  const arrows = importsBetweenRooms();
  return FLOORS.map(([folder]) => renderFloor(folder, arrows)).join('\n');
}

type Arrows = ReadonlyMap<string, readonly string[]>;

function renderFloor(folder: string, arrows: Arrows): string {
  const rooms = [...arrows].filter(([from]) => from === folder || from.startsWith(`${folder}/`));
  const parts = folder === 'lib/core' ? [] : [renderCoreTable(rooms)];
  const within = rooms.map(
    ([from, targets]) => [from, targets.filter((target) => !isAbove(folder, target))] as const,
  );
  const lines = within
    .filter(([, targets]) => targets.length > 0)
    .map(([from, targets]) => `  ${nodeOf(from)} --> ${targets.map(nodeOf).join(' & ')}`);
  const chart = `\`\`\`mermaid\nflowchart LR\n${lines.join('\n')}\n\`\`\`\n`;
  return [`### \`${folder}\`\n`, chart, ...parts].join('\n');
}

/** Whether a room is in the core and the importing floor is not: then the import is in the table. */
function isAbove(folder: string, target: string): boolean {
  return folder !== 'lib/core' && target.startsWith('lib/core/');
}

function renderCoreTable(rooms: readonly (readonly [from: string, targets: readonly string[]])[]): string {
  const rows = rooms.map(([from, targets]) => {
    const core = targets.filter((target) => target.startsWith('lib/core/')).map(nodeOf);
    return core.length === 0 ? '' : `| ${nodeOf(from)} | ${core.join(', ')} |\n`;
  });
  return `| room | imports from the core |\n| --- | --- |\n${rows.join('')}`;
}

/** A room is shown with its own name: a chart shows one floor, and the table next to it lists rooms of the core. */
function nodeOf(room: string): string {
  return room.replace(/^lib\/(core|constructs)\/|^lib\//, '').replace(/^lambda\/(?!aws)/, '');
}

function importsBetweenRooms(): Arrows {
  const arrows = new Map<string, Set<string>>();
  for (const file of listSources()) {
    const from = roomOf(file);
    for (const target of importedFiles(file)) {
      const to = roomOf(target);
      if (to !== from) arrows.set(from, (arrows.get(from) ?? new Set()).add(to));
    }
  }
  const sorted = [...arrows].sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map(sorted.map(([from, targets]) => [from, [...targets].sort()]));
}

function listSources(): readonly string[] {
  return FLOORS.flatMap(([folder]) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith('.ts') && !NOT_SHIPPED.test(path)),
  );
}

/** The files of this repository that a file imports, types included, without their endings. */
function importedFiles(file: string): readonly string[] {
  const { importedFiles: imports } = ts.preProcessFile(readFileSync(join(ROOT, file), 'utf8'), true, true);
  return imports
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName));
}

/** `lib/core/alert/message/alert-message` is in the room `lib/core/alert`, `bin/scan/scanner` in `bin`. */
function roomOf(path: string): string {
  const floor = FLOORS.find(([folder]) => path.startsWith(`${folder}/`));
  if (floor === undefined) return path;
  const [folder, hasRooms] = floor;
  const [room, file] = path.slice(folder.length + 1).split('/');
  return hasRooms && file !== undefined ? `${folder}/${room}` : folder;
}
