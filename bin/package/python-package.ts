import { join } from 'node:path';
import { buildLanguages, filesBelow } from './language-packages';
import type { PackageBuilder } from './package-builder';
import { hasTool } from './run-tool';
import { readManifest } from './stage-module';

/** The wheel and the source distribution. */
export const PYTHON_PACKAGE: PackageBuilder = {
  name: 'python',
  missing: () =>
    hasTool(process.platform === 'win32' ? 'python' : 'python3', '-c', 'import venv, ensurepip')
      ? undefined
      : 'Python 3 with venv',
  build: async (folders) => {
    buildLanguages(['python'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const files = filesBelow(join(folders.out, 'python'));
    return [{ registry: 'PyPI', name: jsii.targets.python.distName, version, files }];
  },
};
