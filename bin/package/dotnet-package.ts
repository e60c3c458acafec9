import { join } from 'node:path';
import { buildLanguages, filesBelow } from './language-packages';
import type { PackageBuilder } from './package-builder';
import { hasTool } from './run-tool';
import { readManifest } from './stage-module';

/** The assembly with its symbols. */
export const DOTNET_PACKAGE: PackageBuilder = {
  name: 'dotnet',
  missing: () => (hasTool('dotnet', '--list-sdks') ? undefined : 'the .NET SDK'),
  build: async (folders) => {
    buildLanguages(['dotnet'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const files = filesBelow(join(folders.out, 'dotnet'));
    return [{ registry: 'NuGet', name: jsii.targets.dotnet.packageId, version, files }];
  },
};
