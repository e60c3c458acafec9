import { join } from 'node:path';
import { buildLanguages, filesBelow } from './language-packages';
import type { PackageBuilder } from './package-builder';
import { hasTool } from './run-tool';
import { readManifest } from './stage-module';

/** The jar with its sources and documentation, in a Maven repository of its own. */
export const JAVA_PACKAGE: PackageBuilder = {
  name: 'java',
  missing: () => {
    if (!hasTool('javac', '-version')) return 'a Java compiler';
    return hasTool('mvn', '--version') ? undefined : 'Maven';
  },
  build: async (folders) => {
    buildLanguages(['java'], folders, { translated: true });
    const { version, jsii } = readManifest(folders.root);
    const { groupId, artifactId } = jsii.targets.java.maven;
    const files = filesBelow(join(folders.out, 'java'));
    return [{ registry: 'Maven Central', name: `${groupId}:${artifactId}`, version, files }];
  },
};
