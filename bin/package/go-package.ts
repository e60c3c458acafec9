import { join } from 'node:path';
import { buildLanguages, filesBelow } from './language-packages';
import type { PackageBuilder } from './package-builder';
import { readManifest } from './stage-module';

/** The sources of the module, which are committed to its repository and tagged `<package>/v<version>`. Needs no Go. */
export const GO_PACKAGE: PackageBuilder = {
  name: 'go',
  missing: () => undefined,
  build: async (folders) => {
    buildLanguages(['go'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const { moduleName, packageName } = jsii.targets.go;
    const files = filesBelow(join(folders.out, 'go', packageName));
    return [{ registry: 'Go', name: `${moduleName}/${packageName}`, version, files }];
  },
};
