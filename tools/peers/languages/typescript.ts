import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mustRun } from '../run-process';
import { appEnvironment, CDK_VERSION, type Language, type Room } from './language';

/** The check of a consumer project has these trails too, in one app with others. */
const SELECTING = resolve(__dirname, '../../consumer/selecting-trails.ts');

const PROJECT = join(__dirname, 'projects/typescript');

const LOADER = pathToFileURL(require.resolve('tsx')).href;

/** What the other languages are compared with. */
export const TYPESCRIPT: Language = {
  name: 'TypeScript',
  whyNot: async () => undefined,
  synthesize: async (room: Room) => {
    for (const file of [SELECTING, ...filesOf(PROJECT)]) copyApp(file, room.folder);
    cpSync(join(PROJECT, '../rules'), join(room.folder, 'rules'), { recursive: true });
    writeFileSync(join(room.folder, 'package.json'), JSON.stringify({ private: true }));
    const packages = join(room.packages, 'js');
    const tarballs = readdirSync(packages).map((name) => join(packages, name));
    const options = ['--no-audit', '--no-fund', '--prefer-offline', ...tarballs];
    await mustRun('npm', ['install', ...options, `aws-cdk-lib@${CDK_VERSION}`], { cwd: room.folder });
    const apps = readdirSync(room.folder).filter(
      (name) => name.endsWith('.ts') && name !== basename(SELECTING),
    );
    const program = apps.map((app) => `await import('./${app}');`).join('\n');
    await mustRun(process.execPath, ['--import', LOADER, '--input-type', 'module', '--eval', program], {
      cwd: room.folder,
      env: appEnvironment(room),
    });
  },
};

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

/** Copies a file that imports from this repository, so that it imports the package. */
function copyApp(file: string, folder: string): void {
  const text = readFileSync(file, 'utf8')
    .replace(/'(\.\.\/)+lib\/index'/, "'cdk-trailwatch'")
    .replace(/'(\.\.\/)+consumer\//, "'./");
  writeFileSync(join(folder, basename(file)), text);
}
