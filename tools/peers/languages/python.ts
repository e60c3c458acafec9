import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findPython, makeEnvironment } from '../python-environment';
import { mustRun } from '../run-process';
import { appEnvironment, CDK_VERSION, copyProject, type Language, type Room } from './language';

/** Runs each file that it is given, in one process: the CDK is loaded once. */
const EVERY_APP = 'import runpy, sys\nfor file in sys.argv[1:]: runpy.run_path(file, run_name="__main__")';

export const PYTHON: Language = {
  name: 'Python',
  whyNot: async () => {
    const found = await findPython();
    return typeof found === 'string' ? found : undefined;
  },
  synthesize: async (room: Room) => {
    const found = await findPython();
    if (typeof found === 'string') throw new Error(found);
    copyProject('python', room.folder);
    const apps = readdirSync(room.folder).filter((name) => name.endsWith('.py'));
    const packages = [wheelIn(join(room.packages, 'python')), `aws-cdk-lib==${CDK_VERSION}`];
    const python = await makeEnvironment(found, join(room.folder, 'venv'), packages);
    const env = { ...appEnvironment(room), PYTHONDONTWRITEBYTECODE: '1' };
    await mustRun(python, ['-c', EVERY_APP, ...apps], { cwd: room.folder, env });
  },
};

function wheelIn(folder: string): string {
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`no wheel in ${folder}`);
  return join(folder, wheel);
}
